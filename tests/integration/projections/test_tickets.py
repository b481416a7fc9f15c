"""Given events, when they are projected, then the tickets, their lanes and their snapshots say so."""

from typing import Any

import pytest
from psycopg import Connection

from projections.lanes import lanes_of
from projections.moves import moves_of
from projections.runner import Runner
from projections.snapshots import broadcasts_after
from projections.ticket_list import Filters, count_tickets, known_by, list_tickets
from projections.tickets import TicketRow, one_ticket
from schemas.instant import HOUR, MINUTE, SECOND
from schemas.snapshot import snapshot_of
from schemas.status import Status
from tests.integration.projections.given import Log, Story, minute

NEW, IN_PROGRESS, RESOLVED, CLOSED, REOPENED = (
    Status.NEW,
    Status.IN_PROGRESS,
    Status.RESOLVED,
    Status.CLOSED,
    Status.REOPENED,
)


def ticket(conn: Connection[Any], uid: str) -> TicketRow:
    found = one_ticket(conn, uid)
    assert found is not None
    return found


def listed(conn: Connection[Any], now: float, filters: Filters | None = None) -> list[tuple[str, str]]:
    """(last part of the UID, trouble) of every ticket in the list."""
    return [(row.uid[-1], row.trouble) for row in list_tickets(conn, minute(now), filters).tickets]


def test_a_ticket_has_the_canonical_status_and_who_moved_it(conn: Connection[Any], runner: Runner, log: Log) -> None:
    story = Story(log)
    story.report("crm", "Open", NEW, 0)
    story.report("mes", "läuft", IN_PROGRESS, 5)
    runner.catch_up()
    found = ticket(conn, story.uid)
    assert (found.status, found.previous, found.since) == (IN_PROGRESS, NEW, minute(5))
    assert (found.system, found.native, found.reports) == ("mes", "läuft", 2)
    assert (found.frozen, found.version, found.broadcast) == (False, 2, IN_PROGRESS)
    assert (found.first_recorded_at, found.last_recorded_at) == (minute(0) + SECOND, minute(5) + SECOND)


def test_an_unknown_ticket_is_none(conn: Connection[Any]) -> None:
    assert one_ticket(conn, "SRV-20260126-00001-000") is None


def test_a_frozen_ticket_keeps_what_was_broadcast_beside_what_is_assessed(
    conn: Connection[Any], runner: Runner, log: Log
) -> None:
    story = Story(log)
    story.report("crm", "Fixed", RESOLVED, 0)
    story.report("itsm", "Reopened", REOPENED, 4)
    runner.catch_up()
    found = ticket(conn, story.uid)
    assert (found.frozen, found.conflict, found.frozen_at) == (True, story.conflict, minute(4) + SECOND)
    assert (found.status, found.broadcast, found.version) == (REOPENED, RESOLVED, 2)


def test_a_decision_thaws_the_ticket_and_a_late_report_does_not_overturn_it(
    conn: Connection[Any], runner: Runner, log: Log
) -> None:
    story = Story(log)
    story.report("crm", "Fixed", RESOLVED, 0)
    story.report("itsm", "Reopened", REOPENED, 4)
    story.settle("anna", 30, status=RESOLVED)
    story.report("mes", "weiter", REOPENED, 10, received=40)
    runner.catch_up()
    found = ticket(conn, story.uid)
    assert (found.frozen, found.conflict, found.status, found.system) == (False, "", RESOLVED, "")
    assert [(move.status, move.system) for move in moves_of(conn, [story.uid])[story.uid]] == [
        (RESOLVED, "crm"),
        (REOPENED, "itsm"),
        (RESOLVED, ""),
    ]


def test_a_late_report_changes_the_canonical_lane_behind_it(conn: Connection[Any], runner: Runner, log: Log) -> None:
    story = Story(log)
    story.report("crm", "Open", NEW, 0)
    story.report("crm", "Fixed", RESOLVED, 60)
    runner.catch_up()
    story.report("mes", "läuft", IN_PROGRESS, 30, received=90)
    runner.catch_up()
    moves = moves_of(conn, [story.uid])[story.uid]
    assert [(move.at, move.status) for move in moves] == [
        (minute(0), NEW),
        (minute(30), IN_PROGRESS),
        (minute(60), RESOLVED),
    ]


