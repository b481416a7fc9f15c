"""The page of mapping tables: what is in force, and what a trial has shown, as plain values."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hub.application.tables import read_table
from hub.application.what_if.differences import ConflictDiffers, Standing, TicketDiffers
from hub.application.what_if.trial import Findings, WordDiffers
from hub.application.what_if.vocabulary import Said
from hub.entrypoints.board.drafting.sheet import MOST_SHOWN, result_of, wrong_in
from hub.entrypoints.board.mappings.reading import Tables
from hub.entrypoints.board.mappings.sheet import sheet_of
from hub.entrypoints.board.words import Language
from hub.entrypoints.gateway.views.mappings import MappingRow, MappingView, UnmappedView
from hub.entrypoints.gateway.views.published import PublishedView
from mappings.errors import MappingErrors
from mappings.model import Mapped, Unmapped, Word
from schemas.events import Evidence
from schemas.instant import DAY
from schemas.status import Status
from tests.unit.board.given import NOW, UID

ROW = MappingRow(system="crm", title="CRM", table="1-abc", published=2, words=9, unmapped=1)


def published(version: int, **given: object) -> PublishedView:
    values: dict[str, object] = {"at": NOW, "by": "li.na", "reason": "a new word", "restores": 0, "text": "x", **given}
    return PublishedView(version=version, **values)  # type: ignore[arg-type]


def tables(*history: PublishedView) -> Tables:
    unmapped = (UnmappedView(word="On Hold", reports=1200, since=NOW), UnmappedView(word="Quark", reports=1, since=NOW))
    view = MappingView(mapping=ROW, text="[mapping.crm]\n", unmapped=unmapped, history=history)
    return Tables((ROW,), view, {"On Hold": Status.PENDING, "Quark": None})


def test_an_unknown_word_stands_with_the_line_that_would_tell_it() -> None:
    first, second = sheet_of(tables(), Language.EN).unknown
    assert (first.reports, first.line, first.add) == ("1,200 reports", '"On Hold" = "Pending"', "Add as Pending")
    assert (second.line, second.add) == ('"Quark" = "?"', "Add")


@pytest.mark.parametrize(
    ("recent", "understood", "language", "said"),
    [
        (1_200, 1_188, Language.EN, "99.0 %: 1,188 of 1,200 reports of the last 7 days were understood."),
        (1, 0, Language.EN, "0.0 %: 0 of 1 report of the last 7 days was understood."),
        (1_200, 1_188, Language.ZH, "99.0 %：最近 7 天的 1,200 条报告中，1,188 条的用词已认识。"),
        (0, 0, Language.EN, ""),
    ],
)
def test_it_is_said_how_much_of_what_was_said_lately_is_understood(
    recent: int, understood: int, language: Language, said: str
) -> None:
    shown = tables()
    assert shown.view is not None
    row = replace(ROW, recent=recent, understood=understood)
    assert sheet_of(replace(shown, view=replace(shown.view, mapping=row)), language).understood == said


def test_every_version_says_who_and_why_and_which_one_is_in_force() -> None:
    versions = sheet_of(tables(published(2, restores=1), published(1)), Language.EN).versions
    assert [(each.version, each.is_in_force) for each in versions] == [(2, True), (1, False), (0, False)]
    assert versions[0].note == "brings back version 1"
    assert versions[1].said == "li.na: a new word"
    assert sheet_of(tables(published(2, text="")), Language.EN).versions[0].note == "brings back the table of the files"


def test_nothing_is_shown_of_a_system_that_is_none() -> None:
    sheet = sheet_of(Tables((ROW,), None, {}), Language.EN)
    assert (sheet.system, [line.unknown for line in sheet.systems]) == ("", ["1 unknown"])


def findings(tickets: int = 1) -> Findings:
    def side(system: str, status: Status) -> Evidence:
        return Evidence(system=system, native="x", status=status, at=NOW, delivery_id=system, received_at=NOW)

    return Findings(
        since=NOW - DAY,
        until=NOW,
        reports=12_000,
        tickets=1_500,
        beyond=3,
        words=[
            WordDiffers(
                said=Said("crm", "On Hold"),
                now=Unmapped("On Hold", "unknown"),
                then=Mapped(Word(Status.PENDING, reopens=True)),
                reports=2,
            )
        ],
        courses=[
            TicketDiffers(uid=f"SRV-{number}", now=Standing(None, frozen=False), then=Standing(Status.NEW, frozen=True))
            for number in range(tickets)
        ],
        conflicts=[
            ConflictDiffers(
                uid=UID,
                change="vanishes",
                opened_at=NOW,
                rule="reopened-across",
                first=side("crm", Status.RESOLVED),
                second=side("mes", Status.REOPENED),
                ended="",
            )
        ],
    )


def test_a_trial_is_told_list_by_list() -> None:
    result = result_of(findings(), 30, Language.EN)
    assert result.said.startswith(
        "12,000 reports about 1,500 tickets of the last 30 days; nothing was written. 3 reports"
    )
    words, tickets, appear, vanish = result.parts
    assert words.lines == [("“On Hold”: unknown → Pending (after done Reopened)", "")]
    assert tickets.lines == [("nothing reported → New, frozen", "SRV-0")]
    assert appear.heading == "0 conflicts would appear"
    assert vanish.lines[0][1] == UID


def test_a_long_list_is_cut_and_says_so() -> None:
    tickets = result_of(findings(MOST_SHOWN + 1), 30, Language.EN).parts[1]
    assert (tickets.heading, len(tickets.lines)) == (f"{MOST_SHOWN + 1} tickets would stand elsewhere", MOST_SHOWN)
    assert "download" in tickets.more


def test_no_difference_is_said_to_be_none() -> None:
    result = result_of(Findings(since=NOW, until=NOW), 1, Language.ZH)
    assert (result.is_empty, result.parts) == (True, [])


def test_what_is_wrong_is_said_line_by_line() -> None:
    with pytest.raises(MappingErrors) as raised:
        read_table("crm", '[mapping.crm]\n"New" = "Nwe"\n')
    assert wrong_in(raised.value.problems, Language.EN)[0].startswith("Line 2: ")
