"""Reports as records of the topic ``ticket.status.reported.v1``: written by a gateway, read by a worker.

A record is a CloudEvent in binary mode (docs/domain.md §8). Other publishers may leave its headers out: what was
reported is said by the value, and on which ticket's partition it belongs by the key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, Protocol
from urllib.parse import quote, unquote_to_bytes

import msgspec

from adapters.clocks import Clock
from adapters.declarative import BOM, Unreadable, parse_json
from adapters.fields import ID, Misfit, bounded
from adapters.manifest import SYSTEM, Manifest
from adapters.reading import Lookup
from hub.application.bodies import KEPT_BYTES
from hub.application.ports import Delivery
from hub.application.reported import ReportIn, Reporting, complaint
from schemas.envelope import DEFAULT_SOURCE
from schemas.events import InputPosition
from schemas.instant import Instant, to_iso
from schemas.report import Report, with_delivery_id
from schemas.topics import Topic

UNREADABLE: Final = "ticket.delivery.unreadable.v1"
"""The type of a record whose value is a body that a gateway could not read, as it came."""
ADAPTER: Final = "kafka@1"
"""Stands as the adapter of reports whose record names none."""
UNKNOWN_SYSTEM: Final = "kafka"
"""Stands as the system of a record that does not say from whom it is."""
RECORD: Final = "application/vnd.statushub.reported+json"
"""The content type of a record's value that was parked, so that a retry reads it as a record's value again."""
BODY: Final = "statushub-body"
"""The header with the body that a report came in, sealed (hub.application.bodies)."""
HEADERS: Final = "statushub-headers"
"""The header with those that came beside a body that a gateway could not read, as JSON."""
RECORD_BYTES: Final = 1 << 20
"""The largest value that is read as a report; a report is a thousandth of it."""

_HEADERS_BYTES: Final = 64 << 10
"""As long as all headers that are kept of a body can be."""
_SEALED_BYTES: Final = KEPT_BYTES + _HEADERS_BYTES
_MILLISECOND: Final = 1_000
_JSON: Final = "application/json"
_PROBLEM_LENGTH: Final = 1_000
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_TIMES: Final = Clock()
_VERSION: Final = ("ce_specversion", b"1.0")
_TYPE: Final = ("ce_type", Topic.REPORTED.value.encode())
_UNREADABLE: Final = UNREADABLE.encode()
_CONTENT: Final = ("content-type", _JSON.encode())

_LOOKUP = msgspec.json.Decoder(Lookup)
_BESIDE = msgspec.json.Decoder(dict[str, str])
_DECODER = msgspec.json.Decoder(ReportIn)
_ENCODER = msgspec.json.Encoder()


class Published(NamedTuple):
    """A record to be written: what a producer is given."""

    key: bytes | None
    headers: list[tuple[str, bytes]]
    value: bytes


class Record(Protocol):
    """A record as it was read; aiokafka's has this form."""

    @property
    def topic(self) -> str: ...
    @property
    def partition(self) -> int: ...
    @property
    def offset(self) -> int: ...
    @property
    def timestamp(self) -> int:
        """Milliseconds since 1970; below 0 where there is none."""
        ...

    @property
    def key(self) -> bytes | None: ...
    @property
    def value(self) -> bytes | None: ...
    @property
    def headers(self) -> Sequence[tuple[str, bytes]]: ...


# -- writing ----------------------------------------------------------------------------------------------------


def encode(report: Report, kept: bytes = b"") -> Published:
    """The record of a report, with the delivery id that :func:`schemas.report.with_delivery_id` gives it."""
    report = with_delivery_id(report)
    sent = ReportIn(
        native_status=report.native_status,
        occurred_at=None if report.occurred_at is None else to_iso(report.occurred_at),
        system=report.system,
        uid=report.uid or None,
        native_id=report.native_id or None,
        aliases=list(report.aliases) or None,
        delivery_id=report.delivery_id,
        sequence=report.sequence,
        event=report.event or None,
        flags=list(report.flags) or None,
        actor=report.actor or None,
        note=report.note or None,
    )
    headers = [
        _VERSION,
        _TYPE,
        _CONTENT,
        ("ce_id", report.delivery_id.encode()),
        ("ce_source", f"{DEFAULT_SOURCE}/systems/{report.system}".encode()),
        ("ce_subject", (report.uid or report.native_id).encode()),
        ("ce_time", to_iso(report.received_at).encode()),
        ("ce_adapter", report.adapter.encode()),
    ]
    if kept:
        headers.append((BODY, kept))
    return Published(key_of(report), headers, _ENCODER.encode(sent))