def test_each_system_stands_where_its_track_is(conn: Connection[Any], runner: Runner, log: Log) -> None:
    story = Story(log)
    story.report("crm", "Open", NEW, 0, native_id="C-1")
    story.report("mes", "neu", NEW, 2)
    story.report("mes", "frisch", NEW, 3)
    story.report("crm", "Done", CLOSED, 10)
    runner.catch_up()
    crm, mes = lanes_of(conn, story.uid)
    assert (crm.system, crm.status, crm.native, crm.native_id, crm.behind_since) == ("crm", CLOSED, "Done", "C-1", None)
    assert (mes.status, mes.native, mes.since, mes.reports, mes.changes) == (NEW, "frisch", minute(2), 2, 1)
    assert (mes.behind_since, mes.apart_since) == (minute(10), minute(10))
    assert not mes.is_consistent(minute(15) + 1, 5 * MINUTE)


def test_a_ticket_turns_yellow_by_the_passing_of_time(conn: Connection[Any], runner: Runner, log: Log) -> None:
    story = Story(log)
    story.report("crm", "Open", NEW, 0)
    story.report("mes", "neu", NEW, 0)
    story.report("crm", "Working", IN_PROGRESS, 10)
    runner.catch_up()
    assert listed(conn, 15) == [("F", "")]
    assert list_tickets(conn, minute(15) + 1).tickets[0].trouble == "yellow"
    assert list_tickets(conn, minute(15) + 1, threshold=HOUR).tickets[0].trouble == ""


@pytest.fixture
def troubled(log: Log, runner: Runner) -> None:
    """Five tickets: B is frozen, D and A contradict (D for longer), C is yellow, E is well."""
    for letter, contradicts_at in (("A", 20), ("D", 15)):
        story = Story(log, f"SRV-{letter}")
        story.report("crm", "Open", NEW, 0)
        story.report("mes", "neu", NEW, 0)
        story.report("crm", "Done", CLOSED, contradicts_at)
    frozen = Story(log, "SRV-B")
    frozen.report("crm", "Fixed", RESOLVED, 21, native_id="Case 4711")
    frozen.report("itsm", "Again", REOPENED, 22)
    yellow = Story(log, "SRV-C")
    yellow.report("crm", "Open", NEW, 0)
    yellow.report("erp", "neu", NEW, 0)
    yellow.report("crm", "Working", IN_PROGRESS, 23)
    Story(log, "SRV-E").report("crm", "Open", NEW, 24)
    runner.catch_up()


@pytest.mark.usefixtures("troubled")
def test_the_most_troubled_tickets_come_first(conn: Connection[Any]) -> None:
    assert listed(conn, 60) == [("B", "frozen"), ("D", "apart"), ("A", "apart"), ("C", "yellow"), ("E", "")]


@pytest.mark.usefixtures("troubled")
@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(status=(CLOSED,)), "DA"),
        (Filters(status=(CLOSED, REOPENED)), "BDA"),
        (Filters(system="mes"), "DA"),
        (Filters(frozen=True), "B"),
        (Filters(frozen=False), "DACE"),
        (Filters(apart=True), "BDA"),
        (Filters(yellow=False), "E"),
        (Filters(system="crm", yellow=True, apart=False), "C"),
        (Filters(system="cmms"), ""),
        (Filters(updated_since=minute(22) + SECOND), "BCE"),
        (Filters(updated_since=minute(22) + SECOND + 1), "CE"),
        (Filters(updated_since=minute(20), system="mes"), "A"),
        (Filters(updated_since=minute(25)), ""),
        (Filters(text=" srv-c"), "C"),
        (Filters(text="case 47"), "B"),
        (Filters(text="100%_"), ""),
    ],
)
def test_the_list_can_be_filtered(conn: Connection[Any], filters: Filters, expected: str) -> None:
    assert "".join(letter for letter, _ in listed(conn, 60, filters)) == expected


