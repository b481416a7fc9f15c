"""What follows from a report, a claim or a decision."""

import pytest

from schemas.errors import Refused, Superseded
from schemas.events import (
    MAX_EVIDENCE,
    CanonicalChanged,
    ConflictClaimed,
    ConflictDecided,
    ConflictHandedOver,
    ConflictWithdrawn,
    Correction,
    EvidenceJoined,
    Move,
    StatusReported,
    TicketFrozen,
)
from schemas.status import Status
from tests.unit.domain.given import Story, claims, decides, given, hands_over, minute, says

NEW, IN_PROGRESS, RESOLVED, CLOSED = Status.NEW, Status.IN_PROGRESS, Status.RESOLVED, Status.CLOSED
REOPENED, CANCELLED = Status.REOPENED, Status.CANCELLED


def a_frozen_ticket() -> Story:
    """The CRM resolved at 10; four minutes later the ITSM reopened."""
    return given(says("crm", NEW, 0), says("crm", RESOLVED, 10), says("itsm", REOPENED, 14))


# -- reports ------------------------------------------------------------------------------------------------------


def test_the_first_report_gives_the_ticket_its_status_and_is_broadcast_as_version_one() -> None:
    story = given().when(says("crm", "Working", 3, status=IN_PROGRESS)).then(StatusReported, CanonicalChanged)
    broadcast = story.the(CanonicalChanged)
    assert (broadcast.snapshot, broadcast.status, broadcast.previous) == (1, IN_PROGRESS, None)
    assert (broadcast.since, broadcast.system, broadcast.native) == (minute(3), "crm", "Working")


def test_a_move_is_broadcast_as_the_next_version_with_the_status_before() -> None:
    story = given(says("crm", NEW, 0)).when(says("erp", RESOLVED, 5)).then(StatusReported, CanonicalChanged)
    broadcast = story.the(CanonicalChanged)
    assert (broadcast.snapshot, broadcast.status, broadcast.previous) == (2, RESOLVED, NEW)


def test_a_repeat_is_recorded_and_not_broadcast() -> None:
    story = given(says("crm", NEW, 0)).when(says("crm", NEW, 5)).then(StatusReported)
    assert not story.the(StatusReported).is_change


def test_a_system_that_lags_behind_is_recorded_and_moves_nothing() -> None:
    story = given(says("crm", RESOLVED, 0)).when(says("erp", IN_PROGRESS, 20)).then(StatusReported)
    assert story.the(StatusReported).is_change
    assert story.the(StatusReported).moves_from is None


def test_an_echo_stands_on_the_track_and_neither_moves_nor_freezes() -> None:
    story = given(says("crm", RESOLVED, 0)).when(says("itsm", REOPENED, 4, echo=True)).then(StatusReported)
    assert story.the(StatusReported).echo
    assert story.ticket.timeline.tracks["itsm"].standing is REOPENED
    assert story.ticket.timeline.canonical is RESOLVED


def test_a_late_report_that_changes_only_the_past_is_not_broadcast() -> None:
    story = given(says("crm", NEW, 0), says("crm", RESOLVED, 60))
    story.when(says("erp", IN_PROGRESS, 30, received=70)).then(StatusReported)
    reported = story.the(StatusReported)
    assert reported.moves_from == minute(30)
    assert reported.moves == (
        Move(minute(30), IN_PROGRESS, "erp", "In Progress"),
        Move(minute(60), RESOLVED, "crm", "Resolved"),
    )


def test_a_late_report_that_changes_the_present_is_broadcast() -> None:
    story = given(says("crm", RESOLVED, 0), says("crm", "Working", 60, status=IN_PROGRESS))
    story.when(says("erp", REOPENED, 30, received=70)).then(StatusReported, CanonicalChanged)
    assert story.the(CanonicalChanged).status is IN_PROGRESS


