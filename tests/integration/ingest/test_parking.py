"""What cannot be taken in is set aside with its reason, once, and released once the cause is gone."""

from datetime import date
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.application.ports import Delivery, Outcome, Verdict
from hub.domain.decide import read
from hub.domain.track import Reading
from schemas.errors import InvalidUid, Refused
from schemas.events import NativeIdLinked, ReportParked, ReportReleased, ReportRetried, StatusReported
from schemas.report import Report
from schemas.status import Status
from schemas.uid import format_uid
from tests.integration.ingest.given import UID, minute, says, uid
from tests.integration.ingest.site import OpenSite, Site

UNREADABLE = Delivery(
    system="mes", received_at=minute(1), problem="no JSON at byte 7", body=b'{"job":', content_type="application/json"
)
NUMBERS = count(5_000)
BAD_UID = UID[:-1] + "E"
CONFLICT_UID = format_uid("QAX", date(2026, 1, 26), 1).text


def parked(outcome: Outcome, reason: str) -> str:
    """The id under which it was parked, for that reason."""
    assert (outcome.verdict, outcome.reason) == (Verdict.PARKED, reason)
    assert outcome.detail
    assert outcome.position > 0
    return outcome.parked_id


CASES = [
    (UNREADABLE, "unreadable"),
    (says("crm", "Nie gehört", 1), "unmapped"),
    (says("erp", "New", 1, ticket="", native_id="E-1"), "unlinked"),
    (says("erp", "New", 1, ticket=""), "unlinked"),
    (says("crm", "New", 1, ticket=BAD_UID), "bad-uid"),
    (says("crm", "New", 1, ticket=CONFLICT_UID), "bad-uid"),
]
REASONS = [f"{reason}-{number}" for number, (_, reason) in enumerate(CASES)]


@pytest.mark.parametrize(("delivery", "reason"), CASES, ids=REASONS)
def test_what_cannot_be_taken_in_is_parked_with_its_body_and_its_reason(
    site: Site, delivery: Delivery, reason: str
) -> None:
    stream = parked(site.one(delivery), reason)
    (event,) = site.events(stream)
    assert isinstance(event, ReportParked)
    assert (event.system, event.reason, event.body) == (delivery.system, reason, delivery.body)
    assert event.received_at == delivery.received_at
    assert site.events(UID) == []


@pytest.mark.parametrize(("delivery", "reason"), CASES, ids=REASONS)
def test_what_is_delivered_again_is_not_parked_twice(site: Site, delivery: Delivery, reason: str) -> None:
    first, second = site.ingest(delivery, delivery)
    third = site.one(delivery)
    assert first.parked_id == second.parked_id == third.parked_id
    assert third.verdict is Verdict.PARKED
    assert len(site.events(first.parked_id)) == 1
    assert site.log.streams() == [first.parked_id]


@pytest.mark.parametrize(("delivery", "reason"), CASES, ids=REASONS)
def test_what_is_tried_again_too_early_stays_parked_and_says_why(site: Site, delivery: Delivery, reason: str) -> None:
    stream = parked(site.one(delivery), reason)
    (outcome,) = site.parking.retry([stream], "ann")
    assert parked(outcome, reason) == stream
    retried = site.events(stream)[-1]
    assert isinstance(retried, ReportRetried)
    assert (retried.reason, retried.by) == (reason, "ann")


def test_a_word_that_is_mapped_meanwhile_is_released_in_its_place(open_site: OpenSite) -> None:
    before = open_site()
    before.one(says("crm", "New", 0))
    stream = parked(before.one(says("crm", "Stillgelegt", 5)), "unmapped")
    before.one(says("crm", "Comment", 6))
    before.one(says("crm", "Closed", 10))

    after = open_site(more_words='"Stillgelegt" = "Pending"')
    (outcome,) = after.parking.retry([stream], "ann")
    assert (outcome.verdict, outcome.uid, outcome.parked_id) == (Verdict.ACCEPTED, UID, stream)
    track = after.kept(UID).timeline.tracks["crm"]
    assert [entry.status for entry in track.entries] == [Status.NEW, Status.PENDING, Status.CLOSED]
    reported, released = after.events(UID)[-1], after.events(stream)[-1]
    assert isinstance(reported, StatusReported)
    assert reported.released_from == stream
    assert isinstance(released, ReportReleased)
    assert (released.outcome, released.uid, released.by) == ("accepted", UID, "ann")


