"""Waiting for positions: one asks for all, and everybody can leave."""

from __future__ import annotations

import asyncio

import pytest

from hub.application.ports import Unavailable
from hub.entrypoints.gateway.queries import Positions
from hub.entrypoints.gateway.waiting import Waiting
from tests.unit.gateway.fakes import FakeQueries


@pytest.fixture
def queries() -> FakeQueries:
    return FakeQueries()


async def test_all_who_wait_are_told_by_one_question(queries: FakeQueries) -> None:
    asked = 0

    def positions() -> Positions:
        nonlocal asked
        asked += 1
        return queries.positions()

    waiting = Waiting(positions)
    tasks = [asyncio.create_task(waiting.log_beyond(0, 10)) for _ in range(200)]
    await asyncio.sleep(0.05)
    queries.grow()
    waiting.nudge()
    found = await asyncio.gather(*tasks)
    assert {positions.log for positions in found if positions} == {1}
    assert asked < 100


async def test_waiting_for_what_is_there_costs_no_time(queries: FakeQueries) -> None:
    queries.grow()
    waiting = Waiting(queries.positions)
    assert await waiting.settled(10) == Positions(1, 1)
    assert await waiting.views_at(1, 10)


async def test_waiting_ends_in_time(queries: FakeQueries) -> None:
    waiting = Waiting(queries.positions)
    assert await waiting.log_beyond(0, 0.03) is None
    assert not await waiting.views_at(5, 0.03)


async def test_who_is_cancelled_leaves_at_once_also_when_an_answer_comes_at_that_moment(queries: FakeQueries) -> None:
    waiting = Waiting(queries.positions)
    for turns in range(30):
        task = asyncio.create_task(waiting.views_at(9, 60))
        for _ in range(turns):
            await asyncio.sleep(0)
            waiting.nudge()
        task.cancel()
        await asyncio.wait([task], timeout=5)
        assert task.cancelled()


async def test_an_unreachable_store_is_told_to_all_and_asked_again_by_the_next(queries: FakeQueries) -> None:
    waiting = Waiting(queries.positions)
    queries.error = Unavailable("away")
    answers = await asyncio.gather(*(waiting.views_at(1, 10) for _ in range(3)), return_exceptions=True)
    assert all(isinstance(answer, Unavailable) for answer in answers)
    queries.error = None
    queries.grow()
    assert await waiting.views_at(1, 10)
