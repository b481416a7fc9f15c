"""Rebuilt beside and swapped in: the same tables, with readers and runners going on."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from projections.advance import ProjectionStopped
from projections.consistency import sample, trend
from projections.parked import list_parked
from projections.rebuild import LogMismatch, RebuildRunning
from projections.runner import Runner
from projections.ticket_list import list_tickets
from schemas.events import ConflictClaimed, Recorded
from tests.integration.projections.given import Log, Plant, Story, minute, parked
from tests.integration.projections.tables import contents

Connect = Callable[[], Connection[Any]]


@pytest.fixture
def log() -> Log:
    return Plant(seed=7, tickets=12).play(400)


def schemas(conn: Connection[Any]) -> set[str]:
    rows = conn.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'views%'")
    return {row[0] for row in rows}


def test_rebuilt_tables_equal_the_live_ones(conn: Connection[Any], runner: Runner, log: Log) -> None:
    while runner.run_once(37):
        pass
    live = contents(conn)
    conn.execute("UPDATE views.tickets SET status = 'Closed'")
    progress: list[tuple[int, int]] = []
    assert runner.rebuild(lambda done, goal: progress.append((done, goal))) == log.head()
    assert contents(conn) == live
    assert progress[-1] == (log.head(), log.head())
    assert schemas(conn) == {"views"}


def test_what_no_event_holds_outlives_a_rebuild(conn: Connection[Any], runner: Runner) -> None:
    runner.catch_up()
    sample(conn, minute(1))
    before = trend(conn, minute(0), minute(2))
    runner.rebuild()
    assert trend(conn, minute(0), minute(2)) == before != []


def test_the_live_runner_goes_on_with_the_new_tables(conn: Connection[Any], runner: Runner, log: Log) -> None:
    runner.catch_up()
    runner.rebuild()
    Story(log, "SRV-after").report("crm", "Open", list_tickets(conn, 0).tickets[0].status, 900)  # type: ignore[arg-type]
    assert runner.run_once() > 0
    assert "SRV-after" in {row.uid for row in list_tickets(conn, 0, limit=100).tickets}


def test_a_reader_with_prepared_statements_reads_the_new_tables(database_url: str, runner: Runner, log: Log) -> None:
    runner.catch_up()
    with psycopg.connect(database_url, autocommit=True, prepare_threshold=0) as reader:
        count = len(list_parked(reader))
        runner.rebuild()
        log.append("PRK-new", parked())
        runner.catch_up()
        assert len(list_parked(reader)) == count + 1


def test_events_that_come_during_a_rebuild_are_in_the_new_tables(
    conn: Connection[Any], runner: Runner, log: Log
) -> None:
    runner.catch_up()

    def meanwhile(done: int, goal: int) -> None:
        log.append(f"PRK-{done}-{goal}", parked())
        runner.catch_up()

    expected = len(list_parked(conn, limit=1_000))
    runner.rebuild(meanwhile)
    runner.catch_up()
    assert len(list_parked(conn, limit=1_000)) > expected
    assert contents(conn)["position"] == [f"({log.head()})"]


def test_a_runner_that_waited_for_the_swap_turns_to_the_new_tables(
    conn: Connection[Any], connect: Connect, runner: Runner, log: Log
) -> None:
    runner.catch_up()
    stop, wake = threading.Event(), threading.Event()
    other = Runner(connect, log.read, log.head)
    follower = threading.Thread(target=other.follow, args=(wake, stop))
    follower.start()
    try:
        for number in range(5):
            log.append(f"PRK-x{number}", parked())
            wake.set()
            runner.rebuild()
        assert other.wait_for(log.head(), timeout=20)
    finally:
        stop.set()
        wake.set()
        follower.join()
    live = contents(conn)
    runner.rebuild()
    assert contents(conn) == live


def test_a_runner_that_waits_for_the_lock_while_the_tables_are_swapped_applies_nothing_twice(
    conn: Connection[Any], connect: Connect, runner: Runner, log: Log
) -> None:
    runner.catch_up()
    waiting = threading.Thread(target=runner.run_once)
    is_filled = threading.Event()

    def fall_behind(done: int, goal: int) -> None:
        if not is_filled.is_set():
            log.append("PRK-meanwhile", parked())
            runner.catch_up()
            is_filled.set()

    def read(after: int, limit: int) -> Sequence[Recorded]:
        # Once the tables beside are filled, only the swap reads, with the live position locked.
        if is_filled.is_set():
            waiting.start()
            while not conn.execute("SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock'").fetchone():
                pass
        return log.read(after, limit)

    Runner(connect, read, log.head).rebuild(fall_behind)
    waiting.join()
    live = contents(conn)
    assert live["position"] == [f"({log.head()})"]
    runner.rebuild()
    assert contents(conn) == live


def test_another_log_than_the_views_were_made_of_is_refused(
    conn: Connection[Any], connect: Connect, runner: Runner
) -> None:
    runner.catch_up()
    live = contents(conn)
    short = Log()
    with pytest.raises(LogMismatch, match="the log ends at 0"):
        Runner(connect, short.read, short.head).rebuild()
    assert contents(conn) == live


def test_what_a_broken_rebuild_left_behind_is_cleared(conn: Connection[Any], runner: Runner, log: Log) -> None:
    runner.catch_up()
    live = contents(conn)

    def die(done: int, goal: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        runner.rebuild(die)
    assert schemas(conn) == {"views", "views_rebuild"}
    assert contents(conn) == live
    runner.rebuild()
    assert schemas(conn) == {"views"}
    assert contents(conn) == live


def test_two_rebuilds_do_not_run_at_once(connect: Connect, runner: Runner, log: Log) -> None:
    other = Runner(connect, log.read, log.head)

    def at_once(done: int, goal: int) -> None:
        with pytest.raises(RebuildRunning, match="rebuilt already"):
            other.rebuild()

    runner.rebuild(at_once)


def test_a_rebuild_that_meets_a_failing_event_leaves_the_live_views(
    conn: Connection[Any], runner: Runner, log: Log
) -> None:
    runner.catch_up()
    live = contents(conn)
    log.append("SRV-1", ConflictClaimed(recorded_at=minute(1), conflict="QAX-none", by="anna"))
    with pytest.raises(ProjectionStopped, match="QAX-none was never opened"):
        runner.rebuild()
    assert contents(conn) == live