def test_a_body_that_is_not_about_a_status_is_ignored_and_leaves_no_trace(site: Site) -> None:
    outcome = site.one(Delivery(system="mes", received_at=minute(1), body=b"{}"))
    assert (outcome.verdict, outcome.detail) == (Verdict.IGNORED, "no report in it")
    assert site.log.head() == 0


def test_a_body_that_can_be_read_meanwhile_brings_every_report_in_it(open_site: OpenSite) -> None:
    stream = parked(open_site().one(UNREADABLE), "unreadable")
    asked = []

    def read(event: ReportParked) -> list[Delivery]:
        asked.append((event.system, event.body, event.content_type, event.received_at))
        return [says("crm", "New", 1), says("erp", "Closed", 2)]

    site = open_site(reader=read)
    outcomes = site.parking.retry([stream], "ann")
    assert asked == [("mes", b'{"job":', "application/json", minute(1))]
    assert [(outcome.verdict, outcome.uid) for outcome in outcomes] == [(Verdict.ACCEPTED, UID)] * 2
    assert [event.TOPIC for event in site.events(stream)] == ["report.parked.v1", "report.released.v1"]


def test_a_body_that_turns_out_to_hold_no_report_is_released_as_ignored(open_site: OpenSite) -> None:
    stream = parked(open_site().one(UNREADABLE), "unreadable")
    site = open_site(reader=lambda *_: [])
    (outcome,) = site.parking.retry([stream], "ann")
    assert outcome.verdict is Verdict.IGNORED
    assert [event.TOPIC for event in site.events(stream)] == ["report.parked.v1", "report.released.v1"]


def test_what_is_released_is_not_released_again(open_site: OpenSite) -> None:
    stream = parked(open_site().one(says("crm", "Stillgelegt", 5)), "unmapped")
    site = open_site(more_words='"Stillgelegt" = "Pending"')
    site.parking.retry([stream, stream], "ann")
    (again,) = site.parking.retry([stream], "bob")
    assert (again.verdict, again.uid) == (Verdict.DUPLICATE, UID)
    assert site.one(says("crm", "Stillgelegt", 5)).verdict is Verdict.DUPLICATE
    assert [event.TOPIC for event in site.events(stream)] == ["report.parked.v1", "report.released.v1"]


def test_what_was_delivered_again_meanwhile_is_released_as_a_duplicate(open_site: OpenSite) -> None:
    stream = parked(open_site().one(says("crm", "Stillgelegt", 5)), "unmapped")
    site = open_site(more_words='"Stillgelegt" = "Pending"')
    assert site.one(says("crm", "Stillgelegt", 5)).verdict is Verdict.ACCEPTED
    (outcome,) = site.parking.retry([stream], "ann")
    assert outcome.verdict is Verdict.DUPLICATE
    released = site.events(stream)[-1]
    assert isinstance(released, ReportReleased)
    assert released.outcome == "duplicate"


def test_a_word_that_turns_out_to_be_no_status_is_released_as_ignored(open_site: OpenSite) -> None:
    stream = parked(open_site().one(says("crm", "Stillgelegt", 5)), "unmapped")
    site = open_site(more_words='"Stillgelegt" = "@ignore"')
    site.parking.retry([stream], "ann")
    released = site.events(stream)[-1]
    assert isinstance(released, ReportReleased)
    assert released.outcome == "ignored"
    assert site.events(UID) == []


def test_retrying_in_any_order_gives_the_ticket_that_no_delay_would_have_given(open_site: OpenSite) -> None:
    before, words = open_site(), '"A" = "Resolved"\n"B" = { status = "In Progress", after_done = "Reopened" }'
    streams = [parked(before.one(says("crm", word, at)), "unmapped") for at, word in enumerate("ABAB")]
    after = open_site(more_words=words)
    after.parking.retry(streams[::-1], "ann")
    track = after.kept(UID).timeline.tracks["crm"]
    assert [entry.status for entry in track.entries] == [
        Status.RESOLVED,
        Status.REOPENED,
        Status.RESOLVED,
        Status.REOPENED,
    ]


