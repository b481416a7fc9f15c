"""Another try for all that a filter leaves."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

import pytest
from nicegui import ui

from hub.application.access import Principal, Role
from hub.application.ports import Outcome, Unavailable, Verdict
from hub.entrypoints.board.parked.reading import Wanted
from hub.entrypoints.board.parked.retrying import retry_all
from hub.entrypoints.board.reader import Reader
from hub.entrypoints.board.words import WORDS, Language
from hub.entrypoints.gateway.deps import GatewayDeps
from hub.entrypoints.gateway.queries import ParkedFilter
from hub.entrypoints.gateway.views.parked import ParkedPage, ParkedRow
from tests.unit.board.given import NOW

COUNT = 250


class Shelf:
    """So much is parked; what is tried leaves the list. The database may go away after some lots."""

    def __init__(self, lots: int = 99) -> None:
        self.left = [f"PRK-{number:03}" for number in range(COUNT)]
        self.lots = lots
        self.asked: list[ParkedFilter] = []

    def parked(self, wanted: ParkedFilter) -> ParkedPage:
        self.asked.append(wanted)
        ids = [name for name in self.left if name > wanted.cursor]
        shown = [
            ParkedRow(id=name, system="crm", reason="unmapped", detail="", received_at=NOW)
            for name in ids[: wanted.limit]
        ]
        return ParkedPage(items=tuple(shown), next=shown[-1].id if len(ids) > wanted.limit else "")

    def retry(self, ids: Sequence[str], by: str) -> list[Outcome]:
        if not self.lots:
            raise Unavailable("away")
        self.lots -= 1
        self.left = [name for name in self.left if name not in set(ids)]
        return [Outcome(verdict=Verdict.ACCEPTED, parked_id=name, detail=by) for name in ids]


class Ann:
    """A reader with a session."""

    words = WORDS[Language.EN]
    look = SimpleNamespace(language=Language.EN)

    def __init__(self, role: Role = Role.REVIEWER) -> None:
        self._role = role

    async def known(self) -> Principal:
        return Principal("ann", self._role)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    said: list[str] = []
    monkeypatch.setattr(ui, "notify", lambda text, **_: said.append(text))
    return said


async def tried(shelf: Shelf, ann: Ann, until: int = COUNT) -> tuple[list[Outcome], list[int]]:
    counts: list[int] = []

    def goes_on(count: int) -> bool:
        counts.append(count)
        return count < until

    deps = cast(GatewayDeps, SimpleNamespace(queries=shelf, parking=shelf))
    return await retry_all(deps, cast(Reader, cast(Any, ann)), Wanted("unmapped", "crm"), goes_on), counts


async def test_each_is_tried_once_in_the_reader_s_name_and_it_is_said_how_far_that_is(told: list[str]) -> None:
    shelf = Shelf()
    outcomes, counts = await tried(shelf, Ann())
    assert [outcome.parked_id for outcome in outcomes] == [f"PRK-{number:03}" for number in range(COUNT)]
    assert {outcome.detail for outcome in outcomes} == {"ann"}
    assert counts == [100, 200, 250]
    assert {(asked.reason, asked.system) for asked in shelf.asked} == {("unmapped", "crm")}
    assert told == []


async def test_it_ends_after_the_lot_in_which_the_reader_stops_it(told: list[str]) -> None:
    shelf = Shelf()
    outcomes, _ = await tried(shelf, Ann(), until=100)
    assert (len(outcomes), len(shelf.left), told) == (100, COUNT - 100, [])


async def test_what_was_tried_before_the_database_went_away_is_not_lost(told: list[str]) -> None:
    outcomes, _ = await tried(Shelf(lots=2), Ann())
    assert len(outcomes) == 200
    assert told == [WORDS[Language.EN].unavailable]


async def test_a_viewer_tries_nothing(told: list[str]) -> None:
    shelf = Shelf()
    outcomes, _ = await tried(shelf, Ann(Role.VIEWER))
    assert (outcomes, len(shelf.left), told) == ([], COUNT, [WORDS[Language.EN].not_allowed])