def test_a_late_report_corrects_what_a_later_word_meant() -> None:
    story = given(says("crm", "Working", 60, status=IN_PROGRESS, reopens=True))
    story.when(says("crm", RESOLVED, 10, received=70)).then(StatusReported, CanonicalChanged)
    assert story.the(StatusReported).corrections == (Correction("d1", REOPENED, is_change=True),)
    assert story.the(CanonicalChanged).status is REOPENED


def test_a_word_that_another_status_hid_is_stored_with_what_it_means_by_itself() -> None:
    story = given(says("crm", RESOLVED, 0)).when(says("crm", "Working", 60, status=IN_PROGRESS, reopens=True))
    reported = story.then(StatusReported, CanonicalChanged).the(StatusReported)
    assert (reported.status, reported.word_status) == (REOPENED, IN_PROGRESS)


def test_a_report_from_the_future_is_judged_by_its_receipt_and_keeps_its_own_time() -> None:
    story = given(says("crm", NEW, 0)).when(says("crm", RESOLVED, 60, received=57.9))
    reported = story.then(StatusReported, CanonicalChanged).the(StatusReported)
    assert (reported.at, reported.occurred_at) == (minute(57.9), minute(60))


def test_a_clock_two_minutes_ahead_is_believed() -> None:
    story = given(says("crm", NEW, 0)).when(says("crm", RESOLVED, 60, received=58))
    reported = story.then(StatusReported, CanonicalChanged).the(StatusReported)
    assert (reported.at, reported.occurred_at) == (minute(60), None)


@pytest.mark.parametrize(("late", "kinds"), [(0, [StatusReported, TicketFrozen]), (1, [StatusReported])])
def test_a_report_more_than_seven_days_late_freezes_nothing(late: int, kinds: list[type]) -> None:
    week = 7 * 24 * 60
    story = given(says("crm", RESOLVED, 0), says("crm", CLOSED, 100))
    story.when(says("itsm", REOPENED, 4, received=4 + week + late)).then(*kinds)
    assert story.the(StatusReported).too_late is bool(late)


def test_a_report_of_1969_is_a_report_like_any_other() -> None:
    story = given(says("crm", RESOLVED, 0)).when(says("crm", NEW, -60, received=1)).then(StatusReported)
    assert story.ticket.timeline.canonical is RESOLVED


# -- freezing -----------------------------------------------------------------------------------------------------


def test_a_contradiction_freezes_the_ticket_with_both_reports_as_evidence() -> None:
    story = given(says("crm", RESOLVED, 10, actor="ann", note="fixed"))
    story.when(says("itsm", "Back", 14, status=REOPENED, received=15, recorded=16)).then(StatusReported, TicketFrozen)
    frozen = story.the(TicketFrozen)
    (contradiction,) = frozen.contradictions
    assert (frozen.conflict, frozen.recorded_at, contradiction.rule) == ("QAX-1", minute(16), "reopened-across")
    first, second = contradiction.first, contradiction.second
    assert (first.system, first.status, first.at, first.actor, first.note) == (
        "crm",
        RESOLVED,
        minute(10),
        "ann",
        "fixed",
    )
    assert (second.native, second.received_at, second.mapping) == ("Back", minute(15), "v1")


def test_the_one_broadcast_that_it_is_frozen_keeps_the_status_that_was_broadcast_before() -> None:
    story = given(says("crm", RESOLVED, 10)).when(says("itsm", REOPENED, 14)).then(StatusReported, TicketFrozen)
    frozen = story.the(TicketFrozen)
    assert (frozen.snapshot, frozen.status, frozen.since) == (2, RESOLVED, minute(10))


def test_nothing_canonical_is_broadcast_while_the_ticket_is_frozen() -> None:
    a_frozen_ticket().when(says("erp", CANCELLED, 200)).then(StatusReported)


def test_a_further_contradiction_joins_the_evidence_and_its_system_becomes_a_side() -> None:
    story = a_frozen_ticket().when(says("erp", CLOSED, 16)).then(StatusReported, EvidenceJoined)
    joined = story.the(EvidenceJoined)
    assert (joined.conflict, joined.total) == ("QAX-1", 1)
    story.when(decides("ann", 20, accept="erp")).then(ConflictDecided, CanonicalChanged)


