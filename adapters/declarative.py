"""An adapter from its manifest alone: bytes in, reports out, or one sentence that says why not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from adapters.expressions import Expression, Sent, UnusableExpression
from adapters.fields import FLAG_COUNT, ID, STATUS, WORD, Misfit, bounded, scalar, shortened, whole_number
from adapters.manifest import Manifest, Profile
from mappings.translate import join_key
from schemas.instant import Instant
from schemas.report import Report

BOM: Final = b"\xef\xbb\xbf"
"""Some systems put it before their JSON, where it has no business."""


class Unreadable(msgspec.Struct, frozen=True):
    """A body that no report could be read from; ``reason`` says why and what to look at."""

    reason: str


def read(
    manifest: Manifest, body: bytes, headers: Mapping[str, str], received_at: Instant
) -> list[Report] | Unreadable:
    """The reports in a body, or why there is none.

    All or nothing: a body of which one report cannot be read is parked as a whole. To read it again, once the cause is
    fixed, is harmless, because delivery ids tell which of its reports are known. Header names are in lower case.
    """
    if manifest.profile is None:
        return Unreadable(f"{manifest.source} has no [webhook] profile; add one, or let {manifest.system} use the API")
    document = parse_json(body)
    if isinstance(document, Unreadable):
        return document
    try:
        return _reports(manifest, manifest.profile, document, headers, received_at)
    except (Misfit, UnusableExpression) as error:
        return Unreadable(str(error))


def parse_json(body: bytes) -> object | Unreadable:
    """The JSON document in a body.

    Nesting is bounded by the interpreter's recursion limit, which the decoder honours; size by whoever read the body.
    """
    try:
        document: object = msgspec.json.decode(body.removeprefix(BOM))
        return document
    except RecursionError:
        return Unreadable("the body is nested too deeply to be a report")
    except UnicodeDecodeError as error:
        return Unreadable(f"the body is not UTF-8: {error.reason} at byte {error.start}")
    except msgspec.DecodeError as error:
        return Unreadable(f"the body is not JSON: {error}")


def _reports(
    manifest: Manifest, profile: Profile, document: object, headers: Mapping[str, str], received_at: Instant
) -> list[Report]:
    items: object = [document]
    if profile.reports is not None:
        items = profile.reports.of(Sent(document, document, headers))
        if not isinstance(items, list):
            raise Misfit(f"`{profile.reports.text}` is no list of reports")
    assert isinstance(items, list)
    found: dict[int, Report] = {}
    for number, item in enumerate(items):
        sent = Sent(item, document, headers)
        if profile.only is None or profile.only.of(sent):
            found[number] = _report(manifest, profile, sent, received_at)
    return _told_apart(found)


def _told_apart(reports: Mapping[int, Report]) -> list[Report]:
    """Reports by their place in the body. They must not share the body's delivery id, but ids of their own are kept:
    the same change, sent again in another body, has to be known again."""
    ids = {report.delivery_id for report in reports.values()}
    if len(reports) < 2 or len(ids) > 1 or ids == {""}:
        return list(reports.values())
    return [
        msgspec.structs.replace(report, delivery_id=f"{report.delivery_id}#{number}")
        for number, report in reports.items()
    ]


def _report(manifest: Manifest, profile: Profile, sent: Sent, received_at: Instant) -> Report:
    flags = _flags(profile.flags, sent)
    status = join_key(_text("status", part, sent, STATUS) for part in profile.status) or " ".join(flags)
    if not status:
        where = ", ".join(part.text for part in profile.status) or "flags"
        raise Misfit(f"there is no status at `{where}`")
    uid, native_id = _text("uid", profile.uid, sent, ID), _text("native_id", profile.native_id, sent, ID)
    if not uid and not native_id:
        places = [place.text for place in (profile.uid, profile.native_id) if place is not None]
        raise Misfit(f"nothing at `{'`, `'.join(places)}` names a ticket")
    return Report(
        system=manifest.system,
        native_status=bounded("status", status, STATUS),
        received_at=received_at,
        occurred_at=_instant(profile, sent),
        uid=uid,
        native_id=native_id,
        delivery_id=_text("delivery_id", profile.delivery_id, sent, ID),
        flags=flags,
        event=_text("event", profile.event, sent, WORD),
        sequence=whole_number("sequence", _value(profile.sequence, sent)),
        actor=_text("actor", profile.actor, sent, ID),
        note=shortened("note", scalar("note", _value(profile.note, sent))),
        adapter=manifest.version,
    )


def _value(expression: Expression | None, sent: Sent) -> Any:
    return None if expression is None else expression.of(sent)


def _text(name: str, expression: Expression | None, sent: Sent, limit: int) -> str:
    return bounded(name, scalar(name, _value(expression, sent)), limit)


def _flags(expression: Expression | None, sent: Sent) -> tuple[str, ...]:
    """Flags come as a list, or as one text with spaces between them."""
    value = _value(expression, sent)
    flags = value if isinstance(value, list) else scalar("flags", value).split()
    if len(flags) > FLAG_COUNT:
        raise Misfit(f"there are more than {FLAG_COUNT} flags")
    return tuple(bounded("flags", scalar("flags", flag), WORD) for flag in flags)


def _instant(profile: Profile, sent: Sent) -> Instant | None:
    value = _value(profile.occurred_at, sent)
    if value is None or value == "":
        return None
    try:
        return profile.clock.read(value)
    except ValueError as error:
        raise Misfit(str(error)) from error
