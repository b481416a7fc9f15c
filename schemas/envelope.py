"""CloudEvents 1.0: the envelope in which the hub's events travel, and what is inside.

A snapshot travels as ``ticket.status.canonical.v1``. Any other event of the log travels under its own stored name.
Inside, times are ISO 8601: microseconds are for the hub's own arithmetic.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final

import msgspec

from schemas.events import (
    EVENTS,
    INTERNAL,
    Contradiction,
    Correction,
    Event,
    Evidence,
    Move,
    Recorded,
    ReportParked,
    decode,
)
from schemas.exception_ticket import ExceptionTicket
from schemas.instant import iso_json_of_digits, to_iso
from schemas.snapshot import BROADCASTS, Snapshot, snapshot_of
from schemas.status import Group, Status
from schemas.topics import Topic

CANONICAL: Final = Topic.CANONICAL.value
"""The type of an envelope with a snapshot in it."""

DEFAULT_SOURCE: Final = "/statushub"

IsoTime = Annotated[str, msgspec.Meta(extra_json_schema={"format": "date-time"})]
"""An instant as it is sent."""


class CloudEvent(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An envelope in structured mode.

    (``source``, ``id``) is the same whenever the same event is sent again. ``position`` is the extension by which a
    subscriber resumes; it is a text because an Integer of CloudEvents has 32 bits and a log may outgrow them.
    """

    specversion: str
    id: str
    source: str
    type: str
    subject: str
    time: IsoTime
    datacontenttype: str
    position: str
    data: Mapping[str, Any]


class Canonical(msgspec.Struct, frozen=True, kw_only=True):
    """A snapshot as it is published. Whoever keeps the highest ``version`` per UID has the right state."""

    uid: str
    version: int
    status: Status | None
    status_id: int | None
    """The same as OCSF 1.6 numbers it (``ticket.status_id``)."""
    group: Group | None
    previous: Status | None
    since: IsoTime | None
    frozen: bool
    conflict: str
    system: str
    native: str
    recorded_at: IsoTime


def topics_of(kind: str) -> tuple[str, ...]:
    """The stored events that travel under a type. Raises KeyError for a type that there is none of."""
    return BROADCASTS if kind == CANONICAL else (EVENTS[kind].TOPIC,)


def kinds() -> tuple[str, ...]:
    """Every type of envelope."""
    return (CANONICAL, *(kind for kind in EVENTS if kind not in INTERNAL))


def envelopes(recorded: Recorded, wanted: frozenset[str], source: str = DEFAULT_SOURCE) -> list[CloudEvent]:
    """An event of the log as those types of envelope that are wanted: a freeze is an event and a snapshot."""
    found = []
    if CANONICAL in wanted and (snapshot := snapshot_of(recorded.stream, recorded.event)) is not None:
        identity = f"{recorded.stream}/snapshot/{snapshot.version}"
        found.append(_envelope(recorded, CANONICAL, identity, source, msgspec.to_builtins(canonical(snapshot))))
    if recorded.event.TOPIC in wanted:
        identity = f"{recorded.stream}/{recorded.version}"
        found.append(_envelope(recorded, recorded.event.TOPIC, identity, source, fact(recorded.event)))
    return found


def canonical(snapshot: Snapshot) -> Canonical:
    """The published form of a snapshot."""
    status = snapshot.status
    return Canonical(
        uid=snapshot.uid,
        version=snapshot.version,
        status=status,
        status_id=None if status is None else status.ocsf_id,
        group=None if status is None else status.group,
        previous=snapshot.previous,
        since=None if snapshot.since is None else to_iso(snapshot.since),
        frozen=snapshot.frozen,
        conflict=snapshot.conflict,
        system=snapshot.system,
        native=snapshot.native,
        recorded_at=to_iso(snapshot.recorded_at),
    )


def fact(event: Event) -> dict[str, Any]:
    """A stored event for the outside: times in ISO 8601, and nothing as it was sent, which is not for everybody."""
    if isinstance(event, ReportParked):
        event = msgspec.structs.replace(event, body=b"", report=b"", headers={})
    shown: dict[str, Any] = _with_iso_times(msgspec.to_builtins(event))
    return shown


def fact_json(topic: str, state: bytes) -> bytes:
    """The same as JSON, from an event as it is stored and without reading it: this is done for every event.

    A name with a colon behind it is a field's and never part of a text, in which JSON has its quotation marks escaped.
    """
    if topic == ReportParked.TOPIC:
        return _ENCODER.encode(fact(decode(topic, state)))
    return with_iso_times(state)


def with_iso_times(state: bytes) -> bytes:
    """A struct that was encoded as JSON, its instants as they are sent."""
    parts = _INSTANT_FIELD.split(state)
    parts[2::3] = map(iso_json_of_digits, parts[2::3])
    return b"".join(parts)


def _envelope(recorded: Recorded, kind: str, identity: str, source: str, inside: Mapping[str, Any]) -> CloudEvent:
    return CloudEvent(
        specversion="1.0",
        id=identity,
        source=source,
        type=kind,
        subject=recorded.stream,
        time=to_iso(recorded.event.recorded_at),
        datacontenttype="application/json",
        position=str(recorded.position),
        data=inside,
    )


def _fields_of_instants() -> frozenset[str]:
    """The fields that hold an Instant, by their annotations, so that a new event cannot be forgotten here."""
    structs = (*EVENTS.values(), Event, Move, Correction, Evidence, Contradiction, ExceptionTicket)
    return frozenset(
        name for struct in structs for name, kind in struct.__annotations__.items() if "Instant" in str(kind)
    )


_INSTANTS: Final = _fields_of_instants()
_INSTANT_FIELD: Final = re.compile(f'("(?:{"|".join(sorted(_INSTANTS))})":)(-?[0-9]+)'.encode())
_ENCODER: Final = msgspec.json.Encoder()


def _with_iso_times(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: to_iso(inner) if key in _INSTANTS and isinstance(inner, int) else _with_iso_times(inner)
            for key, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [_with_iso_times(inner) for inner in value]
    return value