def test_evidence_is_counted_in_full_and_written_out_in_part() -> None:
    story = given(says("itsm", REOPENED, 0))
    for number in range(MAX_EVIDENCE + 4):
        story.when(says(f"agent{number}", RESOLVED, 1))
    story.when(says("crm", REOPENED, 2)).then(StatusReported, EvidenceJoined)
    joined = story.the(EvidenceJoined)
    assert (joined.total, len(joined.contradictions)) == (MAX_EVIDENCE + 4, MAX_EVIDENCE)


def test_a_report_that_turns_out_to_repeat_another_withdraws_the_conflict() -> None:
    story = given(says("itsm", REOPENED, 0), says("crm", RESOLVED, 10))
    assert story.ticket.is_frozen
    # The CRM had resolved long before, so at 10 it only said so again.
    story.when(says("crm", RESOLVED, -60, received=20)).then(StatusReported, ConflictWithdrawn, CanonicalChanged)
    withdrawn, broadcast = story.the(ConflictWithdrawn), story.the(CanonicalChanged)
    assert (withdrawn.conflict, withdrawn.system, withdrawn.delivery_id) == ("QAX-1", "crm", "d3")
    assert (broadcast.thawed, broadcast.snapshot, broadcast.status) == ("QAX-1", 3, REOPENED)
    assert not story.ticket.is_frozen


def test_a_ticket_that_thawed_can_freeze_again_under_another_exception_ticket() -> None:
    story = a_frozen_ticket().when(decides("ann", 20, accept="itsm"))
    story.when(says("crm", "Fixed", 30, status=CLOSED), says("itsm", "Back", 31, status=CANCELLED))
    assert story.then(StatusReported, TicketFrozen).the(TicketFrozen).conflict == "QAX-2"


# -- claims -------------------------------------------------------------------------------------------------------


def test_a_reviewer_claims_the_conflict_and_claiming_again_is_nothing_new() -> None:
    story = a_frozen_ticket().when(claims("ann", 15)).then(ConflictClaimed)
    story.when(claims("ann", 16)).then()


def test_what_somebody_else_has_claimed_cannot_be_claimed_or_decided() -> None:
    story = a_frozen_ticket().when(claims("ann", 15))
    story.when(claims("bob", 16)).then_refused(Superseded, "claimed by ann")
    story.when(decides("bob", 16)).then_refused(Superseded, "claimed by ann")


@pytest.mark.parametrize("act", [claims("ann", 30), decides("ann", 30)])
def test_what_is_settled_is_neither_claimed_nor_decided_again(act: object) -> None:
    story = a_frozen_ticket().when(decides("bob", 20))
    story.when(act).then_refused(Superseded, "QAX-1 is settled already")  # type: ignore[arg-type]


def test_a_ticket_that_is_not_frozen_has_nothing_to_claim() -> None:
    given(says("crm", NEW, 0)).when(claims("ann", 5, "QAX-9")).then_refused(Superseded, "settled already")


# -- handing over -------------------------------------------------------------------------------------------------


def test_whoever_has_it_hands_it_over_and_the_next_one_decides() -> None:
    story = a_frozen_ticket().when(claims("ann", 15)).when(hands_over("ann", "bob", 16, "my shift ends"))
    story.then(ConflictHandedOver)
    story.when(decides("ann", 17, status=Status.RESOLVED)).then_refused(Superseded, "claimed by bob")
    story.when(decides("bob", 18, status=Status.RESOLVED)).then(ConflictDecided, CanonicalChanged)


def test_it_goes_back_into_the_queue_for_anybody_to_claim() -> None:
    story = a_frozen_ticket().when(claims("ann", 15)).when(hands_over("ann", "", 16))
    story.when(claims("bob", 17)).then(ConflictClaimed)


def test_nobody_gives_away_what_another_has_but_may_take_it_over() -> None:
    story = a_frozen_ticket().when(claims("ann", 15))
    story.when(hands_over("bob", "cem", 16)).then_refused(Superseded, "take it over")
    story.when(hands_over("bob", "bob", 17)).then(ConflictHandedOver)


