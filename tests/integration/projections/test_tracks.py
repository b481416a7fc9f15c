"""Given reports, late, doubled or not understood, when they are projected, then the tracks show them in order."""

from typing import Any

import pytest
from psycopg import Connection

from projections.parked import list_parked, one_parked, parked_counts, parked_place, unmapped_words
from projections.runner import Runner
from projections.tracks import track_of
from schemas.events import ReportReleased, ReportRetried
from schemas.status import Status
from tests.integration.projections.given import Log, Story, minute, parked

NEW, IN_PROGRESS, RESOLVED, REOPENED = Status.NEW, Status.IN_PROGRESS, Status.RESOLVED, Status.REOPENED


def told(conn: Connection[Any], uid: str) -> list[tuple[str, Status | None, bool]]:
    """(word, meaning, whether it is a change) of every report on the ticket's tracks."""
    return [(entry.native, entry.status, entry.is_change) for entry in track_of(conn, uid)]


def test_a_repeat_stands_on_the_track_and_is_no_change(conn: Connection[Any], runner: Runner, log: Log) -> None:
    story = Story(log)
    story.report("crm", "Open", NEW, 0)
    story.report("crm", "Open", NEW, 5)
    runner.catch_up()
    assert told(conn, story.uid) == [("Open", NEW, True), ("Open", NEW, False)]


def test_a_late_report_corrects_what_was_recorded_before_it(conn: Connection[Any], runner: Runner, log: Log) -> None:
    story = Story(log)
    story.report("crm", "Open", NEW, 0)
    story.report("crm", "Active", IN_PROGRESS, 60, reopens=True)
    runner.catch_up()
    assert told(conn, story.uid)[-1] == ("Active", IN_PROGRESS, True)
    story.report("crm", "Fixed", RESOLVED, 30, received=90)
    runner.catch_up()
    assert told(conn, story.uid) == [("Open", NEW, True), ("Fixed", RESOLVED, True), ("Active", REOPENED, True)]


def test_a_correction_reaches_a_report_of_the_same_batch(conn: Connection[Any], runner: Runner, log: Log) -> None:
    story = Story(log)
    story.report("crm", "Active", IN_PROGRESS, 60, reopens=True)
    story.report("crm", "Fixed", RESOLVED, 30, received=90)
    runner.catch_up()
    assert told(conn, story.uid)[-1] == ("Active", REOPENED, True)


@pytest.mark.parametrize("is_same_batch", [True, False])
def test_a_late_word_tells_an_echo_from_what_somebody_said_again(
    conn: Connection[Any], runner: Runner, log: Log, *, is_same_batch: bool
) -> None:
    story = Story(log)
    story.report("crm", "Fixed", RESOLVED, 0, echo_of=0)
    story.report("crm", "Fixed", RESOLVED, 2, echo_of=0)
    if not is_same_batch:
        runner.catch_up()
        assert [entry.echo for entry in track_of(conn, story.uid)] == [True, True]
    story.report("crm", "Working", IN_PROGRESS, 1, received=3)
    runner.catch_up()
    assert [(entry.native, entry.echo) for entry in track_of(conn, story.uid)] == [
        ("Fixed", True),
        ("Working", False),
        ("Fixed", False),
    ]


def test_what_a_report_says_of_itself_is_kept(conn: Connection[Any], runner: Runner, log: Log) -> None:
    story = Story(log)
    story.report("crm", "Open", NEW, 0, received=3, native_id="C-1", note="see \0 pump", sequence=10**30, echo_of=0)
    runner.catch_up()
    entry = track_of(conn, story.uid)[0]
    assert (entry.at, entry.received_at, entry.occurred_at) == (minute(0), minute(3), minute(0))
    assert (entry.native_id, entry.note, entry.sequence, entry.echo) == ("C-1", "see \ufffd pump", 10**30, True)
    assert entry.mapping == "v1"


def test_ties_are_in_track_order(conn: Connection[Any], runner: Runner, log: Log) -> None:
    story = Story(log)
    story.report("crm", "Fixed", RESOLVED, 0, sequence=2)
    story.report("crm", "Working", IN_PROGRESS, 0, sequence=10)
    story.report("crm", "Open", NEW, 0)
    runner.catch_up()
    assert [word for word, _, _ in told(conn, story.uid)] == ["Open", "Fixed", "Working"]


def test_only_the_latest_reports_of_a_long_track_are_shown(conn: Connection[Any], runner: Runner, log: Log) -> None:
    story = Story(log)
    for at in range(5):
        story.report("crm", f"Word {at}", NEW, at)
    runner.catch_up()
    assert [entry.native for entry in track_of(conn, story.uid, limit=2)] == ["Word 3", "Word 4"]