@pytest.fixture
def many(conn: Connection[Any]) -> None:
    """5,000 tickets without trouble, each a microsecond after the one before it."""
    conn.execute(
        """
        INSERT INTO views.tickets
        SELECT 'SRV-' || n, 'New', NULL, 0, 'crm', 'Open', false, NULL, '', 1, 'New', 1, n, n, NULL, NULL, '{}', ''
        FROM generate_series(1, 5000) AS n
        """
    )
    conn.execute("ANALYZE views.tickets")


def read_of_tickets(conn: Connection[Any]) -> int:
    """How many rows of the view the transaction has read."""
    [[read]] = conn.execute(
        "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relid = 'views.tickets'::regclass"
    )
    assert isinstance(read, int)
    return read


@pytest.mark.usefixtures("many")
def test_what_changed_lately_costs_what_is_shown_however_many_tickets_there_are(conn: Connection[Any]) -> None:
    with conn.transaction():
        found = list_tickets(conn, minute(0), Filters(updated_since=4_991)).tickets
        assert read_of_tickets(conn) < 100
    assert [row.uid for row in found] == [f"SRV-{n}" for n in range(5_000, 4_990, -1)]


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize(
    ("cursor", "first", "last"), [("1.3.-2000.SRV-2000", 1_999, 1_950), ("~1.3.-2000.SRV-2000", 2_050, 2_001)]
)
def test_a_page_deep_in_the_list_costs_what_it_shows(conn: Connection[Any], cursor: str, first: int, last: int) -> None:
    with conn.transaction():
        found = list_tickets(conn, minute(0), cursor=cursor).tickets
        assert read_of_tickets(conn) < 100
    assert [row.uid for row in found] == [f"SRV-{n}" for n in range(first, last - 1, -1)]


@pytest.mark.usefixtures("troubled")
@pytest.mark.parametrize("limit", [1, 2, 3, 5])
def test_pages_follow_one_another_without_gap_or_overlap(conn: Connection[Any], limit: int) -> None:
    found, cursor = "", ""
    while True:
        # Time goes on between pages; the list is the one of its first page.
        page = list_tickets(conn, minute(60 if not cursor else 10_000), cursor=cursor, limit=limit)
        found += "".join(row.uid[-1] for row in page.tickets)
        assert page.tickets, "no page leads to one on which nothing stands"
        assert bool(page.previous) is bool(cursor)
        cursor = page.next
        if not cursor:
            break
    assert found == "BDACE"


@pytest.mark.usefixtures("troubled")
@pytest.mark.parametrize("limit", [1, 2, 3, 4])
def test_every_page_leads_back_to_the_one_in_front_of_it(conn: Connection[Any], limit: int) -> None:
    pages, cursor = [list_tickets(conn, minute(60), limit=limit)], ""
    while cursor := pages[-1].next:
        pages.append(list_tickets(conn, minute(10_000), cursor=cursor, limit=limit))
    here = pages.pop()
    while pages:
        here = list_tickets(conn, minute(10_000), cursor=here.previous, limit=limit)
        assert here == pages.pop()
    assert here.previous == ""


@pytest.mark.usefixtures("troubled")
def test_a_page_that_its_tickets_have_left_leads_to_the_end_of_the_list_and_to_its_beginning(
    conn: Connection[Any],
) -> None:
    cursor = list_tickets(conn, minute(60), limit=4).next
    conn.execute("DELETE FROM views.tickets WHERE uid = 'SRV-E'")
    gone = list_tickets(conn, minute(60), cursor=cursor, limit=4)
    assert (gone.tickets, gone.next) == ([], "")
    back = list_tickets(conn, minute(60), cursor=gone.previous, limit=4)
    assert [row.uid[-1] for row in back.tickets] == list("BDAC")
    conn.execute("DELETE FROM views.tickets WHERE uid <> 'SRV-C'")
    front = list_tickets(conn, minute(60), cursor=f"~{minute(60)}.0.0.")
    assert (front.tickets, front.previous) == ([], "")
    assert [row.uid for row in list_tickets(conn, minute(60), cursor=front.next).tickets] == ["SRV-C"]


