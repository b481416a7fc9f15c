"""What a mapping table makes of a report, and the very line that it lacks where it does not know the word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import msgspec

from mappings.model import Ignored, Mapped, MappingTable
from mappings.translate import translate
from schemas.report import Report
from schemas.status import Status

UNKNOWN = "…"
"""Stands in a line where a person has to say the status."""


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
        return Verdict(kind="unmapped", reason=reason, section=section, lines=(line_for(report.native_status, others),))
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
            line = line_for(report.native_status, others)
            return Verdict(kind="unmapped", reason=unmapped.reason, section=section, lines=(line,))


def line_for(word: str, others: Mapping[str, MappingTable]) -> str:
    """The line that gives a word a meaning: a proposal where most tables agree on it, else one to be filled in."""
    likely = likely_meaning(word, others)
    return f'{quoted(word)} = "{likely.value if likely else UNKNOWN}"'


def likely_meaning(word: str, tables: Mapping[str, MappingTable]) -> Status | None:
    """What most tables that know a word take it for; None for numbers, which mean something else everywhere."""
    wanted = "".join(character for character in word.casefold() if character.isalnum())
    if not wanted or wanted.isdecimal():
        return None
    counts: Counter[Status] = Counter()
    for table in tables.values():
        for known, meaning in table.words.items():
            if isinstance(meaning, Mapped) and wanted == "".join(filter(str.isalnum, known.casefold())):
                counts[meaning.word.status] += 1
    if not counts:
        return None
    [(status, count)] = counts.most_common(1)
    return status if count * 2 > counts.total() else None


def quoted(word: str) -> str:
    """A word as a key or a text of TOML: what JSON escapes, TOML reads."""
    return msgspec.json.encode(word).decode().replace("\x7f", "\\u007f")
