"""Reconciliation: what a system shows now, beside what the hub last heard of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import msgspec

from adapters.contract import Page, Piece, Source
from hub.application.ports import Delivery, EventLog, Ingest, Outcome, Registry
from hub.application.reading import deliveries_of_piece
from schemas.events import StatusReported
from schemas.instant import Instant
from schemas.report import Report

AT_ONCE = 500
"""Deliveries that are stored in one batch."""


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket of which the hub has not heard the last."""

    native_id: str
    uid: str
    """Empty where the hub does not know the ticket."""
    shows: str
    """The system's word by now."""
    heard: str
    """The word that the hub heard last; empty where it heard none."""
    at: Instant | None
    """When the system came to its word, if it says so."""


def everything(source: Source, now: Instant) -> list[Piece]:
    """All that a source tells from its beginning on. Raises NotReached, NotAllowed."""
    pieces: list[Piece] = []
    page = Page(pieces=(), cursor="", more=True)
    while page.more:
        page = source.poll(page.cursor, now)
        pieces += page.pieces
    return pieces


def reports_of(system: str, pieces: Iterable[Piece], now: Instant) -> list[Delivery]:
    """The deliveries in what was read: reports, and what could not be read."""
    return [each for piece in pieces for each in deliveries_of_piece(system, piece, now)]


def newest(deliveries: Iterable[Delivery]) -> list[Report]:
    """Of each ticket the report that happened last."""
    found: dict[str, Report] = {}
    for report in (each.report for each in deliveries if each.report is not None):
        key = report.native_id or report.uid
        if key not in found or _when(report) >= _when(found[key]):
            found[key] = report
    return list(found.values())


class Reconciliation:
    """Compares, and heals by taking in what was missed."""

    def __init__(self, log: EventLog, registry: Registry, ingest: Ingest) -> None:
        self._log = log
        self._registry = registry
        self._ingest = ingest

    def differences(self, system: str, shown: Sequence[Report], told: Callable[[int], None]) -> list[Difference]:
        """The tickets whose word is another than the one heard last. ``told`` how many are compared.

        A ticket that the hub heard of later than the system says is no difference: the export is old. Raises
        Unavailable.
        """
        uids = self._registry.resolve([(system, native_id) for report in shown for native_id in report.ids])
        found = []
        for number, report in enumerate(shown, start=1):
            linked = next((uid for native_id in report.ids if (uid := uids.get((system, native_id)))), "")
            uid = linked or report.uid
            heard = self._heard(uid, system) if uid else None
            if heard is None or _differs(report, heard):
                found.append(_difference(report, uid if heard else linked, heard))
            told(number)
        return found

    def heal(self, deliveries: Sequence[Delivery]) -> list[Outcome]:
        """Take in everything that was read: what is known stays as it is. Raises Unavailable.

        Each batch is one transaction; a crash between two is healed by doing it again.
        """
        outcomes: list[Outcome] = []
        for start in range(0, len(deliveries), AT_ONCE):
            outcomes += self._ingest.ingest(deliveries[start : start + AT_ONCE])
        return outcomes

    def _heard(self, uid: str, system: str) -> StatusReported | None:
        """What the system said last of a ticket, in the order of what happened."""
        events = (one.event for one in self._log.history(uid))
        said = [event for event in events if isinstance(event, StatusReported) and event.system == system]
        return max(said, key=lambda event: (event.at, event.sequence or 0), default=None)


def _differs(report: Report, heard: StatusReported) -> bool:
    is_older = report.occurred_at is not None and report.occurred_at < heard.at
    return report.native_status != heard.native and not is_older


def _difference(report: Report, uid: str, heard: StatusReported | None) -> Difference:
    return Difference(
        native_id=report.native_id,
        uid=uid,
        shows=report.native_status,
        heard=heard.native if heard else "",
        at=report.occurred_at,
    )


def _when(report: Report) -> tuple[Instant, int]:
    at = report.received_at if report.occurred_at is None else report.occurred_at
    return at, report.sequence or 0