def encode_unreadable(delivery: Delivery, name: str) -> Published:
    """The record of a body that could not be read, which a worker parks; ``name`` tells it from all others.

    The same for an object that has to be looked up, with the look-up in a header of its own. What the body is read by
    beside itself is in another.
    """
    headers = [
        _VERSION,
        ("ce_type", _UNREADABLE),
        ("content-type", delivery.content_type.encode("utf-8", "replace")),
        ("ce_id", name.encode()),
        ("ce_source", f"{DEFAULT_SOURCE}/systems/{delivery.system}".encode()),
        ("ce_time", to_iso(delivery.received_at).encode()),
        ("ce_system", delivery.system.encode()),
        ("ce_problem", quote(delivery.problem, safe=" ").encode()),
    ]
    if delivery.lookup is not None:
        headers.append(("ce_lookup", msgspec.json.encode(delivery.lookup)))
    if delivery.headers:
        headers.append((HEADERS, msgspec.json.encode(delivery.headers)))
    return Published(None, headers, delivery.body)


def key_of(report: Report) -> bytes:
    """What keeps the reports of one ticket on one partition: its UID, or else the system's own id of it."""
    return (report.uid or f"{report.system}/{report.native_id}").encode()


# -- reading ----------------------------------------------------------------------------------------------------


class RecordReader:
    """Reads records; never raises, whatever is in them."""

    def __init__(self, manifests: Mapping[str, Manifest]) -> None:
        self._reporting = Reporting(manifests)
        self.systems = frozenset(manifests)
        """Those that reports can be of."""

    def read(self, record: Record, now: Instant) -> Delivery:
        """The delivery in a record: a report, or the value's bytes with what is wrong with them and what to do."""
        headers = dict(record.headers)
        kind = headers.get("ce_type")
        value = record.value or b""
        received_at = _received_at(headers.get("ce_time"), record.timestamp, now)
        position = InputPosition(topic=record.topic, partition=record.partition, offset=record.offset)
        if kind == _UNREADABLE:
            return _unreadable(headers, value, received_at, position)
        try:
            if kind is not None and kind != _TYPE[1]:
                raise Misfit(_foreign(kind))
            report = self._report(value, received_at, _adapter(headers.get("ce_adapter")))
            _check_key(record.key, report)
        except ValueError as error:
            return Delivery(
                system=_system_in(value) or _system(_text(headers.get("ce_system"))) or UNKNOWN_SYSTEM,
                received_at=received_at,
                problem=str(error),
                body=value,
                content_type=RECORD,
                input=position,
            )
        return Delivery(
            system=report.system,
            received_at=received_at,
            report=report,
            body=value,
            content_type=_JSON,
            input=position,
            kept=_kept(headers.get(BODY)),
        )

    def read_value(self, system: str, value: bytes, received_at: Instant) -> Delivery:
        """The delivery in a record's value alone, as a retry finds it, under whatever key it had come."""
        try:
            report = self._report(value, received_at, ADAPTER)
        except ValueError as error:
            return Delivery(system=system, received_at=received_at, problem=str(error), body=value, content_type=RECORD)
        return Delivery(system=report.system, received_at=received_at, report=report, body=value, content_type=_JSON)

    def _report(self, value: bytes, received_at: Instant, adapter: str) -> Report:
        """Raises ValueError."""
        if not value:
            raise Misfit("the record has no value; publish a report, for nothing can be deleted from this topic")
        if len(value) > RECORD_BYTES:
            raise Misfit(f"the value has {len(value)} bytes; a report may have {RECORD_BYTES}")
        try:
            item = _DECODER.decode(value)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            item = _second_look(value)
        system = item.system or ""
        self._reporting.check_system(system)
        return self._reporting.report(item, system, received_at, adapter)


