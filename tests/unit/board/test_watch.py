"""One task watches for all pages."""

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace
from typing import cast

from hub.application.ports import Unavailable
from hub.entrypoints.board.filters import Only, Wanted
from hub.entrypoints.board.reading import look_at
from hub.entrypoints.board.watch import Watch
from hub.entrypoints.gateway.deps import GatewayDeps
from hub.entrypoints.gateway.queries import Backlog, ConflictFilter, Positions, TicketFilter
from hub.entrypoints.gateway.views.conflicts import ConflictPage
from hub.entrypoints.gateway.views.consistency import Apart, ConsistencyView
from hub.entrypoints.gateway.views.systems import SystemRow
from hub.entrypoints.gateway.views.tickets import TicketPage
from projections.strips import Strips
from schemas.instant import Instant
from tests.unit.board.given import NOW, a_row

TICK = 0.005
LONG = 5.0


class Shelf:
    """Queries with one ticket, that count how often they are asked, and can be taken away."""

    def __init__(self) -> None:
        self.position = 1
        self.is_away = False
        self.asked: list[TicketFilter] = []

    def positions(self) -> Positions:
        if self.is_away:
            raise Unavailable("away")
        return Positions(self.position, self.position)

    def strips(self, uids: Sequence[str]) -> Strips:
        return {}

    def tickets(self, wanted: TicketFilter) -> TicketPage:
        if self.is_away:
            raise Unavailable("away")
        self.asked.append(wanted)
        return TicketPage(items=(a_row(),))

    def count_tickets(self, wanted: TicketFilter, most: int) -> int:
        return 1

    def consistency(self, now: Instant) -> ConsistencyView:
        return ConsistencyView(at=now, rate=1.0, pairs=1, agreeing=1, by_system={})

    def backlog(self) -> Backlog:
        return Backlog(lag={}, open_conflicts=0, oldest_conflict=None, parked={})

    def systems(self, now: Instant) -> Sequence[SystemRow]:
        return []

    def conflicts(self, wanted: ConflictFilter) -> ConflictPage:
        return ConflictPage(items=())

    def contradictions(self, now: Instant, limit: int) -> Sequence[Apart]:
        return []


def a_watch(shelf: Shelf) -> Watch:
    return Watch(deps_of(shelf), pause=TICK)


def deps_of(shelf: Shelf) -> GatewayDeps:
    return cast(GatewayDeps, SimpleNamespace(queries=shelf, clock=lambda: NOW))


async def rings(bell: asyncio.Event) -> None:
    await asyncio.wait_for(bell.wait(), LONG)
    bell.clear()


async def others_end() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    if others:
        _, running = await asyncio.wait(others, timeout=LONG)
        assert not running


async def test_a_page_is_told_when_the_views_move() -> None:
    shelf = Shelf()
    watch = a_watch(shelf)
    with watch.bell() as bell:
        await rings(bell)
        shelf.position = 2
        await rings(bell)


async def test_pages_with_the_same_filter_are_answered_together() -> None:
    shelf = Shelf()
    watch = Watch(deps_of(shelf))
    readings = await asyncio.gather(*(look_at(watch, Wanted()) for _ in range(20)))
    assert all(readings)
    assert len([asked for asked in shelf.asked if asked.yellow is None]) == 1


async def test_every_filter_gets_its_own_tickets() -> None:
    shelf = Shelf()
    watch = Watch(deps_of(shelf))
    await look_at(watch, Wanted("872"))
    await look_at(watch, Wanted(only=Only.FROZEN))
    assert {(asked.q, asked.frozen) for asked in shelf.asked if asked.yellow is None} == {("872", None), ("", True)}


async def test_when_the_database_goes_away_pages_are_told_once_and_again_when_it_is_back() -> None:
    shelf = Shelf()
    watch = a_watch(shelf)
    with watch.bell() as bell:
        await rings(bell)
        assert await look_at(watch, Wanted()) is not None
        shelf.is_away = True
        await rings(bell)
        assert watch.is_away
        assert await look_at(watch, Wanted()) is None
        shelf.is_away = False
        await rings(bell)
        assert await look_at(watch, Wanted()) is not None
        assert not watch.is_away


async def test_nobody_asks_when_nobody_looks() -> None:
    shelf = Shelf()
    watch = a_watch(shelf)
    with watch.bell() as bell:
        await rings(bell)
    await others_end()


async def test_a_page_that_comes_later_finds_the_watch_going() -> None:
    shelf = Shelf()
    watch = a_watch(shelf)
    with watch.bell() as bell:
        await rings(bell)
    await others_end()
    with watch.bell() as bell:
        await rings(bell)
