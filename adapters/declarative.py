"""An adapter from its manifest alone: bytes in, reports out, or one sentence that says why not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

import msgspec

from adapters.documents import BOM, Unreadable, parse_document, parse_json
from adapters.expressions import Expression, Sent, UnusableExpression
from adapters.fields import (
    FLAG_COUNT,
    ID,
    STATUS,
    WORD,
    Misfit,
    bounded,
    other_ids,
    scalar,
    shortened,
    whole_number,
)
from adapters.manifest import Manifest
from adapters.profile import Profile, Shape
from adapters.reading import Lookup, Reading
from mappings.translate import join_key
from schemas.instant import Instant
from schemas.report import Report

__all__ = ["BOM", "Lookup", "Reading", "Unreadable", "parse_json", "parts_of", "read", "report_of"]

MOST_REPORTS: Final = 1_000
"""As many as one body may hold. No vendor sends more than a hundred."""


def read(manifest: Manifest, body: bytes, headers: Mapping[str, str], received_at: Instant) -> Reading | Unreadable:
    """What is in a body, or why it cannot be read.

    All or nothing: a body of which one report cannot be read is parked as a whole. To read it again, once the cause is
    fixed, is harmless, because delivery ids tell which of its reports are known. Header names are in lower case.
    """
    profile = manifest.profile
    if profile is None:
        return Unreadable(f"{manifest.source} has no [webhook] profile; add one, or let {manifest.system} use the API")
    document = parse_document(body, profile.formats, profile.charset)
    if isinstance(document, Unreadable):
        return document
    try:
        return _reading(manifest, profile, document, headers, received_at)
    except (Misfit, UnusableExpression) as error:
        return Unreadable(str(error))


def _reading(
    manifest: Manifest, profile: Profile, document: object, headers: Mapping[str, str], received_at: Instant
) -> Reading:
    reports: dict[int, Report] = {}
    lookups: list[Lookup] = []
    ignored: dict[str, None] = {}
    items = list(islice(parts_of(profile, document, headers), MOST_REPORTS + 1))
    if len(items) > MOST_REPORTS:
        raise Misfit(f"the body holds more than {MOST_REPORTS} reports")
    for number, (shape, sent) in enumerate(items):
        if isinstance(shape, str):
            ignored[shape] = None
        elif shape.lookup:
            lookups.append(_lookup(manifest, shape, sent))
        else:
            reports[number] = report_of(manifest, shape, sent, received_at)
    return Reading(_told_apart(reports), tuple(lookups), tuple(ignored))


def parts_of(profile: Profile, document: object, headers: Mapping[str, str]) -> Iterator[tuple[Shape | str, Sent]]:
    """Everything a body holds, with the shape that reads it, or why it is not about a status.

    Raises Misfit, UnusableExpression.
    """
    if profile.unwrap is not None:
        document = profile.unwrap.of(Sent(document, document, headers))
    whole = Sent(document, document, headers)
    for item in _split(profile.reports, whole):
        if profile.only is not None and not profile.only.of(item):
            yield f"`{profile.only.text}` is not true of it", item
            continue
        shape = _shape_of(profile, item)
        if isinstance(shape, str):
            yield shape, item
        else:
            for part in _split(shape.reports, item):
                yield shape, part


def _split(reports: Expression | None, sent: Sent) -> Iterator[Sent]:
    if reports is None:
        yield sent
        return
    parts = reports.of(sent)
    if not isinstance(parts, list):
        raise Misfit(f"`{reports.text}` is no list of reports")
    for part in parts:
        yield Sent(part, sent.body, sent.headers)


def _shape_of(profile: Profile, sent: Sent) -> Shape | str:
    for shape in profile.shapes:
        if shape.when is None or shape.when.of(sent):
            return shape.ignore or shape
    if profile.otherwise:
        return profile.otherwise
    raise Misfit("no [[webhook.shape]] of the manifest fits this body")


def _told_apart(reports: Mapping[int, Report]) -> tuple[Report, ...]:
    """Reports by their place in the body. What says something else must not share an id, such as that of the delivery;
    but ids of their own are kept: the same change, sent again in another body, has to be known again."""
    if len(reports) < 2:
        return tuple(reports.values())
    said: dict[str, set[Report]] = defaultdict(set)
    for report in reports.values():
        said[report.delivery_id].add(report)
    shared = {name for name, those in said.items() if name and (len(said) == 1 or len(those) > 1)}
    return tuple(
        msgspec.structs.replace(report, delivery_id=f"{report.delivery_id}#{number}")
        if report.delivery_id in shared
        else report
        for number, report in reports.items()
    )


def report_of(manifest: Manifest, shape: Shape, sent: Sent, received_at: Instant) -> Report:
    """The report that a part of a body is, by the shape that reads it. Raises Misfit, UnusableExpression."""
    flags = _flags(shape.flags, sent)
    status = join_key([_text("status", part, sent, STATUS) for part in shape.status]) or " ".join(flags)
    if not status:
        where = ", ".join(part.text for part in shape.status) or "flags"
        raise Misfit(f"there is no status at `{where}`")
    uid, native_id = _ids(shape, sent)
    return Report(
        system=manifest.system,
        native_status=bounded("status", status, STATUS),
        received_at=received_at,
        occurred_at=_instant(shape, sent),
        uid=uid,
        native_id=native_id,
        aliases=_aliases(shape.aliases, sent, native_id),
        delivery_id=_text("delivery_id", shape.delivery_id, sent, ID),
        flags=flags,
        event=_text("event", shape.event, sent, WORD),
        sequence=whole_number("sequence", _value(shape.sequence, sent)),
        actor=_text("actor", shape.actor, sent, ID),
        note=shortened("note", scalar("note", _value(shape.note, sent))),
        adapter=manifest.version,
    )


def _lookup(manifest: Manifest, shape: Shape, sent: Sent) -> Lookup:
    uid, native_id = _ids(shape, sent)
    return Lookup(
        system=manifest.system,
        what=shape.lookup,
        uid=uid,
        native_id=native_id,
        event=_text("event", shape.event, sent, WORD),
        delivery_id=_text("delivery_id", shape.delivery_id, sent, ID),
        occurred_at=_instant(shape, sent),
    )


def _ids(shape: Shape, sent: Sent) -> tuple[str, str]:
    uid, native_id = _text("uid", shape.uid, sent, ID), _text("native_id", shape.native_id, sent, ID)
    if not uid and not native_id:
        places = [place.text for place in (shape.uid, shape.native_id) if place is not None]
        raise Misfit(f"nothing at `{'`, `'.join(places)}` names a ticket")
    return uid, native_id


def _aliases(expression: Expression | None, sent: Sent, native_id: str) -> tuple[str, ...]:
    """Aliases come as a list, or as one id."""
    value = _value(expression, sent)
    return () if value is None else other_ids(native_id, value if isinstance(value, list) else [value])


def _value(expression: Expression | None, sent: Sent) -> Any:
    return None if expression is None else expression.of(sent)


def _text(name: str, expression: Expression | None, sent: Sent, limit: int) -> str:
    return "" if expression is None else bounded(name, scalar(name, expression.of(sent)), limit)


def _flags(expression: Expression | None, sent: Sent) -> tuple[str, ...]:
    """Flags come as a list, or as one text with spaces between them."""
    if expression is None:
        return ()
    value = expression.of(sent)
    flags = value if isinstance(value, list) else scalar("flags", value).split()
    if len(flags) > FLAG_COUNT:
        raise Misfit(f"there are more than {FLAG_COUNT} flags")
    return tuple(bounded("flags", scalar("flags", flag), WORD) for flag in flags)


def _instant(shape: Shape, sent: Sent) -> Instant | None:
    value = _value(shape.occurred_at, sent)
    if value is None or value == "":
        return None
    try:
        return shape.clock.read(value)
    except ValueError as error:
        raise Misfit(str(error)) from error
