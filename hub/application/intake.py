"""What can be said of a delivery before any ticket is looked at: readable, a valid UID, a known word."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from typing import Final

import msgspec

from adapters.reading import Lookup
from hub.application.ports import Delivery
from hub.domain.decide import Meaning
from mappings.model import Ignored, Mapped, MappingTable, Unmapped
from mappings.translate import join_key, translate
from schemas.errors import InvalidUid
from schemas.report import Report, with_delivery_id
from schemas.uid import CONFLICT_DOMAIN, Checksum, parse_uid

LOOKUP: Final = "lookup"
"""Why a delivery is parked that only names an object, for as long as the object has not been read."""


class Examined(msgspec.Struct, frozen=True, gc=False):
    """A delivery with what is known of it so far.

    Exactly one of ``meaning``, ``ignored`` and ``reason`` says what will become of it if its ticket is known.
    """

    delivery: Delivery
    report: Report | None
    meaning: Meaning | None = None
    ignored: str = ""
    reason: str = ""
    detail: str = ""
    retry_of: str = ""
    """The parked report that is tried again."""
    by: str = ""


class Examiner:
    """Reads deliveries with the mapping tables in force."""

    def __init__(
        self,
        tables: Mapping[str, MappingTable],
        originators: Collection[str],
        checksum: Checksum,
        freshen: Callable[[], None] = lambda: None,
    ) -> None:
        """``freshen`` looks for tables that were published meanwhile."""
        self._tables = tables
        self._freshen = freshen
        self._originators = originators
        self._checksum = checksum
        self._uid_problem = lru_cache(maxsize=65_536)(self._check_uid)

    def freshen(self) -> None:
        """Take over tables that were published meanwhile; called before each batch."""
        self._freshen()

    def originates(self, system: str) -> bool:
        """Whether the system's unknown tickets are given a UID."""
        return system in self._originators

    def examine(self, delivery: Delivery) -> Examined:
        """The delivery with its report's meaning, or with why it is to be parked or ignored."""
        if delivery.lookup is not None:
            return Examined(delivery, _named_by(delivery, delivery.lookup), None, "", LOOKUP, delivery.problem)
        if delivery.report is None:
            reason = "unreadable" if delivery.problem else ""
            ignored = "" if reason else delivery.ignored or "no report in it"
            return Examined(delivery, None, None, ignored, reason, delivery.problem)
        report = delivery.report if delivery.report.delivery_id else with_delivery_id(delivery.report)
        if report.uid and (problem := self._uid_problem(report.uid)):
            return Examined(delivery, report, None, "", "bad-uid", problem)
        table = self._tables.get(report.system)
        if table is None:
            detail = f"there is no mapping table for {report.system}; add mappings/tables/{report.system}.toml"
            return Examined(delivery, report, None, "", "unmapped", detail)
        if report.event or report.flags:
            shown = shown_word(table, report.native_status, report.flags, report.event)
            report = msgspec.structs.replace(report, native_status=shown)
        match translate(table, report.native_status, flags=report.flags, event=report.event):
            case Mapped(word=word):
                return Examined(delivery, report, Meaning(word.status, word.reopens, table.version))
            case Unmapped(reason=reason):
                detail = f"{reason}; add it to the table, then retry"
                return Examined(delivery, report, None, "", "unmapped", detail)
            case Ignored(reason=reason):
                return Examined(delivery, report, None, reason or "not a status")

    def _check_uid(self, uid: str) -> str:
        try:
            parsed = parse_uid(uid, self._checksum)
        except InvalidUid as error:
            return str(error)
        if parsed.domain == CONFLICT_DOMAIN:
            return f"{uid} is an exception ticket's; report about the ticket itself"
        return ""


def _named_by(delivery: Delivery, lookup: Lookup) -> Report:
    """What an event says that has no status: a report without one, which is parked and never taken in."""
    return Report(
        system=lookup.system,
        native_status="",
        received_at=delivery.received_at,
        occurred_at=lookup.occurred_at,
        uid=lookup.uid,
        native_id=lookup.native_id,
        delivery_id=lookup.delivery_id,
        event=lookup.event,
    )


def shown_word(table: MappingTable, native: str, flags: Sequence[str], event: str) -> str:
    """What the system said, as its track shows it and tells a repeat by: with the event or the flags that gave the word
    its meaning, for an incident may be "triggered" and then, reopened, "triggered" again."""
    if event in table.events:
        return join_key((native, event))
    return " ".join(flags) or native


def failed(delivery: Delivery, error: Exception) -> Examined:
    """A delivery that the hub itself trips over: to be parked, and retried when the hub has been mended."""
    detail = f"the hub could not take it in ({type(error).__name__}), and its log says why; retry once that is mended"
    report = with_delivery_id(delivery.report) if delivery.report else None
    return Examined(delivery, report, None, "", "failed", detail)