@pytest.mark.parametrize("ids", [["PRK-0"], ["PRK-" + "F" * 20, "SRV-1"], ["PRK-0"] * 1001])
def test_only_what_is_parked_can_be_tried_again(site: Site, ids: list[str]) -> None:
    with pytest.raises(Refused):
        site.parking.retry(ids, "ann")


def test_a_ticket_is_no_parked_report(site: Site) -> None:
    site.one(says("crm", "New", 0))
    with pytest.raises(Refused):
        site.parking.retry([UID], "ann")


# -- which ticket is it -------------------------------------------------------------------------------------------


def test_a_link_releases_what_was_parked_for_want_of_it(site: Site) -> None:
    site.one(says("crm", "New", 0))
    streams = [
        parked(site.one(says("erp", word, at, ticket="", native_id="E-1")), "unlinked")
        for word, at in [("In Progress", 5), ("Pending", 6)]
    ]
    other = parked(site.one(says("erp", "New", 5, ticket="", native_id="E-2")), "unlinked")

    outcomes = site.parking.link("erp", "E-1", UID, "ann")
    assert [(outcome.verdict, outcome.uid) for outcome in outcomes] == [(Verdict.ACCEPTED, UID)] * 2
    assert {outcome.parked_id for outcome in outcomes} == set(streams)
    assert site.kept(UID).timeline.canonical is Status.PENDING
    assert len(site.events(other)) == 1
    linked = [event for event in site.events(UID) if isinstance(event, NativeIdLinked)]
    assert [(event.system, event.native_id, event.by) for event in linked] == [("erp", "E-1", "ann")]
    assert site.one(says("erp", "Resolved", 9, ticket="", native_id="E-1")).uid == UID


