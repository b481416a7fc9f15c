"""What would be different, written out: for people, for programs, for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, Final

import msgspec

from conflict.explain import explain_pair
from hub.application.counting import counted
from hub.application.spreadsheet import harmless
from hub.application.what_if.differences import ConflictDiffers, Standing, TicketDiffers
from hub.application.what_if.trial import Findings, WordDiffers
from hub.application.what_if.vocabulary import as_text
from schemas.instant import SECOND, Instant, to_iso

MOST_LINES: Final = 20
"""Of each list, in text; the other forms hold them all."""

CSV_COLUMNS: Final = (
    "what",
    "ticket",
    "system",
    "word",
    "reports",
    "now",
    "then",
    "rule",
    "first_system",
    "first_word",
    "first_status",
    "first_at",
    "second_system",
    "second_word",
    "second_status",
    "second_at",
)

_REPORTS: Final = "{count} report|{count} reports"
_WORDS: Final = "{count} word would mean something else|{count} words would mean something else"
_TICKETS: Final = "{count} ticket would stand elsewhere|{count} tickets would stand elsewhere"
_OTHER_WAY: Final = (
    "{count} ticket would come where it stands on another way|"
    "{count} tickets would come where they stand on another way"
)
_APPEAR: Final = "{count} conflict would appear|{count} conflicts would appear"
_VANISH: Final = "{count} conflict would vanish|{count} conflicts would vanish"
_BEYOND: Final = (
    "{count} report stands as it was translated: the event or the flags it came with were not kept|"
    "{count} reports stand as they were translated: the events or flags they came with were not kept"
)


class Form(StrEnum):
    """How findings are written."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


def render(findings: Findings, form: Form) -> str:
    """The findings as text that ends with a line feed."""
    return {Form.TEXT: as_lines, Form.JSON: as_json, Form.CSV: as_csv}[form](findings)


def as_lines(findings: Findings) -> str:
    """For people: a summary, and the first of each list."""
    elsewhere = [found for found in findings.courses if found.ends_elsewhere]
    appear = [found for found in findings.conflicts if found.change == "appears"]
    vanish = [found for found in findings.conflicts if found.change == "vanishes"]
    days = f"From {_moment(findings.since)} to {_moment(findings.until)}"
    tickets = counted("{count} ticket|{count} tickets", findings.tickets)
    lines = [f"{days}: {counted(_REPORTS, findings.reports)} about {tickets}, nothing written"]
    if findings.beyond:
        lines.append(counted(_BEYOND, findings.beyond))
    if findings.is_empty:
        return "\n".join([*lines, "Nothing would be different."]) + "\n"
    other_way = len(findings.courses) - len(elsewhere)
    lines += _section(_WORDS, [_word_line(found) for found in findings.words])
    lines += _section(_TICKETS, [_ticket_line(found) for found in elsewhere])
    lines += _section(_APPEAR, [_conflict_line(found) for found in appear])
    lines += _section(_VANISH, [_conflict_line(found) for found in vanish])
    if other_way:
        lines += ["", counted(_OTHER_WAY, other_way)]
    return "\n".join(lines) + "\n"


def _section(what: str, lines: list[str]) -> Iterator[str]:
    yield ""
    yield counted(what, len(lines))
    yield from (f"  {line}" for line in lines[:MOST_LINES])
    if len(lines) > MOST_LINES:
        yield f"  and {len(lines) - MOST_LINES:,} more; --format csv or json has them all"


def _word_line(found: WordDiffers) -> str:
    said = f'{found.said.system} "{found.said}"'
    reports = counted(_REPORTS, found.reports)
    return f"{said}: {as_text(found.now)} -> {as_text(found.then)} ({reports})"


def _ticket_line(found: TicketDiffers) -> str:
    return f"{found.uid}: {_standing(found.now)} -> {_standing(found.then)}"


def _conflict_line(found: ConflictDiffers) -> str:
    return f"{found.uid}: {found.rule}: {explain_pair(found.rule, found.first, found.second).en}"


def _standing(standing: Standing) -> str:
    status = standing.status.value if standing.status else "nothing reported"
    return f"{status}, frozen" if standing.frozen else status


def as_json(findings: Findings) -> str:
    """For programs: everything."""
    content: dict[str, Any] = {
        "since": to_iso(findings.since),
        "until": to_iso(findings.until),
        "reports": findings.reports,
        "tickets": findings.tickets,
        "assessed": findings.assessed,
        "beyond": findings.beyond,
        "words": [
            {
                "system": found.said.system,
                "word": str(found.said),
                "now": as_text(found.now),
                "then": as_text(found.then),
                "reports": found.reports,
            }
            for found in findings.words
        ],
        "courses": [msgspec.to_builtins(found) | {"elsewhere": found.ends_elsewhere} for found in findings.courses],
        "conflicts": [_conflict_object(found) for found in findings.conflicts],
    }
    return msgspec.json.format(msgspec.json.encode(content), indent=2).decode() + "\n"


def _conflict_object(found: ConflictDiffers) -> dict[str, Any]:
    said = explain_pair(found.rule, found.first, found.second)
    sides = {
        name: {"system": side.system, "native": side.native, "status": side.status, "at": to_iso(side.at)}
        for name, side in (("first", found.first), ("second", found.second))
    }
    return {
        "change": found.change,
        "ticket": found.uid,
        "rule": found.rule,
        "opened_at": to_iso(found.opened_at),
        "ended": found.ended,
        **sides,
        "said": {"en": said.en, "zh": said.zh},
    }


def as_csv(findings: Findings) -> str:
    """For a spreadsheet: one table, a line for each difference."""
    text = io.StringIO()
    writer = csv.DictWriter(text, CSV_COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: harmless(str(cell)) for name, cell in row.items()} for row in _rows(findings))
    return text.getvalue()


def _rows(findings: Findings) -> Iterator[dict[str, object]]:
    for word in findings.words:
        yield {
            "what": "word",
            "system": word.said.system,
            "word": str(word.said),
            "reports": word.reports,
            "now": as_text(word.now),
            "then": as_text(word.then),
        }
    for course in findings.courses:
        yield {
            "what": "ticket" if course.ends_elsewhere else "way",
            "ticket": course.uid,
            "now": _standing(course.now),
            "then": _standing(course.then),
        }
    for found in findings.conflicts:
        yield {
            "what": f"conflict {found.change}",
            "ticket": found.uid,
            "rule": found.rule,
            **{
                f"{name}_{field}": value
                for name, side in (("first", found.first), ("second", found.second))
                for field, value in (
                    ("system", side.system),
                    ("word", side.native),
                    ("status", side.status.value),
                    ("at", to_iso(side.at)),
                )
            },
        }


def _moment(at: Instant) -> str:
    return to_iso(at - at % SECOND)
