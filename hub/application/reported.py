"""A report as it is sent to the hub, by HTTP or by a topic: its form, its checks, and the report that comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from adapters.fields import FLAG_COUNT, ID, STATUS, WORD, Misfit, bounded, other_ids, shortened, whole_number
from adapters.manifest import Manifest
from mappings.translate import join_key
from schemas.instant import Instant
from schemas.report import Report

_SHOWN: Final = 64


class ReportIn(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """What a system says happened to a ticket. ``uid`` or ``native_id`` names the ticket.

    ``aliases`` are other ids that the system has for it.
    ``native_status`` is the system's own word; several fields are joined with "/". ``occurred_at`` is ISO 8601; a time
    without a zone is read in the zone of the system's adapter, and the time of receipt stands in for one that is left
    out. ``system`` may be left out by a system's own key.
    """

    native_status: str | list[str]
    occurred_at: str | None = None
    system: str | None = None
    uid: str | None = None
    native_id: str | None = None
    aliases: list[str] | None = None
    delivery_id: str | None = None
    sequence: int | None = None
    event: str | None = None
    flags: list[str] | None = None
    actor: str | None = None
    note: str | None = None


class Reporting:
    """Makes reports of what was sent, for the systems that the hub has an adapter for."""

    def __init__(self, manifests: Mapping[str, Manifest]) -> None:
        self._known = ", ".join(manifests)
        self._clocks = {system: manifest.clock for system, manifest in manifests.items()}

    def check_system(self, system: str) -> None:
        """Raises Misfit for a system that the hub has no adapter for."""
        if system in self._clocks:
            return
        if not system:
            raise Misfit("name the system")
        raise Misfit(f"the hub has no adapter for the system {system[:_SHOWN]!r}; it has: {self._known}")

    def report(self, item: ReportIn, system: str, received_at: Instant, adapter: str) -> Report:
        """The report of a system that was checked, still without a delivery id of the hub's.

        Raises ValueError, in words that say which field is wrong.
        """
        flags = _flags(item.flags) if item.flags else ()
        word = item.native_status
        said = word.strip() if isinstance(word, str) else join_key(word)
        status = bounded("native_status", said or " ".join(flags), STATUS)
        if not status:
            raise Misfit("native_status is empty; give the system's own word")
        uid, native_id = _text("uid", item.uid, ID), _text("native_id", item.native_id, ID)
        if not uid and not native_id:
            raise Misfit("nothing names the ticket; give uid or native_id, or both")
        if item.aliases and not native_id:
            raise Misfit("aliases are what else the ticket is called; give native_id too")
        return Report(
            system=system,
            native_status=status,
            received_at=received_at,
            occurred_at=self._clocks[system].read(item.occurred_at) if item.occurred_at else None,
            uid=uid,
            native_id=native_id,
            aliases=other_ids(native_id, item.aliases) if item.aliases else (),
            delivery_id=_text("delivery_id", item.delivery_id, ID),
            flags=flags,
            event=_text("event", item.event, WORD),
            sequence=None if item.sequence is None else whole_number("sequence", item.sequence),
            actor=_text("actor", item.actor, ID),
            note=shortened("note", item.note) if item.note else "",
            adapter=adapter,
        )


def complaint(document: object) -> str:
    """What makes a JSON document no report, by the field; empty where its form is right."""
    try:
        msgspec.convert(document, ReportIn)
    except msgspec.ValidationError as error:
        return str(error).replace(" - at `$.", ": `").replace(" - at `$`", "")
    return ""


def _text(name: str, value: str | None, limit: int) -> str:
    return bounded(name, value.strip(), limit) if value else ""


def _flags(flags: list[str]) -> tuple[str, ...]:
    if len(flags) > FLAG_COUNT:
        raise Misfit(f"there are more than {FLAG_COUNT} flags")
    return tuple(bounded("flags", flag.strip(), WORD) for flag in flags)
