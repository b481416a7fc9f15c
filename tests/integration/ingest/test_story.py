"""The hub's own story: two systems contradict each other, somebody decides, and nobody overturns it by being late."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from hub.application.ports import Choice, Decision, Verdict
from schemas.errors import Refused, Superseded, UnknownConflict
from schemas.events import CanonicalChanged, ConflictDecided, Event, EvidenceJoined, StatusReported, TicketFrozen
from schemas.snapshot import Snapshot, snapshot_of
from schemas.status import Status
from schemas.uid import parse_uid
from tests.integration.ingest.given import UID, minute, says
from tests.integration.ingest.site import OpenSite, Site
from tests.unit.domain.given import state_of

SOLVED = Decision(by="zhang.min", choice=Choice.ACCEPT, system="itsm", reason="现场确认仍漏油")


def snapshots(site: Site) -> list[Snapshot]:
    """Everything that downstream systems were told of the ticket."""
    found = (snapshot_of(UID, event) for event in site.events(UID))
    return [snapshot for snapshot in found if snapshot]


def a_frozen_ticket(site: Site) -> str:
    """The CRM resolved; four minutes later the ITSM reopened."""
    site.ingest(says("crm", "New", 0), says("crm", "Resolved", 30))
    outcome = site.one(says("itsm", "Reopened", 34))
    assert outcome.frozen
    return outcome.conflict


def kinds(events: Sequence[Event]) -> list[type[Event]]:
    return [type(event) for event in events]


def test_a_contradiction_freezes_the_ticket_under_an_exception_ticket_of_its_own(site: Site) -> None:
    conflict = a_frozen_ticket(site)
    assert parse_uid(conflict).domain == "QAX"
    assert site.registry.ticket_of(conflict) == UID
    assert kinds(site.events(UID)[-2:]) == [StatusReported, TicketFrozen]
    last = snapshots(site)[-1]
    assert (last.version, last.frozen, last.conflict, last.status) == (3, True, conflict, Status.RESOLVED)


def test_while_it_is_frozen_reports_are_recorded_and_nothing_is_broadcast(site: Site) -> None:
    conflict = a_frozen_ticket(site)
    told = snapshots(site)
    outcomes = site.ingest(says("erp", "Closed", 36), says("erp", "Pending", 90), says("crm", "Cancelled", 95))
    assert [(outcome.verdict, outcome.conflict) for outcome in outcomes] == [(Verdict.ACCEPTED, conflict)] * 3
    assert snapshots(site) == told
    assert kinds(site.events(UID)[6:]) == [StatusReported, EvidenceJoined, StatusReported, StatusReported]


def test_a_decision_with_a_reason_thaws_the_ticket_and_broadcasts_the_next_version(site: Site) -> None:
    conflict = a_frozen_ticket(site)
    site.clock.now = minute(40)
    reviewed = site.review.decide(conflict, SOLVED)
    assert (reviewed.state, reviewed.status, reviewed.snapshot) == ("decided", Status.REOPENED, 4)
    assert reviewed.position == site.log.head()
    assert kinds(site.events(UID)[-2:]) == [ConflictDecided, CanonicalChanged]
    last = snapshots(site)[-1]
    assert (last.version, last.frozen, last.status, last.system) == (4, False, Status.REOPENED, "")
    assert state_of(site.whole(UID)) == state_of(site.kept(UID))


def test_a_late_report_from_before_the_decision_does_not_overturn_it(site: Site) -> None:
    conflict = a_frozen_ticket(site)
    site.clock.now = minute(40)
    site.review.decide(conflict, SOLVED)
    told = snapshots(site)
    outcome = site.one(says("erp", "Closed", 38, received=45))
    assert (outcome.verdict, outcome.is_change, outcome.frozen) == (Verdict.ACCEPTED, True, False)
    assert snapshots(site) == told
    assert site.one(says("erp", "Archived", 41)).frozen is False
    assert site.one(says("crm", "Closed", 42)).verdict is Verdict.ACCEPTED
    assert snapshots(site)[-1].status is Status.CLOSED
    assert snapshots(site)[-1].version == 5


def test_a_conflict_that_a_late_report_explains_is_withdrawn_without_a_decision(site: Site) -> None:
    site.ingest(says("itsm", "Reopened", 0), says("crm", "Resolved", 5))
    assert site.kept(UID).is_frozen
    outcome = site.one(says("crm", "Resolved", -60, received=10))
    assert not outcome.frozen
    assert [snapshot.version for snapshot in snapshots(site)] == [1, 2, 3]


@pytest.mark.parametrize("is_elsewhere", [False, True])
def test_the_first_of_two_reviewers_has_it(open_site: OpenSite, *, is_elsewhere: bool) -> None:
    here = open_site()
    there = open_site() if is_elsewhere else here
    conflict = a_frozen_ticket(here)
    there.kept(UID)
    assert here.review.claim(conflict, "ann").state == "claimed"
    assert here.review.claim(conflict, "ann").position == here.log.head()
    with pytest.raises(Superseded, match="claimed by ann"):
        there.review.claim(conflict, "bob")
    with pytest.raises(Superseded, match="claimed by ann"):
        there.review.decide(conflict, SOLVED)
    assert here.review.decide(conflict, Decision(by="ann", choice=Choice.NO_CONFLICT, reason="a test")).snapshot == 4
    with pytest.raises(Superseded, match="settled already"):
        there.review.decide(conflict, SOLVED)


def test_of_two_who_decide_at_once_one_is_told_that_the_other_was_faster(open_site: OpenSite) -> None:
    sites = [open_site(), open_site()]
    conflict = a_frozen_ticket(sites[0])
    for site in sites:
        site.tickets.keep([site.kept(UID)])
    start = Barrier(2)

    def decide(place: int) -> str:
        start.wait()
        try:
            return (
                sites[place]
                .review.decide(
                    conflict, Decision(by=f"reviewer {place}", choice=Choice.SET, status=Status.CLOSED, reason="done")
                )
                .state
            )
        except Superseded:
            return "superseded"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(decide, range(2))) == ["decided", "superseded"]
    assert kinds(sites[0].events(UID)).count(ConflictDecided) == 1


def test_a_decision_taken_on_a_copy_that_is_behind_sees_what_came_meanwhile(open_site: OpenSite) -> None:
    here, there = open_site(), open_site()
    conflict = a_frozen_ticket(here)
    there.tickets.keep([there.kept(UID)])
    here.one(says("erp", "Closed", 36))
    accept = Decision(by="ann", choice=Choice.ACCEPT, system="erp", reason="the ERP is right")
    assert there.review.decide(conflict, accept).status is Status.CLOSED


@pytest.mark.parametrize(
    ("decision", "why"),
    [
        (Decision(by="ann", choice=Choice.ACCEPT, system="itsm", reason=" "), "needs a reason"),
        (Decision(by="ann", choice=Choice.ACCEPT, system="mes", reason="x"), "no side of this conflict"),
        (Decision(by="ann", choice=Choice.ACCEPT, reason="x"), "which system's side"),
        (Decision(by="ann", choice=Choice.SET, reason="x"), "which status"),
    ],
)
def test_a_decision_that_is_not_one_changes_nothing(site: Site, decision: Decision, why: str) -> None:
    conflict = a_frozen_ticket(site)
    head = site.log.head()
    with pytest.raises(Refused, match=why):
        site.review.decide(conflict, decision)
    assert site.log.head() == head
    assert site.kept(UID).is_frozen


def test_an_exception_ticket_that_nobody_knows_cannot_be_decided(site: Site) -> None:
    a_frozen_ticket(site)
    for unknown in ("QAX-20260126-00099-000", UID, ""):
        with pytest.raises(UnknownConflict):
            site.review.decide(unknown, SOLVED)
    with pytest.raises(Refused, match="who"):
        site.review.claim("QAX-20260126-00099-000", "")
