"""One body, tried on an adapter: which shape reads it, where each field is found, what its words mean, what is missing.

It says what the hub would do with the body, and stores nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from adapters.calls import IN_ADDRESS
from adapters.clocks import Clock
from adapters.declarative import MOST_REPORTS, parts_of, read, report_of
from adapters.documents import Form, Unreadable, form_of, parse_document
from adapters.expressions import Expression, Sent, UnusableExpression
from adapters.fields import Misfit
from adapters.leaves import leaves
from adapters.manifest import Manifest
from adapters.profile import EXPRESSIONS, Profile, Shape
from adapters.reading import Lookup, Reading
from adapters.remarks import Lack, lacks_of
from adapters.time_forms import forms_of_time
from adapters.verdicts import Verdict, verdict_of
from mappings.laws import Severity
from mappings.model import MappingTable
from schemas.instant import Instant, to_iso
from schemas.report import Report, with_delivery_id
from schemas.uid import Checksum

_LONGEST_SHOWN: Final = 200
_MOST_SHOWN: Final = 20
_PATTERN: Final = 'how, as a pattern such as at_format = "%d.%m.%Y %H:%M" (docs/recipes.md),'
_ELSEWHERE: Final = ZoneInfo("Etc/GMT+12")


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """A field of a report: what the hub reads, where the manifest looks for it, and what was sent there."""

    name: str
    value: str
    where: str
    sent: str
    note: str = ""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One report, look-up or other thing in a body."""

    outcome: str
    """``report``, ``lookup``, ``ignored`` or ``unreadable``."""
    shape: str = ""
    when: str = ""
    reason: str = ""
    """Why there is no report."""
    fields: tuple[Field, ...] = ()
    verdict: Verdict | None = None
    lacks: tuple[Lack, ...] = ()
    holds: tuple[str, ...] = ()
    """What is there to be named, of what cannot be read."""


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """What would become of one body."""

    unreadable: str
    """Why the body is parked as a whole; empty where it is read."""
    parts: tuple[Part, ...]

    @property
    def is_sound(self) -> bool:
        """Whether everything in the body is understood, so that none of it would be parked."""
        lacks = [lack for part in self.parts for lack in part.lacks]
        return not self.unreadable and all(lack.severity is not Severity.ERROR for lack in lacks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What a body is tried on."""

    manifest: Manifest
    table: MappingTable | None
    others: Mapping[str, MappingTable]
    """Tables in which a meaning for an unknown word is looked up."""
    checksum: Checksum
    now: Instant


def try_body(bench: Bench, body: bytes, headers: Mapping[str, str]) -> Tried:
    """What would become of a body. Header names are in lower case."""
    found = read(bench.manifest, body, headers, bench.now)
    profile = bench.manifest.profile
    if profile is None:
        return Tried(unreadable=found.reason if isinstance(found, Unreadable) else "", parts=())
    document = parse_document(body, profile.formats, profile.charset)
    if isinstance(document, Unreadable):
        return Tried(unreadable=document.reason + _other_form(profile, body), parts=())
    met = _met(profile, document, headers)
    if isinstance(found, Unreadable):
        return Tried(unreadable=found.reason, parts=tuple(_failed(bench, *one) for one in met))
    return Tried(unreadable="", parts=_told(bench, found, met))


def _met(profile: Profile, document: object, headers: Mapping[str, str]) -> list[tuple[Shape | str, Sent]]:
    """The parts of a body up to the first that no shape fits."""
    met = []
    try:
        for part in islice(parts_of(profile, document, headers), MOST_REPORTS):
            met.append(part)  # noqa: PERF402 - what was met before an error counts
    except (Misfit, UnusableExpression):
        pass
    return met


def _told(bench: Bench, found: Reading, met: Sequence[tuple[Shape | str, Sent]]) -> tuple[Part, ...]:
    """The parts of a body that is read, each with what came of it."""
    reports, lookups = iter(found.reports), iter(found.lookups)
    parts = []
    for shape, sent in met:
        if isinstance(shape, str):
            parts.append(Part(outcome="ignored", reason=shape))
        elif shape.lookup:
            parts.append(_lookup(bench.manifest, shape, sent, next(lookups)))
        else:
            parts.append(_report(bench, shape, sent, next(reports)))
    return tuple(parts)


def _report(bench: Bench, shape: Shape, sent: Sent, report: Report) -> Part:
    verdict = verdict_of(bench.table, report, bench.others)
    lacks = lacks_of(bench.manifest, shape.key, report, verdict, bench.checksum, bench.now)
    fields = tuple(_fields(bench.manifest, shape, sent, report))
    return Part(outcome="report", shape=shape.key, when=_when(shape), fields=fields, verdict=verdict, lacks=lacks)


def _lookup(manifest: Manifest, shape: Shape, sent: Sent, lookup: Lookup) -> Part:
    fields = tuple(_fields(manifest, shape, sent, lookup))
    return Part(outcome="lookup", shape=shape.key, when=_when(shape), reason=lookup.reason, fields=fields)


def _failed(bench: Bench, shape: Shape | str, sent: Sent) -> Part:
    """A part of a body that cannot be read as a whole: whether it is this part, and why."""
    if isinstance(shape, str):
        return Part(outcome="ignored", reason=shape)
    fields = tuple(_fields(bench.manifest, shape, sent, None))
    try:
        report = None if shape.lookup else report_of(bench.manifest, shape, sent, bench.now)
    except (Misfit, UnusableExpression) as error:
        return Part(
            outcome="unreadable",
            shape=shape.key,
            when=_when(shape),
            reason=str(error),
            fields=fields,
            lacks=tuple(_other_times(shape, sent)),
            holds=tuple(f"{leaf.path}: {leaf.seen}" for leaf in islice(leaves(sent.report, lists=True), _MOST_SHOWN)),
        )
    if report is None:
        return Part(outcome="lookup", shape=shape.key, when=_when(shape), fields=fields)
    return _report(bench, shape, sent, report)


def _other_form(profile: Profile, body: bytes) -> str:
    """What a body looks like that is none of what the manifest says."""
    form = form_of(body, tuple(Form))
    return "" if form in profile.formats else f'; it looks like format = "{form}" below [webhook]'


def _other_times(shape: Shape, sent: Sent) -> Iterator[Lack]:
    """How a time is written that the manifest's forms do not read."""
    value = None if shape.occurred_at is None else _found(shape.occurred_at, sent)
    if value in (None, "") or _reads(shape.clock, value):
        return
    forms = forms_of_time(value)
    said = " or ".join(f'at_format = "{form}"' for form in forms) or _PATTERN
    yield Lack(severity=Severity.ERROR, problem="the time is written otherwise", cure=f"say {said} below [{shape.key}]")


def _reads(clock: Clock, value: object) -> bool:
    try:
        clock.read(value)
    except ValueError:
        return False
    return True


def _when(shape: Shape) -> str:
    return "" if shape.when is None else shape.when.text


def _fields(manifest: Manifest, shape: Shape, sent: Sent, read_as: Report | Lookup | None) -> list[Field]:
    """Every field that the shape looks for, and the delivery id, which every report has in the end."""
    places: dict[str, tuple[Expression, ...]] = {"status": shape.status}
    places |= {name: (place,) for name in EXPRESSIONS if (place := getattr(shape, name)) is not None}
    order = ["uid", "native_id", "status", *(name for name in EXPRESSIONS if name not in ("uid", "native_id"))]
    fields = [_field(manifest, shape, name, places[name], sent, read_as) for name in order if places.get(name)]
    if isinstance(read_as, Report) and not read_as.delivery_id:
        made = with_delivery_id(read_as).delivery_id
        why = next((field.note for field in fields if field.name == "delivery_id"), "")
        note = f"{why or 'the system sends none'}: it is made of ticket, status and time"
        fields = [field for field in fields if field.name != "delivery_id"]
        fields.append(Field(name="delivery_id", value=made, where="", sent="", note=note))
    return fields


def _field(
    manifest: Manifest,
    shape: Shape,
    name: str,
    places: Sequence[Expression],
    sent: Sent,
    read_as: Report | Lookup | None,
) -> Field:
    values = [_found(place, sent) for place in places]
    note = _zone_note(manifest, shape.clock, values[0]) if name == "occurred_at" else ""
    missing = sorted({header for place in places for header in place.headers} - sent.headers.keys())
    return Field(
        name=name,
        value=_value(read_as, name),
        where=" / ".join(place.text for place in places),
        sent=" / ".join(map(_shown, values)),
        note=note or (f"it came without {', '.join(map(_told_of, missing))}" if missing else ""),
    )


def _told_of(name: str) -> str:
    is_parameter = name.startswith(IN_ADDRESS)
    return f"the parameter {name.removeprefix(IN_ADDRESS)} of the address" if is_parameter else f"the header {name}"


def _found(place: Expression, sent: Sent) -> Any:
    try:
        return place.of(sent)
    except UnusableExpression as error:
        return str(error)


def _value(read_as: Report | Lookup | None, name: str) -> str:
    """What the hub reads; empty where there is nothing."""
    value = getattr(read_as, "native_status" if name == "status" else name, None)
    if value is None:
        return ""
    if name == "occurred_at":
        return to_iso(value)
    return " ".join(value) if isinstance(value, tuple) else str(value)


def _zone_note(manifest: Manifest, clock: Clock, value: object) -> str:
    """Whose zone counted. A time that names none is another instant in another zone."""
    try:
        here, elsewhere = clock.read(value), Clock(clock.forms, _ELSEWHERE).read(value)
    except ValueError:
        return ""
    return "" if here == elsewhere else f"it names no zone, so that of the manifest counts: {manifest.zone}"


def _shown(value: object) -> str:
    """A value as it was sent, on one line."""
    if value is None:
        return "nothing"
    text = msgspec.json.encode(value).decode()
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + " […]"