@pytest.mark.usefixtures("troubled")
def test_what_comes_in_does_not_move_the_pages_behind(conn: Connection[Any], runner: Runner, log: Log) -> None:
    cursor = list_tickets(conn, minute(60), limit=3).next
    before = list_tickets(conn, minute(60), cursor=cursor)
    Story(log, "SRV-F").report("crm", "Open", NEW, 61)
    urgent = Story(log, "SRV-G")
    urgent.report("crm", "Fixed", RESOLVED, 61)
    urgent.report("itsm", "Again", REOPENED, 62)
    runner.catch_up()
    after = list_tickets(conn, minute(62), cursor=cursor)
    assert [row.uid[-1] for row in before.tickets] == ["C", "E"]
    assert [row.uid[-1] for row in after.tickets] == ["C", "F", "E"], "the latest of those without trouble comes first"


@pytest.mark.usefixtures("troubled")
@pytest.mark.parametrize("now", [12, 60])
@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(frozen=True),
        Filters(apart=True),
        Filters(yellow=False),
        Filters(status=(NEW, CLOSED)),
        Filters(system="mes"),
        Filters(system="nobody"),
        Filters(system="crm", yellow=True),
        Filters(text="srv-e"),
        Filters(updated_since=minute(20)),
    ],
)
def test_tickets_are_counted_as_they_are_listed_and_no_further_than_asked(
    conn: Connection[Any], filters: Filters, now: float
) -> None:
    count = len(listed(conn, now, filters))
    assert count_tickets(conn, minute(now), filters, 100) == count
    assert count_tickets(conn, minute(now), filters, 2) == min(count, 2)


@pytest.mark.usefixtures("troubled")
def test_a_listed_ticket_shows_where_its_systems_stand(conn: Connection[Any]) -> None:
    contradicting = list_tickets(conn, minute(60)).tickets[1]
    assert [(side.system, side.status, side.native) for side in contradicting.sides] == [
        ("crm", CLOSED, "Done"),
        ("mes", NEW, "neu"),
    ]


@pytest.mark.parametrize(
    "cursor", ["x", "1.2", "1.9.3.SRV", "1.a.3.SRV", "1.-1.3.SRV", "1.2.3", "~", "~1.4.3.SRV", "~~1.2.3.SRV"]
)
def test_a_place_in_the_list_that_no_page_gave_is_refused(conn: Connection[Any], cursor: str) -> None:
    with pytest.raises(ValueError, match="no place in the list"):
        list_tickets(conn, minute(0), cursor=cursor)


def test_a_linked_id_finds_the_ticket(conn: Connection[Any], runner: Runner, log: Log) -> None:
    story = Story(log)
    story.report("crm", "Open", NEW, 0)
    story.link("mes", "JOB-77", 1)
    runner.catch_up()
    assert listed(conn, 2, Filters(text="job-77")) == [("F", "")]


def test_every_broadcast_is_kept_and_the_past_can_be_asked(conn: Connection[Any], runner: Runner, log: Log) -> None:
    story = Story(log)
    story.report("crm", "Open", NEW, 0)
    story.report("crm", "Fixed", RESOLVED, 10)
    story.report("itsm", "Again", REOPENED, 12)
    Story(log, "SRV-later").report("crm", "Open", NEW, 20)
    runner.catch_up()
    assert [row.snapshot() for row in broadcasts_after(conn, 0)] == [
        snapshot for recorded in log.events if (snapshot := snapshot_of(recorded.stream, recorded.event))
    ]
    assert known_by(conn, minute(15), Filters()) == [story.uid]
    assert known_by(conn, minute(25), Filters(), after=story.uid) == ["SRV-later"]
    first = broadcasts_after(conn, 0, limit=1)[0]
    assert first.uid == story.uid
    assert [row.version for row in broadcasts_after(conn, first.position, limit=2)] == [2, 3]
