"""The exception ticket, as the events of its ticket make it."""

from collections.abc import Sequence

import msgspec

from schemas.events import (
    EVENTS,
    ConflictClaimed,
    ConflictCommented,
    ConflictDecided,
    ConflictHandedOver,
    ConflictWithdrawn,
    Contradiction,
    Event,
    Evidence,
    EvidenceJoined,
    NativeIdLinked,
    Recorded,
    TicketFrozen,
)
from schemas.exception_ticket import CONFLICT_EVENTS, ExceptionTicket, exception_ticket
from schemas.status import Status

UID = "SRV-20260126-00872-A9F"
CONFLICT = "QAX-20260126-00003-C01"
OTHER = "QAX-20260127-00001-ABC"

CRM = Evidence(system="crm", native="Solved", status=Status.RESOLVED, at=1, delivery_id="a", received_at=2)
ITSM = Evidence(system="itsm", native="Reopened", status=Status.REOPENED, at=3, delivery_id="b", received_at=4)
PAIR = Contradiction(rule="reopened-across", first=CRM, second=ITSM)


def frozen(
    conflict: str = CONFLICT, at: int = 10, pairs: int = 1, contradictions: tuple[Contradiction, ...] = ()
) -> TicketFrozen:
    return TicketFrozen(
        recorded_at=at,
        conflict=conflict,
        snapshot=3,
        status=Status.RESOLVED,
        since=1,
        contradictions=contradictions or (PAIR,) * pairs,
    )


def decided(at: int = 30) -> ConflictDecided:
    return ConflictDecided(
        recorded_at=at,
        conflict=CONFLICT,
        by="wu",
        choice="accept",
        status=Status.REOPENED,
        reason="still leaking",
        at=at,
        accepted="itsm",
    )


def of(events: Sequence[Event], conflict: str = CONFLICT) -> ExceptionTicket:
    ticket = exception_ticket(conflict, [Recorded(UID, version, event) for version, event in enumerate(events, 1)])
    assert ticket is not None
    return ticket


def test_a_freeze_opens_it_with_both_sides() -> None:
    ticket = of([NativeIdLinked(recorded_at=5, system="crm", native_id="C1", by="li"), frozen(pairs=2)])
    assert (ticket.conflict, ticket.uid, ticket.version, ticket.state) == (CONFLICT, UID, 2, "open")
    assert (ticket.rule, ticket.first, ticket.second, ticket.contradictions) == ("reopened-across", CRM, ITSM, 2)
    assert (ticket.opened_at, ticket.updated_at, ticket.status) == (10, 10, None)


def test_it_says_by_which_version_of_the_rules_the_conflict_was_found_whatever_joins_later() -> None:
    by_third = msgspec.structs.replace(PAIR, rules=3)
    by_fifth = msgspec.structs.replace(PAIR, rules=5)
    joined = EvidenceJoined(recorded_at=15, conflict=CONFLICT, contradictions=(by_fifth,), total=1)
    assert of([frozen(contradictions=(by_third, by_fifth)), joined]).rules == 3
    assert of([frozen(), joined]).rules == 0, "those of the hub's files"


def test_a_claim_and_a_decision_follow_each_other() -> None:
    claim = ConflictClaimed(recorded_at=20, conflict=CONFLICT, by="zhang")
    claimed = of([frozen(), claim])
    assert (claimed.version, claimed.state, claimed.by, claimed.decision) == (2, "claimed", "zhang", "")
    settled = of([frozen(), claim, decided()])
    assert (settled.version, settled.state, settled.by) == (3, "decided", "wu")
    assert (settled.decision, settled.accepted, settled.status) == ("accept", "itsm", Status.REOPENED)
    assert (settled.reason, settled.opened_at, settled.updated_at) == ("still leaking", 10, 30)


def test_what_joins_is_counted_also_where_it_is_not_written_out() -> None:
    joined = EvidenceJoined(recorded_at=15, conflict=CONFLICT, contradictions=(PAIR,), total=21)
    ticket = of([frozen(), joined])
    assert (ticket.state, ticket.contradictions, ticket.version) == ("open", 22, 2)


def test_it_can_be_withdrawn_after_a_claim() -> None:
    claim = ConflictClaimed(recorded_at=20, conflict=CONFLICT, by="zhang")
    withdrawn = ConflictWithdrawn(recorded_at=25, conflict=CONFLICT, system="crm", delivery_id="c")
    ticket = of([frozen(), claim, withdrawn])
    assert (ticket.state, ticket.by, ticket.updated_at) == ("withdrawn", "zhang", 25)


def test_a_ticket_may_have_one_conflict_after_another() -> None:
    history = [frozen(), decided(), frozen(OTHER, at=40)]
    assert of(history).version == 2
    assert (of(history, OTHER).version, of(history, OTHER).state) == (3, "open")


def test_there_is_none_before_the_freeze() -> None:
    assert exception_ticket(CONFLICT, [Recorded(UID, 1, decided())]) is None


def test_every_event_that_names_a_conflict_but_a_comment_changes_it() -> None:
    naming = {topic for topic, event in EVENTS.items() if "conflict" in event.__struct_fields__}
    assert naming - {ConflictCommented.TOPIC} == set(CONFLICT_EVENTS)


def test_handing_it_over_says_who_has_it() -> None:
    handed = ConflictHandedOver(recorded_at=20, conflict=CONFLICT, by="ann", to="bob")
    back = ConflictHandedOver(recorded_at=30, conflict=CONFLICT, by="bob")
    assert (of([frozen(), handed]).state, of([frozen(), handed]).by) == ("claimed", "bob")
    assert (of([frozen(), handed, back]).state, of([frozen(), handed, back]).by) == ("open", "")
