"""The comparison of stores finds what it is for."""

from __future__ import annotations

import msgspec

from schemas.events import CanonicalChanged, Event, Recorded, StatusReported, TicketFrozen
from schemas.status import Status
from tests.chaos.stores import differing_streams, differing_views, not_there_once

UID = "SRV-20260126-00872-A9F"
OTHER = "SRV-20260126-00873-A96"


def reported(delivery_id: str, *, status: Status = Status.NEW, received_at: int = 5) -> StatusReported:
    return StatusReported(
        recorded_at=received_at + 1,
        system="crm",
        native=status.value,
        status=status,
        delivery_id=delivery_id,
        at=3,
        received_at=received_at,
    )


def frozen(conflict: str) -> TicketFrozen:
    return TicketFrozen(recorded_at=9, conflict=conflict, snapshot=2, status=None, since=None, contradictions=())


def stream(*events: Event) -> list[Recorded]:
    return [Recorded(UID, version, event) for version, event in enumerate(events, 1)]


def test_a_store_with_every_report_once_is_right() -> None:
    assert not_there_once([(UID, "crm", "a"), (UID, "crm", "b")], {UID: stream(reported("a"), reported("b"))}) == []


def test_a_report_that_is_missing_is_found() -> None:
    assert not_there_once([(UID, "crm", "a"), (UID, "crm", "b")], {UID: stream(reported("a"))}) == [
        f"lost: {(UID, 'crm', 'b')}"
    ]


def test_a_report_that_is_there_twice_is_found() -> None:
    assert not_there_once([(UID, "crm", "a")], {UID: stream(reported("a"), reported("a"))}) == [
        f"2 times there: {(UID, 'crm', 'a')}"
    ]


def test_a_report_that_nobody_sent_is_found() -> None:
    assert not_there_once([], {UID: stream(reported("a"))}) == [f"sent by nobody: {(UID, 'crm', 'a')}"]


def test_runs_may_differ_in_their_clocks_and_in_the_names_of_their_conflicts() -> None:
    one = {UID: stream(reported("a", received_at=5), frozen("QAX-1"))}
    other = {UID: stream(reported("a", received_at=7), frozen("QAX-2"))}
    assert differing_streams(one, other) == []


def test_another_status_is_a_difference() -> None:
    one, other = {UID: stream(reported("a"))}, {UID: stream(reported("a", status=Status.CLOSED))}
    [wrong] = differing_streams(one, other)
    assert wrong.startswith(f"{UID}/1: ")


def test_another_conflict_in_place_of_the_same_is_a_difference() -> None:
    one = {UID: stream(frozen("QAX-1"), frozen("QAX-1"))}
    other = {UID: stream(frozen("QAX-1"), frozen("QAX-2"))}
    assert len(differing_streams(one, other)) == 1


def test_another_order_of_reports_is_a_difference() -> None:
    one, other = {UID: stream(reported("a"), reported("b"))}, {UID: stream(reported("b"), reported("a"))}
    assert len(differing_streams(one, other)) == 1


def test_an_event_more_or_less_is_a_difference() -> None:
    moved = CanonicalChanged(recorded_at=6, snapshot=1, status=Status.NEW, since=3)
    whole, cut = {UID: stream(reported("a"), moved)}, {UID: stream(reported("a"))}
    assert len(differing_streams(whole, cut)) == len(differing_streams(cut, whole)) == 1


def test_a_ticket_more_or_less_is_a_difference() -> None:
    [event] = stream(reported("a"))
    foreign = msgspec.structs.replace(event, stream=OTHER)
    assert len(differing_streams({UID: [event]}, {UID: [event], OTHER: [foreign]})) == 1
    assert len(differing_streams({UID: [event], OTHER: [foreign]}, {UID: [event]})) == 1


def test_of_many_differences_the_first_are_said_and_the_others_counted() -> None:
    keys = [(UID, "crm", f"{number:02}") for number in range(25)]
    said = not_there_once(keys, {})
    assert (len(said), said[-1]) == (11, "and 15 more")


def test_rows_are_compared_without_their_order_and_with_their_number() -> None:
    assert differing_views({"lanes": [(UID, 1), (UID, 2)]}, {"lanes": [(UID, 2), (UID, 1)]}) == []
    assert len(differing_views({"lanes": [(UID, 1)]}, {"lanes": [(UID, 1), (UID, 1)]})) == 1
    assert len(differing_views({"lanes": [(UID, 1)]}, {"lanes": [(UID, 2)]})) == 2
