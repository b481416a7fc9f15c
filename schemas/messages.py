"""What is published on the topics: each event of the log as the messages that it becomes (docs/domain.md §8).

A message is a CloudEvent in binary mode: attributes are headers, the value is the data as its published schema says.
The same event becomes the same messages whenever it is published, so who gets it twice knows it by its ``ce_id``.
"""

from __future__ import annotations

from typing import Final

import msgspec

from schemas.envelope import CANONICAL, DEFAULT_SOURCE, canonical, fact_json, with_iso_times
from schemas.events import EVENTS, INTERNAL, ReportParked, ReportReleased, ReportRetried, UnknownEvent, decode
from schemas.exception_ticket import EXCEPTION_TICKET, ExceptionTicket
from schemas.instant import to_iso
from schemas.snapshot import BROADCASTS, snapshot_of
from schemas.topics import Topic

Header = tuple[str, bytes]


class Logged(msgspec.Struct, frozen=True, gc=False):
    """An event as it lies in the log: it is published without being read, wherever that is enough."""

    stream: str
    version: int
    topic: str
    """Its chosen name."""
    state: bytes
    position: int


class Message(msgspec.Struct, frozen=True, gc=False):
    """A record for a topic of the broker."""

    topic: Topic
    key: bytes
    value: bytes
    headers: list[Header]


_SPECVERSION: Final[Header] = ("ce_specversion", b"1.0")
_SOURCE: Final[Header] = ("ce_source", DEFAULT_SOURCE.encode())
_CONTENT_TYPE: Final[Header] = ("content-type", b"application/json")
_TYPES: Final[dict[str, Header]] = {kind: ("ce_type", kind.encode()) for kind in (CANONICAL, EXCEPTION_TICKET, *EVENTS)}
_ABOUT_PARKED: Final = frozenset({ReportParked.TOPIC, ReportRetried.TOPIC, ReportReleased.TOPIC})
_ENCODER: Final = msgspec.json.Encoder()
_RECORDED_AT: Final = b'"recorded_at":"'


def kinds_on(topic: Topic) -> tuple[str, ...]:
    """What travels on a topic: the values of ``ce_type``, each the name of its published schema."""
    about_tickets = (kind for kind in EVENTS if kind not in _ABOUT_PARKED | INTERNAL)
    kinds = {Topic.EVENTS: tuple(about_tickets), Topic.PARKED: tuple(kind for kind in EVENTS if kind in _ABOUT_PARKED)}
    return kinds.get(topic, (topic.value,))


def messages(logged: Logged) -> list[Message]:
    """What an event becomes, but for the exception ticket that it may change (:func:`exception_message`).

    The snapshot comes first; what is internal becomes none. Raises schemas.events.UnknownEvent, and
    msgspec.ValidationError for a state that has to be read and cannot be.
    """
    kind = logged.topic
    if kind not in EVENTS:
        raise UnknownEvent(f"no event is called {kind!r} here; run a program at least as new as the database")
    if kind in INTERNAL:
        return []
    value = fact_json(kind, logged.state)
    key = logged.stream.encode()
    time = _recorded_at(value)
    topic = Topic.PARKED if kind in _ABOUT_PARKED else Topic.EVENTS
    event = Message(topic, key, value, _headers(kind, b"%b/%d" % (key, logged.version), key, time, logged.position))
    return [_snapshot(logged, key, time), event] if kind in BROADCASTS else [event]


def exception_message(ticket: ExceptionTicket, position: int) -> Message:
    """An exception ticket as the event at that position left it."""
    key = ticket.conflict.encode()
    value = with_iso_times(_ENCODER.encode(ticket))
    time = to_iso(ticket.updated_at).encode()
    headers = _headers(EXCEPTION_TICKET, b"%b/%d" % (key, ticket.version), key, time, position)
    return Message(Topic.CONFLICTS, key, value, headers)


def _snapshot(logged: Logged, key: bytes, time: bytes) -> Message:
    snapshot = snapshot_of(logged.stream, decode(logged.topic, logged.state))
    assert snapshot is not None
    identity = b"%b/snapshot/%d" % (key, snapshot.version)
    headers = _headers(CANONICAL, identity, key, time, logged.position)
    return Message(Topic.CANONICAL, key, _ENCODER.encode(canonical(snapshot)), headers)


def _headers(kind: str, identity: bytes, subject: bytes, time: bytes, position: int) -> list[Header]:
    return [
        _SPECVERSION,
        ("ce_id", identity),
        _SOURCE,
        _TYPES[kind],
        ("ce_subject", subject),
        ("ce_time", time),
        ("ce_position", b"%d" % position),
        _CONTENT_TYPE,
    ]


def _recorded_at(value: bytes) -> bytes:
    start = value.index(_RECORDED_AT) + len(_RECORDED_AT)
    return value[start : value.index(b'"', start)]