@given(order=st.permutations(range(4)))
@settings(max_examples=24, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_report_that_says_whose_an_id_is_releases_what_came_before_it(open_site: OpenSite, order: list[int]) -> None:
    site, ticket, native_id = open_site(), uid(next(NUMBERS)), f"E-{next(NUMBERS)}"
    reports = [
        says("crm", "New", 0, ticket),
        says("erp", "In Progress", 5, "", native_id=native_id, delivery_id=f"{native_id}/1"),
        says("erp", "Pending", 6, ticket, native_id=native_id),
        says("erp", "Resolved", 7, "", native_id=native_id, delivery_id=f"{native_id}/2"),
    ]
    strange = f"{native_id}-other"
    other = parked(site.one(says("erp", "New", 5, "", native_id=strange, delivery_id=strange)), "unlinked")
    for which in order:
        site.one(reports[which])
        site.parking.standing("erp", "unlinked")  # the views have read it
        site.parking.release_linked()
        site.parking.standing("erp", "unlinked")
    assert site.parking.release_linked() == 0
    track = site.kept(ticket).timeline.tracks["erp"]
    assert [entry.status for entry in track.entries] == [Status.IN_PROGRESS, Status.PENDING, Status.RESOLVED]
    assert site.kept(ticket).timeline.canonical is Status.RESOLVED
    assert len(site.events(other)) == 1


def test_one_that_the_hub_trips_over_holds_up_no_other(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = (parked(site.one(says("erp", "New", at, "", native_id="E-1")), "unlinked") for at in (1, 2))
    site.one(says("erp", "New", 3, native_id="E-1"))
    site.parking.standing("erp", "unlinked")

    def broken(report: Report, *given: Any, **more: Any) -> Reading:
        if report.occurred_at == minute(1):
            raise ZeroDivisionError
        return read(report, *given, **more)

    monkeypatch.setattr("hub.application.batch.read", broken)
    assert site.parking.release_linked() == 2
    failed = site.events(bad)[-1]
    assert isinstance(failed, ReportRetried)
    assert (failed.reason, failed.by) == ("failed", "")
    assert isinstance(site.events(good)[-1], ReportReleased)


def test_a_link_that_holds_already_is_nothing_new(site: Site) -> None:
    site.parking.link("erp", "E-1", UID, "ann")
    position = site.log.head()
    assert site.parking.link("erp", "E-1", UID, "ann") == []
    assert site.log.head() == position


def test_a_link_against_another_link_is_refused(site: Site) -> None:
    site.parking.link("erp", "E-1", UID, "ann")
    with pytest.raises(Refused, match="E-1 of erp is"):
        site.parking.link("erp", "E-1", uid(1), "ann")
    with pytest.raises(Refused, match="is E-1 in erp already"):
        site.parking.link("erp", "E-2", UID, "ann")
    with pytest.raises(Refused, match="needs a system"):
        site.parking.link("erp", "", UID, "ann")
    with pytest.raises(InvalidUid):
        site.parking.link("erp", "E-3", BAD_UID, "ann")


def test_the_same_uid_for_two_tickets_of_one_system_is_parked_and_never_merged(site: Site) -> None:
    site.one(says("erp", "New", 0, native_id="E-1"))
    outcome = site.one(says("erp", "Closed", 5, native_id="E-2"))
    stream = parked(outcome, "uid-clash")
    assert "is E-1 in erp already" in outcome.detail
    assert site.kept(UID).timeline.canonical is Status.NEW
    (event,) = site.events(stream)
    assert isinstance(event, ReportParked)
    assert (event.uid, event.native_id) == (UID, "E-2")


def test_one_ticket_of_a_system_under_two_uids_is_parked_and_never_merged(site: Site) -> None:
    site.one(says("erp", "New", 0, native_id="E-1"))
    outcome = site.one(says("erp", "Closed", 5, uid(1), native_id="E-1"))
    parked(outcome, "uid-clash")
    assert f"E-1 of erp is {UID} already" in outcome.detail
    assert site.events(uid(1)) == []


def test_a_clash_inside_one_batch_is_found_too(site: Site) -> None:
    first, second, third = site.ingest(
        says("erp", "New", 0, native_id="E-1"),
        says("erp", "Closed", 5, native_id="E-2"),
        says("erp", "Closed", 6, uid(1), native_id="E-1"),
    )
    assert first.verdict is Verdict.ACCEPTED
    parked(second, "uid-clash")
    parked(third, "uid-clash")


# -- minting ------------------------------------------------------------------------------------------------------


def test_a_system_that_originates_tickets_is_given_a_uid(site: Site) -> None:
    outcome = site.one(says("crm", "New", 0, ticket="", native_id="C-1"))
    assert outcome.verdict is Verdict.ACCEPTED
    assert site.mint.check(outcome.uid).startswith("SRV-20260126-")
    trace = site.registry.trace(outcome.uid)
    assert trace is not None
    assert (trace.origin, [link.native_id for link in trace.links]) == ("minted:crm", ["C-1"])
    assert site.one(says("crm", "Closed", 5, ticket="", native_id="C-1")).uid == outcome.uid


def test_two_reports_of_a_new_ticket_in_one_batch_get_one_uid(site: Site) -> None:
    first, second, other = site.ingest(
        says("crm", "New", 0, ticket="", native_id="C-1"),
        says("crm", "Closed", 5, ticket="", native_id="C-1"),
        says("crm", "New", 0, ticket="", native_id="C-2", delivery_id="d9"),
    )
    assert first.uid == second.uid != other.uid


def test_two_systems_link_their_own_ids_to_one_ticket(site: Site) -> None:
    ticket = site.one(says("crm", "New", 0, ticket="", native_id="C-1")).uid
    site.one(says("erp", "In Progress", 1, ticket, native_id="E-1"))
    assert site.one(says("erp", "Pending", 2, ticket="", native_id="E-1")).uid == ticket
    trace = site.registry.trace(ticket)
    assert trace is not None
    assert [(link.system, link.native_id) for link in trace.links] == [("crm", "C-1"), ("erp", "E-1")]


def test_an_unknown_word_of_an_originating_system_is_parked_under_the_uid_it_was_given(open_site: OpenSite) -> None:
    site = open_site(originators=["crm"])
    first = site.one(says("crm", "Nie gehört", 0, ticket="", native_id="C-1"))
    parked(first, "unmapped")
    assert site.mint.check(first.uid)
    assert site.one(says("crm", "New", 1, ticket="", native_id="C-1")).uid == first.uid
    parked(site.one(says("crm", "Closed", 2, first.uid, native_id="C-2")), "uid-clash")


def test_a_uid_whose_native_id_only_the_registry_knows_is_not_merged(open_site: OpenSite) -> None:
    site = open_site(originators=["crm"])
    first = site.one(says("crm", "Nie gehört", 0, ticket="", native_id="C-1"))
    outcome = site.one(says("crm", "New", 1, first.uid, native_id="C-2"))
    parked(outcome, "uid-clash")
