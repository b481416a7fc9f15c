"""What a mapping table makes of a report, and the very line that it lacks where it does not know the word."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from mappings.model import Ignored, Mapped, MappingTable
from mappings.proposing import UNKNOWN, line_of, propose, quoted
from mappings.translate import translate
from schemas.report import Report


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What a report's words mean."""

    kind: str
    """``mapped``, ``ignored`` or ``unmapped``."""
    status: str = ""
    """The canonical status, of what is mapped."""
    reopens: bool = False
    """Whether it means Reopened on a ticket that was done."""
    reason: str = ""
    section: str = ""
    """Of what is unmapped: the section of the table that lacks the lines."""
    lines: tuple[str, ...] = ()


def verdict_of(table: MappingTable | None, report: Report, others: Mapping[str, MappingTable]) -> Verdict:
    """What a table makes of a report. ``others`` are tables in which a meaning for an unknown word is looked up."""
    section = f"[mapping.{report.system}]"
    if table is None:
        reason = f"{report.system} has no mapping table"
        return Verdict(
            kind="unmapped", reason=reason, section=section, lines=(_line_for(report.native_status, others),)
        )
    match translate(table, report.native_status, flags=report.flags, event=report.event):
        case Mapped(word=word):
            return Verdict(kind="mapped", status=word.status.value, reopens=word.reopens)
        case Ignored(reason=reason):
            return Verdict(kind="ignored", reason=reason)
        case unmapped if report.flags:
            section = f'[mapping.{report.system}."@flags"]'
            lines = tuple(f'{quoted(flag)} = {{ status = "{UNKNOWN}", rank = 1 }}' for flag in unmapped.native.split())
            return Verdict(kind="unmapped", reason=unmapped.reason, section=section, lines=lines)
        case unmapped:
            line = _line_for(report.native_status, others)
            return Verdict(kind="unmapped", reason=unmapped.reason, section=section, lines=(line,))


def _line_for(word: str, others: Mapping[str, MappingTable]) -> str:
    return line_of(word, propose(word, others.values()))