def test_a_word_that_nobody_knows_shows_on_the_track_until_it_is_released(
    conn: Connection[Any], runner: Runner, log: Log
) -> None:
    story = Story(log)
    story.report("crm", "Open", NEW, 0)
    log.append("PRK-1", parked(native="Warten", at=5, uid=story.uid))
    runner.catch_up()
    entry = track_of(conn, story.uid)[-1]
    assert (entry.system, entry.native, entry.status, entry.at) == ("mes", "Warten", None, minute(5))
    assert (entry.parked, entry.reason) == ("PRK-1", "unmapped")
    story.report("mes", "Warten", IN_PROGRESS, 5, received=9, released_from="PRK-1")
    log.append("PRK-1", ReportReleased(recorded_at=minute(9), outcome="accepted", uid=story.uid, by="anna"))
    runner.catch_up()
    assert told(conn, story.uid) == [("Open", NEW, True), ("Warten", IN_PROGRESS, True)]


def test_a_parked_report_tells_its_story(conn: Connection[Any], runner: Runner, log: Log) -> None:
    log.append("PRK-1", parked(at=5))
    log.append("PRK-1", ReportRetried(recorded_at=minute(6), reason="unlinked", detail="no ticket", by="anna"))
    runner.catch_up()
    found = one_parked(conn, "PRK-1")
    assert found is not None
    assert (found.state, found.reason, found.detail, found.retries) == ("parked", "unlinked", "no ticket", 1)
    assert (found.last_retry_at, found.retried_by, found.size) == (minute(6), "anna", 2)
    log.append("PRK-1", ReportReleased(recorded_at=minute(7), outcome="accepted", uid="SRV-1", by="anna"))
    runner.catch_up()
    assert list_parked(conn) == []
    released = list_parked(conn, state="released")[0]
    assert (released.outcome, released.released_uid, released.released_at) == ("accepted", "SRV-1", minute(7))


def test_a_report_that_is_parked_again_starts_anew(conn: Connection[Any], runner: Runner, log: Log) -> None:
    log.append("PRK-1", parked(at=5), ReportReleased(recorded_at=minute(7), outcome="ignored"), parked(at=5))
    runner.catch_up()
    assert [(row.id, row.state, row.outcome) for row in list_parked(conn)] == [("PRK-1", "parked", "")]


def test_parked_reports_are_listed_by_what_they_are(conn: Connection[Any], runner: Runner, log: Log) -> None:
    log.append("PRK-1", parked("mes", "Warten", native_id="J-1"))
    log.append("PRK-2", parked("erp", "X", reason="unlinked", native_id="E-1"))
    log.append("PRK-3", parked("mes", "Warten", native_id="J-2"))
    log.append("PRK-4", parked("mes", "\0" * 5_000, uid="SRV-" + "9" * 100_000))
    runner.catch_up()
    assert [row.id for row in list_parked(conn, system="mes", reason="unmapped")] == ["PRK-1", "PRK-3", "PRK-4"]
    assert [row.id for row in list_parked(conn, native_id="E-1")] == ["PRK-2"]
    first = list_parked(conn, limit=1)[0]
    assert [row.id for row in list_parked(conn, place=parked_place(first), limit=2)] == ["PRK-2", "PRK-3"]
    words = unmapped_words(conn)
    assert [(word.system, word.native[:6], word.count) for word in words] == [
        ("mes", "Warten", 2),
        ("mes", "\ufffd" * 6, 1),
    ]


def test_what_is_parked_now_is_counted_by_system_and_reason_since_the_first_of_it(
    conn: Connection[Any], runner: Runner, log: Log
) -> None:
    log.append("PRK-1", parked("mes", reason="lookup", at=1))
    log.append("PRK-2", parked("mes", reason="lookup", at=3))
    log.append("PRK-3", parked("mes", reason="lookup", at=2))
    log.append("PRK-4", parked("mes", reason="lookup-failed", at=4))
    log.append("PRK-5", parked("erp", reason="lookup", at=5))
    log.append("PRK-1", ReportReleased(recorded_at=minute(7), outcome="accepted", uid="SRV-1", by="hub"))
    runner.catch_up()
    assert [(each.system, each.reason, each.count, each.since) for each in parked_counts(conn)] == [
        ("erp", "lookup", 1, minute(5)),
        ("mes", "lookup", 2, minute(2)),
        ("mes", "lookup-failed", 1, minute(4)),
    ]
