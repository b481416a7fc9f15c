"""What the topics should hold, and what is wrong with what they hold. All of it are pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from schemas.envelope import CANONICAL, canonical, envelopes, with_iso_times
from schemas.events import EVENTS, Recorded
from schemas.exception_ticket import CONFLICT_EVENTS, ExceptionTicket, changed, opened
from schemas.snapshot import snapshot_of
from schemas.topics import Topic
from tests.chaos.stores import Streams, said

_FACTS: Final = frozenset(EVENTS)


class Told(NamedTuple):
    """A record as a subscriber gets it."""

    key: str
    id: str
    """Its ``ce_id``, which ends in the version."""
    value: Any
    """The JSON in it."""

    @property
    def version(self) -> int:
        return version_in(self.id)


def version_in(identity: str) -> int:
    """The version that a ``ce_id`` ends in."""
    return int(identity.rpartition("/")[2])


# -- what should be there -------------------------------------------------------------------------------------------


def expected_on(topic: Topic, streams: Streams) -> dict[str, Any]:
    """What a store's events should become on a topic, by ``ce_id``."""
    if topic is Topic.CONFLICTS:
        return dict(_exception_tickets(streams))
    expected = {}
    for events in streams.values():
        for recorded in events:
            for envelope in envelopes(recorded, _FACTS | {CANONICAL}):
                if _topic_of(envelope.type) is topic:
                    expected[envelope.id] = msgspec.to_builtins(envelope.data)
    return expected


def _topic_of(kind: str) -> Topic:
    if kind == CANONICAL:
        return Topic.CANONICAL
    return Topic.PARKED if kind.startswith("report.") else Topic.EVENTS


def _exception_tickets(streams: Streams) -> Iterable[tuple[str, Any]]:
    for stream, events in streams.items():
        tickets: dict[str, ExceptionTicket] = {}
        for recorded in events:
            conflict = getattr(recorded.event, "conflict", "")
            if recorded.event.TOPIC in CONFLICT_EVENTS and conflict:
                tickets[conflict] = _after(recorded, stream, tickets.get(conflict))
                yield f"{conflict}/{recorded.version}", _published(tickets[conflict])


def _after(recorded: Recorded, stream: str, ticket: ExceptionTicket | None) -> ExceptionTicket:
    if ticket is None:
        return opened(stream, recorded.version, recorded.event)  # type: ignore[arg-type]
    return changed(ticket, recorded.version, recorded.event)


def _published(ticket: ExceptionTicket) -> Any:
    return msgspec.json.decode(with_iso_times(msgspec.json.encode(ticket)))


def states_of(streams: Streams) -> dict[str, dict[str, Any]]:
    """The canonical state of each ticket as it was broadcast last, without what differs from run to run."""
    states = {}
    for stream, events in streams.items():
        for recorded in events:
            if (snapshot := snapshot_of(stream, recorded.event)) is not None:
                states[stream] = _of_any_run(msgspec.to_builtins(canonical(snapshot)))
    return states


def states_told(records: Iterable[Told]) -> dict[str, dict[str, Any]]:
    """The same as a subscriber has it who keeps the highest version of each ticket."""
    highest: dict[str, Told] = {}
    for record in records:
        if record.key not in highest or record.value["version"] > highest[record.key].value["version"]:
            highest[record.key] = record
    return {key: _of_any_run(record.value) for key, record in highest.items()}


def _of_any_run(state: Mapping[str, Any]) -> dict[str, Any]:
    known = {name: value for name, value in state.items() if name != "recorded_at"}
    return {**known, "conflict": bool(state["conflict"])}


# -- comparing ------------------------------------------------------------------------------------------------------


def wrong_on_topic(records: Sequence[Told], expected: Mapping[str, Any], *, is_compacted: bool = False) -> list[str]:
    """What is wrong with a topic: records that are missing, of unknown origin, altered, or out of order.

    The first record of each id must come in the order of versions within its key, and the last record of a key must be
    its highest version, for it is the one that compaction keeps. Where the topic is compacted, others may be missing.
    """
    return said([*_foreign(records, expected), *_missing(records, expected, is_compacted), *_out_of_order(records)])


def _foreign(records: Iterable[Told], expected: Mapping[str, Any]) -> Iterable[str]:
    for record in records:
        if record.id not in expected:
            yield f"{record.id} is no event of the store"
        elif record.value != expected[record.id]:
            yield f"{record.id} is not as it is in the store: {record.value}"
        if not record.id.startswith(f"{record.key}/"):
            yield f"{record.id} has the key {record.key!r}"


def _missing(records: Iterable[Told], expected: Mapping[str, Any], is_compacted: bool) -> Iterable[str]:
    wanted = set(expected)
    if is_compacted:
        highest: dict[str, str] = {}
        for identity in sorted(expected, key=version_in):
            highest[identity.partition("/")[0]] = identity
        wanted = set(highest.values())
    return [f"{identity} is missing" for identity in sorted(wanted - {record.id for record in records})]


def _out_of_order(records: Iterable[Told]) -> Iterable[str]:
    seen: set[str] = set()
    highest: dict[str, int] = {}
    last: dict[str, int] = {}
    for record in records:
        if record.id not in seen and record.version < highest.get(record.key, 0):
            yield f"{record.id} comes first after version {highest[record.key]}"
        seen.add(record.id)
        highest[record.key] = max(record.version, highest.get(record.key, 0))
        last[record.key] = record.version
    for key, version in last.items():
        if version < highest[key]:
            yield f"the last record of {key} is version {version}, not {highest[key]}"


def differing_states(expected: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    """Tickets whose canonical state is not the expected one."""
    return said(
        [
            f"{uid} is {found.get(uid, 'unknown')}, not {expected.get(uid, 'known')}"
            for uid in sorted(expected.keys() | found.keys())
            if expected.get(uid) != found.get(uid)
        ]
    )
