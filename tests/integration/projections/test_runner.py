"""The runner stops at what it cannot apply, says which event it was, and waits out a database that is away."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from projections import runner as running
from projections.advance import ProjectionStopped
from projections.parked import list_parked
from projections.runner import Runner
from schemas.events import ConflictClaimed, Recorded, UnknownEvent
from tests.integration.projections.given import Log, minute, parked

Connect = Callable[[], Connection[Any]]
POISON = ConflictClaimed(recorded_at=minute(1), conflict="QAX-none", by="anna")


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(running, "LONGEST_PAUSE", 0.05)


@contextmanager
def following(runner: Runner) -> Iterator[threading.Event]:
    """A thread that keeps the views up; gives the event that wakes it."""
    wake, stop = threading.Event(), threading.Event()
    thread = threading.Thread(target=runner.follow, args=(wake, stop))
    thread.start()
    try:
        yield wake
    finally:
        stop.set()
        wake.set()
        thread.join()


def wait_until(holds: Callable[[], bool]) -> None:
    """Let other threads run until something holds; the test's own timeout ends a wait in vain."""
    tick = threading.Event()
    while not holds():
        tick.wait(0.005)


def test_a_failing_event_stops_the_views_and_is_named(conn: Connection[Any], runner: Runner, log: Log) -> None:
    for number in range(5):
        log.append(f"PRK-{number}", parked())
    before = log.head()
    at = log.append("SRV-1", POISON)
    log.append("PRK-9", parked())
    with pytest.raises(ProjectionStopped) as stopped:
        runner.catch_up()
    failure = stopped.value.failure
    assert (failure.position, failure.stream, failure.version) == (at, "SRV-1", 1)
    assert failure.topic == "ticket.conflict_claimed.v1"
    assert f"event {at} (version 1 of SRV-1, ticket.conflict_claimed.v1)" in str(stopped.value)
    assert "conflict QAX-none was never opened" in failure.why
    assert (runner.failure, runner.position) == (failure, before)
    assert [row.id for row in list_parked(conn)] == [f"PRK-{number}" for number in range(5)]


def test_views_that_stand_still_are_not_waited_for(runner: Runner, log: Log) -> None:
    log.append("SRV-1", POISON)
    with pytest.raises(ProjectionStopped):
        runner.catch_up()
    assert not runner.wait_for(log.head(), timeout=60)


def test_a_stored_event_that_cannot_be_read_stops_the_views_behind_the_last_good_one(
    connect: Connect, log: Log
) -> None:
    log.append("PRK-1", parked())
    good = log.head()
    log.append("PRK-2", parked())

    def read(after: int, limit: int) -> Sequence[Recorded]:
        events = log.read(after, limit)
        if any(recorded.stream == "PRK-2" for recorded in events):
            raise UnknownEvent("no event is called 'ticket.of_the_future.v9' here")
        return events

    runner = Runner(connect, read, log.head)
    runner.prepare()
    with pytest.raises(ProjectionStopped, match=f"behind position {good} cannot be read.*of_the_future"):
        runner.catch_up()
    assert runner.position == good


def test_a_follower_keeps_trying_and_goes_on_when_the_cause_is_cured(
    conn: Connection[Any], runner: Runner, log: Log
) -> None:
    log.append("SRV-1", POISON)
    with following(runner):
        wait_until(lambda: runner.failure is not None)
        del log.events[0]
        log.append("PRK-1", parked())
        wait_until(lambda: runner.failure is None)
        assert runner.wait_for(log.head(), timeout=10)
    assert len(list_parked(conn)) == 1


def test_a_reader_can_wait_for_what_was_just_written(conn: Connection[Any], runner: Runner, log: Log) -> None:
    with following(runner) as wake:
        position = log.append("PRK-1", parked())
        wake.set()
        assert runner.wait_for(position, timeout=10)
        assert len(list_parked(conn)) == 1
        assert not runner.wait_for(position + 1, timeout=0.01)


def test_a_database_that_is_away_is_waited_for(connect: Connect, log: Log) -> None:
    away = threading.Event()
    away.set()

    def reach() -> Connection[Any]:
        if away.is_set():
            raise psycopg.OperationalError("connection refused")
        return connect()

    runner = Runner(reach, log.read, log.head)
    log.append("PRK-1", parked())
    with following(runner):
        wait_until(lambda: runner.failure is not None)
        failure = runner.failure
        assert failure is not None
        assert (failure.position, str(failure)) == (0, "OperationalError: connection refused")
        away.clear()
        wait_until(lambda: runner.failure is None)
        assert runner.wait_for(log.head(), timeout=10)


def test_a_connection_that_is_cut_in_the_middle_leaves_nothing_half_written(
    connect: Connect, conn: Connection[Any], log: Log
) -> None:
    log.append("PRK-1", parked())

    def read(after: int, limit: int) -> Sequence[Recorded]:
        conn.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return log.read(after, limit)

    with pytest.raises(psycopg.OperationalError):
        Runner(connect, read, log.head).run_once()
    assert list_parked(conn) == []
    assert Runner(connect, log.read, log.head).run_once() == 1