def _second_look(value: bytes) -> ReportIn:
    """The quick way met something wrong: say what, in the words of every way in. Raises Misfit."""
    document = parse_json(value)
    if isinstance(document, Unreadable):
        raise Misfit(f"{document.reason}; publish one report as JSON in UTF-8".replace("the body", "the value"))
    if isinstance(document, Mapping) and "specversion" in document:
        raise Misfit("this is a CloudEvent in structured mode; publish it in binary mode, with the report as value")
    if problem := complaint(document):
        raise Misfit(problem)
    if value.startswith(BOM):
        return msgspec.convert(document, ReportIn)
    raise Misfit("the report has the same field twice; give each field once")


def _check_key(key: bytes | None, report: Report) -> None:
    """Reports of one ticket have to be on one partition. Raises Misfit."""
    expected = key_of(report)
    if key == expected or (key is None and not report.uid):
        return
    shown = "no key" if key is None else f"the key {key[:ID].decode('utf-8', 'replace')!r}"
    raise Misfit(
        f"the record has {shown}, but its report belongs under {expected.decode()!r}; publish it with that key,"
        " or retry it here to take it in all the same"
    )


def _unreadable(headers: Mapping[str, bytes], body: bytes, received_at: Instant, position: InputPosition) -> Delivery:
    """A body that a gateway could not read. What its sender called it must not pass it off as a record's value."""
    content_type = _text(headers.get("content-type"))
    problem = unquote_to_bytes(_text(headers.get("ce_problem"))).decode("utf-8", "replace")
    system = _system(_text(headers.get("ce_system"))) or UNKNOWN_SYSTEM
    return Delivery(
        system=system,
        received_at=received_at,
        problem=_CONTROL.sub(" ", problem)[:_PROBLEM_LENGTH] or "a gateway could not read it; look at its body",
        lookup=_lookup(headers.get("ce_lookup"), system),
        body=body,
        content_type="" if content_type == RECORD else content_type,
        headers=_beside(headers.get(HEADERS)),
        input=position,
    )


def _lookup(written: bytes | None, system: str) -> Lookup | None:
    """The look-up in a header; without a usable one the body is parked as unreadable, and read again by a retry."""
    try:
        found = _LOOKUP.decode(written or b"")
        for name in ("what", "uid", "native_id", "event", "delivery_id"):
            bounded(name, getattr(found, name), ID)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None
    return found if found.system == system and found.delivery_id else None


def _beside(written: bytes | None) -> dict[str, str]:
    """The headers in a header; without usable ones the body is read again by itself."""
    try:
        return _BESIDE.decode(written) if written and len(written) <= _HEADERS_BYTES else {}
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}


def _foreign(kind: bytes) -> str:
    shown = kind[:ID].decode("utf-8", "replace")
    return f"the header ce_type is {shown!r}; on this topic it is {Topic.REPORTED.value}, or left out"


def _received_at(written: bytes | None, timestamp: int, now: Instant) -> Instant:
    """When a gateway had it, else when the broker was given it; never later than now, for clocks differ."""
    if written is not None:
        try:
            return min(_TIMES.read(written.decode()), now)
        except ValueError:
            pass
    return min(timestamp * _MILLISECOND, now) if timestamp >= 0 else now


def _kept(written: bytes | None) -> bytes:
    """The sealed body that a gateway sent along; nothing where it is longer than any of ours."""
    return written if written and len(written) <= _SEALED_BYTES else b""


def _adapter(written: bytes | None) -> str:
    if not written:
        return ADAPTER
    try:
        return bounded("ce_adapter", written.decode(), ID)
    except ValueError:
        return ADAPTER


def _text(written: bytes | None) -> str:
    """A header as it can be stored and shown."""
    return _CONTROL.sub("", written.decode("utf-8", "replace"))[: _PROBLEM_LENGTH * 3] if written else ""


def _system(name: str) -> str:
    """A system's name as it may be stored and shown, else nothing."""
    return name if SYSTEM.fullmatch(name) else ""


def _system_in(value: bytes) -> str:
    """The system that a value names, whatever else is wrong with it."""
    document = parse_json(value)
    named = document.get("system") if isinstance(document, dict) else None
    return _system(named) if isinstance(named, str) else ""