def test_handing_it_to_who_has_it_is_nothing_new() -> None:
    a_frozen_ticket().when(claims("ann", 15)).when(hands_over("bob", "ann", 16)).then()


def test_what_is_settled_is_handed_to_nobody() -> None:
    story = a_frozen_ticket().when(decides("ann", 15, status=Status.RESOLVED))
    story.when(hands_over("ann", "bob", 16)).then_refused(Superseded, "settled already")


# -- decisions ----------------------------------------------------------------------------------------------------


def test_accepting_a_side_sets_the_status_its_track_is_in_and_thaws_with_the_next_version() -> None:
    story = a_frozen_ticket().when(claims("ann", 15), decides("ann", 20, accept="itsm", reason=" still leaking "))
    decided = story.then(ConflictDecided, CanonicalChanged).the(ConflictDecided)
    assert (decided.choice, decided.accepted, decided.status, decided.reason) == (
        "accept",
        "itsm",
        REOPENED,
        "still leaking",
    )
    broadcast = story.the(CanonicalChanged)
    assert (broadcast.snapshot, broadcast.status, broadcast.system, broadcast.thawed) == (4, REOPENED, "", "QAX-1")
    assert not story.ticket.is_frozen


def test_a_status_of_the_reviewers_own_is_set_whatever_the_life_cycle_says() -> None:
    story = a_frozen_ticket().when(decides("ann", 20, status=NEW)).then(ConflictDecided, CanonicalChanged)
    assert story.the(ConflictDecided).choice == "set"
    assert story.ticket.timeline.canonical is NEW


def test_no_conflict_leaves_the_status_that_the_reports_gave() -> None:
    story = a_frozen_ticket().when(decides("ann", 20)).then(ConflictDecided, CanonicalChanged)
    assert (story.the(ConflictDecided).choice, story.the(ConflictDecided).status) == ("no-conflict", REOPENED)


@pytest.mark.parametrize("reason", ["", " \n\t"])
def test_a_decision_without_a_reason_is_refused(reason: str) -> None:
    a_frozen_ticket().when(decides("ann", 20, reason=reason)).then_refused(Refused, "needs a reason")


def test_a_system_that_is_no_side_cannot_be_accepted() -> None:
    story = a_frozen_ticket().when(says("erp", NEW, 100))
    story.when(decides("ann", 120, accept="erp")).then_refused(Refused, "its sides are crm, itsm")


def test_a_side_and_a_status_are_not_both_accepted() -> None:
    a_frozen_ticket().when(decides("ann", 20, accept="crm", status=NEW)).then_refused(Refused, "not both")


def test_a_late_report_from_before_the_decision_does_not_overturn_it() -> None:
    story = a_frozen_ticket().when(decides("ann", 20, accept="crm"))
    story.when(says("erp", REOPENED, 19.9, received=25)).then(StatusReported)
    assert story.ticket.timeline.canonical is RESOLVED


def test_a_report_after_the_decision_moves_the_ticket_again() -> None:
    story = a_frozen_ticket().when(decides("ann", 20, accept="crm"))
    story.when(says("erp", REOPENED, 20.1)).then(StatusReported, CanonicalChanged)


def test_a_clock_that_runs_ahead_cannot_step_over_a_decision() -> None:
    story = given(says("crm", RESOLVED, 10), says("itsm", REOPENED, 12, received=10.5))
    story.when(decides("ann", 11, accept="crm")).then(ConflictDecided, CanonicalChanged)
    assert story.the(ConflictDecided).at == minute(12)
    assert story.the(CanonicalChanged).since == minute(12)
    assert story.ticket.timeline.canonical is RESOLVED


def test_what_a_decision_settled_contradicts_nothing_that_comes_later() -> None:
    story = a_frozen_ticket().when(decides("ann", 15, accept="crm"))
    story.when(says("erp", REOPENED, 16)).then(StatusReported, CanonicalChanged)
