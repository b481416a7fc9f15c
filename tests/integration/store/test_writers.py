"""Several who write at the same time: positions in order, one winner, and nobody locked out."""

from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from threading import Barrier

import psycopg
import pytest

from hub.application.ports import Registered, VersionClash
from hub.infrastructure.event_log import PostgresEventLog, open_datastore
from tests.integration.store.conftest import OpenLog
from tests.integration.store.given import appended, claimed


def test_positions_are_contiguous_within_a_batch_and_become_visible_in_their_order(open_log: OpenLog) -> None:
    """A reader that goes on from the last position it saw misses nothing, however many write at the same time."""
    writers, batches, size = 4, 15, 7
    logs = [open_log() for _ in range(writers)]
    follower = open_log()
    start = Barrier(writers + 1)

    def write(writer: int) -> None:
        start.wait()
        for number in range(batches):
            logs[writer].append([appended(f"SRV-{writer}-{number}", *(claimed() for _ in range(size)))])

    seen: list[tuple[int, str]] = []
    with ThreadPoolExecutor(writers) as pool:
        writing = [pool.submit(write, writer) for writer in range(writers)]
        start.wait()
        while len(seen) < writers * batches * size:
            after = seen[-1][0] if seen else 0
            seen += [(recorded.position, recorded.stream) for recorded in follower.read(after, 10)]
            if all(done.done() for done in writing) and not follower.read(seen[-1][0] if seen else 0, 1):
                break
        for done in writing:
            done.result()
    assert [position for position, _ in seen] == list(range(1, writers * batches * size + 1))
    runs = [len(list(run)) for _, run in groupby(stream for _, stream in seen)]
    assert runs == [size] * (writers * batches)


def test_of_two_who_append_the_same_version_one_wins_and_the_other_is_told(open_log: OpenLog) -> None:
    logs = [open_log(), open_log()]
    start = Barrier(2)

    def write(writer: int) -> str:
        start.wait()
        try:
            logs[writer].append([appended("SRV-1", claimed(f"writer {writer}"))])
        except VersionClash:
            return "clash"
        return "stored"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(write, range(2))) == ["clash", "stored"]
    assert len(logs[0].history("SRV-1")) == 1


def test_two_who_register_the_same_ids_in_another_order_do_not_lock_each_other_out(open_log: OpenLog) -> None:
    logs = [open_log(), open_log()]
    count = 400
    uids = [f"SRV-{number:04}" for number in range(count)]
    start = Barrier(2)

    def write(writer: int, turn: int) -> None:
        start.wait()
        ordered = uids if writer else uids[::-1]
        registered = [Registered(f"{turn}-{uid}", "used:crm", 1) for uid in ordered]
        logs[writer].append([appended(f"W-{turn}-{writer}", claimed())], [], registered)

    with ThreadPoolExecutor(2) as pool:
        for turn in range(10):
            for done in [pool.submit(write, writer, turn) for writer in range(2)]:
                done.result()
    assert logs[0].head() == 20


def test_more_threads_than_connections_wait_for_their_turn(database_url: str) -> None:
    datastore = open_datastore(database_url, connections=2)
    log = PostgresEventLog(datastore)
    log.create_tables()
    with ThreadPoolExecutor(12) as pool:
        written = pool.map(lambda number: log.append([appended(f"SRV-{number}", claimed())]), range(120))
    assert sorted(written) == list(range(1, 121))
    datastore.close()


def test_a_circle_of_writers_is_a_clash_and_no_outage(log: PostgresEventLog, database_url: str) -> None:
    """Somebody who writes in another order than we do: the one who is thrown out may simply begin anew."""
    insert = "INSERT INTO uids (uid, origin, seen_at) VALUES (%s, 'used:crm', 1)"
    waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    batch = [appended("SRV-1", claimed())], [], [Registered("A", "used:erp", 1), Registered("B", "used:erp", 1)]
    with (
        ThreadPoolExecutor(1) as pool,
        psycopg.connect(database_url, autocommit=True) as watcher,
        psycopg.connect(database_url) as other,
    ):
        other.execute("SET deadlock_timeout = '1min'")
        other.execute(insert, ["B"])
        ours = pool.submit(log.append, *batch)
        while watcher.execute(waits).fetchone() == (0,):
            assert not ours.done()
        other.execute(insert, ["A"])
        other.commit()
        with pytest.raises(VersionClash):
            ours.result()
    assert log.append(*batch) == log.head()
    assert len(log.history("SRV-1")) == 1
