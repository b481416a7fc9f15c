"""The comparison of topics finds what it is for."""

from __future__ import annotations

from typing import Any

from schemas.events import CanonicalChanged, Recorded, TicketFrozen
from schemas.status import Status
from schemas.topics import Topic
from tests.chaos.topics import (
    Told,
    differing_states,
    expected_on,
    states_of,
    states_told,
    wrong_on_topic,
)

UID = "SRV-20260126-00872-A9F"


def record(version: int, *, key: str = UID, **inside: Any) -> Told:
    return Told(key, f"{key}/snapshot/{version}", {"version": version, **inside})


def expected(*versions: int, key: str = UID) -> dict[str, Any]:
    return {f"{key}/snapshot/{version}": {"version": version} for version in versions}


def test_every_version_in_order_is_right() -> None:
    assert wrong_on_topic([record(1), record(2), record(3)], expected(1, 2, 3)) == []


def test_a_run_that_was_published_again_is_right() -> None:
    assert wrong_on_topic([record(1), record(2), record(1), record(2), record(3)], expected(1, 2, 3)) == []


def test_a_stale_last_record_is_found() -> None:
    assert wrong_on_topic([record(1), record(2), record(1)], expected(1, 2)) == [
        f"the last record of {UID} is version 1, not 2"
    ]


def test_a_version_that_comes_first_after_a_higher_one_is_found() -> None:
    assert wrong_on_topic([record(2), record(1), record(2)], expected(1, 2)) == [
        f"{UID}/snapshot/1 comes first after version 2"
    ]


def test_a_missing_version_is_found() -> None:
    assert wrong_on_topic([record(1), record(3)], expected(1, 2, 3)) == [f"{UID}/snapshot/2 is missing"]


def test_compaction_may_take_all_but_the_highest() -> None:
    assert wrong_on_topic([record(3)], expected(1, 2, 3), is_compacted=True) == []
    assert f"{UID}/snapshot/3 is missing" in wrong_on_topic([record(2)], expected(1, 2, 3), is_compacted=True)


def test_a_duplicate_that_says_something_else_is_found() -> None:
    [wrong] = wrong_on_topic([record(1), record(1, status="Closed")], expected(1))
    assert wrong.startswith(f"{UID}/snapshot/1 is not as it is in the store")


def test_a_record_of_unknown_origin_is_found() -> None:
    assert wrong_on_topic([record(1), record(2)], expected(1)) == [f"{UID}/snapshot/2 is no event of the store"]


def test_a_record_under_the_key_of_another_is_found() -> None:
    foreign = Told("SRV-1", f"{UID}/snapshot/1", {"version": 1})
    assert wrong_on_topic([foreign], expected(1)) == [f"{UID}/snapshot/1 has the key 'SRV-1'"]


def test_a_subscriber_that_keeps_the_highest_version_is_told_the_state_of_the_store() -> None:
    streams = {
        UID: [
            Recorded(UID, 1, CanonicalChanged(recorded_at=6, snapshot=1, status=Status.NEW, since=3)),
            Recorded(
                UID,
                2,
                TicketFrozen(
                    recorded_at=9, conflict="QAX-1", snapshot=2, status=Status.NEW, since=3, contradictions=()
                ),
            ),
        ]
    }
    values = expected_on(Topic.CANONICAL, streams)
    told = [Told(UID, identity, value) for identity, value in values.items()]
    assert differing_states(states_of(streams), states_told([*told, told[0]])) == []
    assert len(differing_states(states_of(streams), states_told(told[:1]))) == 1
    assert len(differing_states(states_of(streams), {})) == 1


def test_a_freeze_is_expected_as_an_event_and_as_a_snapshot() -> None:
    frozen = TicketFrozen(recorded_at=9, conflict="QAX-1", snapshot=1, status=None, since=None, contradictions=())
    streams = {UID: [Recorded(UID, 2, frozen)]}
    assert list(expected_on(Topic.CANONICAL, streams)) == [f"{UID}/snapshot/1"]
    assert list(expected_on(Topic.EVENTS, streams)) == [f"{UID}/2"]
    assert list(expected_on(Topic.PARKED, streams)) == []
