"""The comparison of whole runs: it agrees where nothing happened, and finds one report or record among many."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from hub.application.verify import verify
from hub.wiring import Hub, system_clock
from schemas.topics import Topic
from tests.bench.store import fresh_database
from tests.chaos.reports import Posted, key_of, posted_reports
from tests.chaos.stores import differing_streams, differing_views, not_there_once, read_streams, read_views
from tests.chaos.topics import Told, expected_on, wrong_on_topic
from tests.chaos.undisturbed import undisturbed

COUNT = 4_000

Runs = tuple[Hub, Hub]


@pytest.fixture(scope="module")
def reports() -> list[Posted]:
    return posted_reports(7, system_clock(), COUNT)


@pytest.fixture
def runs(postgres_url: str, reports: list[Posted]) -> Iterator[Runs]:
    """The same reports twice: in the order in which they were sent, and ticket by ticket."""
    apart = sorted(reports, key=lambda report: str(report["uid"]))
    with ExitStack() as stack:
        one, other = (stack.enter_context(fresh_database(postgres_url)) for _ in range(2))
        yield stack.enter_context(undisturbed(one, reports)), stack.enter_context(undisturbed(other, apart))


def test_the_reports_have_doubles_and_late_ones_among_them(reports: list[Posted]) -> None:
    keys = [key_of(report) for report in reports]
    assert len(keys) > len(set(keys)), "some come twice"
    times_of: dict[str, list[str]] = {}
    for report in reports:
        times_of.setdefault(report["uid"], []).append(report["occurred_at"])
    assert any(times != sorted(times) for times in times_of.values()), "some are out of order"


def test_runs_with_the_same_order_within_each_ticket_are_alike(runs: Runs, reports: list[Posted]) -> None:
    one, other = runs
    assert differing_streams(read_streams(one), read_streams(other)) == []
    assert not_there_once(map(key_of, reports), read_streams(other)) == []
    with one.connect() as first, other.connect() as second:
        views = read_views(first)
        assert differing_views(views, read_views(second)) == []
    assert [table for table, rows in views.items() if not rows] == []


def test_one_report_that_was_taken_out_of_the_store_is_missed(runs: Runs, reports: list[Posted]) -> None:
    expected, found = runs
    with found.connect() as connection:
        [(stream, version)] = connection.execute(
            "DELETE FROM ticket_events WHERE notification_id = ("
            " SELECT max(notification_id) FROM ticket_events WHERE topic = 'ticket.status_reported.v1'"
            ") RETURNING originator_id, originator_version"
        ).fetchall()
    streams = read_streams(found)
    assert len(not_there_once(map(key_of, reports), streams)) == 1
    assert [wrong.partition(":")[0] for wrong in differing_streams(read_streams(expected), streams)] == [
        f"{stream}/{version}"
    ]
    assert [broken.stream for broken in verify(found.log, found.chain, lambda _: {stream: version})] == [stream]


def test_one_view_that_was_altered_is_found(runs: Runs) -> None:
    expected, found = runs
    with expected.connect() as one, found.connect() as other:
        other.execute(
            "UPDATE views.lanes SET since = since + 1 WHERE (uid, system) = (SELECT min(uid), 'crm' FROM views.lanes)"
        )
        wrong = differing_views(read_views(one), read_views(other))
    assert [line.partition("(")[0] for line in wrong] == ["lanes lacks ", "lanes has "]


def test_one_stale_record_at_the_end_of_the_topic_is_found(runs: Runs) -> None:
    hub, _ = runs
    expected = expected_on(Topic.CANONICAL, read_streams(hub))
    records = [Told(identity.partition("/")[0], identity, value) for identity, value in expected.items()]
    assert wrong_on_topic(records, expected, is_compacted=True) == []
    stale = next(record for record in records if record.version == 1 and f"{record.key}/snapshot/2" in expected)
    [wrong] = wrong_on_topic([*records, stale], expected, is_compacted=True)
    assert wrong.startswith(f"the last record of {stale.key} is version 1, not ")
