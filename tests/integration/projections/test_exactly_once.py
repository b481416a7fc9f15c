"""However the log is cut into batches, and however often they are tried, the views hold the same."""

import random
import threading
from collections.abc import Callable
from typing import Any

import pytest
from psycopg import Connection

from projections import lanes, tickets
from projections.runner import Runner
from projections.schema import create_schema
from projections.tracks import track_of
from tests.integration.projections.given import Log, Plant
from tests.integration.projections.tables import contents

Connect = Callable[[], Connection[Any]]


@pytest.fixture
def log() -> Log:
    """A day of a dozen tickets in great disorder."""
    return Plant(seed=1, tickets=12).play(400)


def fresh(connect: Connect, log: Log, views: str) -> Runner:
    runner = Runner(connect, log.read, log.head, views)
    runner.prepare()
    return runner


def test_applying_again_changes_nothing(conn: Connection[Any], runner: Runner, log: Log, connect: Connect) -> None:
    assert runner.run_once() == len(log.events)
    before = contents(conn)
    assert runner.run_once() == 0
    assert fresh(connect, log, "views").catch_up() == log.head()
    assert contents(conn) == before


@pytest.mark.parametrize("seed", range(5))
def test_any_batching_gives_the_same_tables(connect: Connect, conn: Connection[Any], seed: int) -> None:
    log = Plant(seed, tickets=8).play(250)
    whole, cut = fresh(connect, log, "whole"), fresh(connect, log, "cut")
    whole.catch_up()
    sizes = random.Random(seed)
    while cut.run_once(sizes.choice([1, 2, 3, 7, 40])):
        pass
    assert contents(conn, "cut") == contents(conn, "whole")


@pytest.mark.parametrize("seed", range(5))
def test_the_views_agree_with_the_hub_s_own_assessment(connect: Connect, conn: Connection[Any], seed: int) -> None:
    plant = Plant(seed, tickets=8)
    log = plant.play(250)
    fresh(connect, log, "views").catch_up()
    for story in plant.stories:
        timeline = story.ticket.timeline
        row = tickets.one_ticket(conn, story.uid)
        assert row is not None
        assert (row.status, row.frozen) == (timeline.canonical, story.ticket.is_frozen)
        assert (row.version, row.broadcast) == (story.ticket.broadcast.version, story.ticket.broadcast.status)
        standing = {lane.system: (lane.status, lane.native) for lane in lanes.lanes_of(conn, story.uid)}
        assert standing == {
            name: (track.standing, track.entries[-1].reading.native) for name, track in timeline.tracks.items()
        }
        for system, track in timeline.tracks.items():
            shown = [entry for entry in track_of(conn, story.uid) if entry.system == system and not entry.parked]
            assert [(entry.delivery_id, entry.status, entry.is_change) for entry in shown] == [
                (entry.reading.delivery_id, entry.status, entry.is_change) for entry in track.entries
            ]


def test_two_runners_apply_every_event_once(connect: Connect, conn: Connection[Any], log: Log) -> None:
    fresh(connect, log, "alone").catch_up()
    applied: list[int] = []

    def run() -> None:
        runner = fresh(connect, log, "shared")
        while count := runner.run_once(20):
            applied.append(count)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(applied) == len(log.events)
    assert contents(conn, "shared") == contents(conn, "alone")


def test_the_tables_are_created_once(conn: Connection[Any], runner: Runner) -> None:
    runner.catch_up()
    before = contents(conn)
    create_schema(conn)
    assert contents(conn) == before
