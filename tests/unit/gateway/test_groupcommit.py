"""Group commit: who waits shares a commit, and nobody suffers for a neighbour."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable

import pytest

from hub.application.ports import Delivery, Outcome, Unavailable
from hub.entrypoints.gateway.groupcommit import GroupCommit, Overloaded
from hub.entrypoints.gateway.ingesting import Ingesting
from hub.telemetry import Metrics
from schemas.report import Report
from tests.unit.gateway.fakes import NOW, FakeIngest

Make = Callable[..., GroupCommit]


def delivery(uid: str, note: str = "") -> Delivery:
    report = Report(system="crm", native_status="New", received_at=NOW, uid=uid, note=note)
    return Delivery(system="crm", received_at=NOW, report=report)


async def until(holds: Callable[[], bool]) -> None:
    """Let the loop turn until something holds; the test's own time limit ends a hopeless wait."""
    while not holds():  # noqa: ASYNC110 - what is waited for has no event
        await asyncio.sleep(0)


@pytest.fixture
def ingest() -> FakeIngest:
    return FakeIngest(gate=threading.Event())


@pytest.fixture
async def make(ingest: FakeIngest) -> AsyncIterator[Make]:
    made: list[GroupCommit] = []

    def build(most: int = 100, queued: int = 1_000, patience: float = 60.0) -> GroupCommit:
        made.append(GroupCommit(Ingesting(ingest, Metrics()), most=most, queued=queued, patience=patience))
        return made[-1]

    yield build
    assert ingest.gate is not None
    ingest.gate.set()
    for commit in made:
        await commit.close()


def submit(commit: GroupCommit, *uids: str, note: str = "") -> asyncio.Task[list[Outcome]]:
    return asyncio.create_task(commit.submit([delivery(uid, note) for uid in uids]))


def open_gate(ingest: FakeIngest) -> None:
    assert ingest.gate is not None
    ingest.gate.set()


async def test_what_arrives_during_a_commit_shares_the_next_one(make: Make, ingest: FakeIngest) -> None:
    commit = make()
    first = submit(commit, "A")
    await until(lambda: ingest.started == 1)
    others = [submit(commit, name) for name in "BCDE"]
    await until(lambda: commit.queued == 4)
    open_gate(ingest)

    answers = await asyncio.gather(first, *others)

    assert ingest.batches == [1, 4]
    assert [outcome.uid for [outcome] in answers] == ["A", "B", "C", "D", "E"]


async def test_a_batch_has_whole_requests_up_to_its_bound(make: Make, ingest: FakeIngest) -> None:
    commit = make(most=3)
    first = submit(commit, "A")
    await until(lambda: ingest.started == 1)
    others = [submit(commit, "B", "C"), submit(commit, "D", "E"), submit(commit, "F"), submit(commit, *"GHIJK")]
    await until(lambda: commit.queued == 10)
    open_gate(ingest)

    answers = await asyncio.gather(first, *others)

    assert ingest.batches == [1, 2, 3, 5]
    assert [outcome.uid for outcome in answers[4]] == list("GHIJK")


async def test_one_that_the_hub_trips_over_does_not_fail_its_neighbours(make: Make, ingest: FakeIngest) -> None:
    ingest.poison = "poison"
    commit = make()
    first = submit(commit, "A")
    await until(lambda: ingest.started == 1)
    good, bad, fine = submit(commit, "B"), submit(commit, "C", note="poison"), submit(commit, "D")
    await until(lambda: commit.queued == 3)
    open_gate(ingest)

    answers = await asyncio.gather(first, good, bad, fine, return_exceptions=True)

    assert isinstance(answers[2], RuntimeError)
    assert [answer[0].uid for answer in (answers[0], answers[1], answers[3]) if isinstance(answer, list)] == list("ABD")
    assert [item.report.uid for item in ingest.taken if item.report] == list("ABD")


async def test_when_the_store_is_away_nobody_is_told_otherwise_and_nothing_is_tried_one_by_one(
    make: Make, ingest: FakeIngest
) -> None:
    ingest.error = Unavailable("no database")
    commit = make()
    first = submit(commit, "A")
    await until(lambda: ingest.started == 1)
    others = [submit(commit, "B"), submit(commit, "C")]
    await until(lambda: commit.queued == 2)
    open_gate(ingest)

    answers = await asyncio.gather(first, *others, return_exceptions=True)

    assert all(isinstance(answer, Unavailable) for answer in answers)
    assert ingest.batches == [1, 2]


async def test_a_full_queue_refuses_what_comes_and_keeps_what_it_has(make: Make, ingest: FakeIngest) -> None:
    commit = make(queued=2)
    first = submit(commit, "A")
    await until(lambda: ingest.started == 1)
    waiting = submit(commit, "B", "C")
    await until(lambda: commit.queued == 2)

    with pytest.raises(Overloaded) as refused:
        await commit.submit([delivery("D")])

    assert refused.value.retry_after >= 1
    open_gate(ingest)
    assert [outcome.uid for outcome in (await first) + (await waiting)] == ["A", "B", "C"]


async def test_when_the_oldest_waits_too_long_new_ones_are_sent_away(make: Make, ingest: FakeIngest) -> None:
    commit = make(patience=0.0)
    first = submit(commit, "A")
    await until(lambda: ingest.started == 1)
    waiting = submit(commit, "B")
    await until(lambda: commit.queued == 1)
    with pytest.raises(Overloaded):
        await commit.submit([delivery("C")])
    open_gate(ingest)
    await asyncio.gather(first, waiting)


async def test_whoever_hangs_up_while_waiting_is_left_out(make: Make, ingest: FakeIngest) -> None:
    commit = make()
    first = submit(commit, "A")
    await until(lambda: ingest.started == 1)
    gone, there = submit(commit, "B"), submit(commit, "C")
    await until(lambda: commit.queued == 2)
    gone.cancel()
    await asyncio.gather(gone, return_exceptions=True)
    open_gate(ingest)
    await asyncio.gather(first, there)
    assert [item.report.uid for item in ingest.taken if item.report] == ["A", "C"]


async def test_an_ingest_that_loses_an_outcome_is_not_believed(make: Make, ingest: FakeIngest) -> None:
    class Forgetful:
        def ingest(self, deliveries: object, inputs: object = ()) -> list[Outcome]:
            return []

    commit = GroupCommit(Ingesting(Forgetful(), Metrics()), most=10, queued=10, patience=1.0)
    with pytest.raises(RuntimeError, match="0 outcomes for 1"):
        await commit.submit([delivery("A")])
    await commit.close()


async def test_a_commit_counts_also_when_nobody_could_count_it(ingest: FakeIngest) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    open_gate(ingest)
    commit = GroupCommit(Ingesting(ingest, Metrics()), most=10, queued=10, patience=1.0, observe=fail)
    assert [outcome.uid for outcome in await commit.submit([delivery("A")])] == ["A"]
    await commit.close()
