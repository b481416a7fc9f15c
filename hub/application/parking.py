"""What is done about parked reports: look for their ticket, retry, link."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec

from hub.application.batch import Context
from hub.application.ingest import MAX_ATTEMPTS, Ingestion
from hub.application.ports import (
    Appended,
    Delivery,
    Link,
    Outcome,
    Registered,
    Unavailable,
    Verdict,
    VersionClash,
)
from hub.application.uids import IdMint
from hub.domain.parked import Parked
from hub.domain.ticket import evolve
from schemas.errors import Refused
from schemas.events import NativeIdLinked, ReportParked
from schemas.instant import Instant
from schemas.report import Report

MAX_RETRY = 1_000

_REPORT = msgspec.json.Decoder(Report)


class ParkedIndex(Protocol):
    """Finds parked reports by what they are about."""

    def standing(self, *, system: str = "", native_id: str = "", reason: str = "") -> list[str]:
        """The ids of reports that are still parked, oldest first."""
        ...


class Reader(Protocol):
    """Reads the body of a parked report again, with what is in force now."""

    def __call__(self, event: ReportParked) -> Sequence[Delivery]: ...


class ParkingLot:
    """Retries and links parked reports (the port is hub.application.ports.Parking)."""

    def __init__(
        self,
        context: Context,
        ingestion: Ingestion,
        mint: IdMint,
        index: ParkedIndex,
        reader: Reader,
        clock: Callable[[], Instant],
    ) -> None:
        self._context = context
        self._ingestion = ingestion
        self._mint = mint
        self._index = index
        self._reader = reader
        self._clock = clock

    def retry(self, ids: Sequence[str], by: str) -> list[Outcome]:
        """Try parked reports again, in any order; what stays parked says why.

        1. Their bodies are loaded. 2. Each becomes a delivery again and goes the way of all deliveries, where its
        release is one transaction with what it caused. A crash leaves each either parked or released, never both.
        """
        self._context.examiner.freshen()
        if len(ids) > MAX_RETRY:
            raise Refused(f"retry at most {MAX_RETRY} parked reports at a time, not {len(ids)}")
        stored = self._context.log.load(list(dict.fromkeys(ids)))
        parked = {stream: Parked(stream, found.events) for stream, found in stored.items()}
        unknown = [stream for stream in ids if stream not in parked or parked[stream].event is None]
        if unknown:
            raise Refused(f"nothing is parked as {', '.join(unknown[:5])}; list what is parked first")
        outcomes: list[Outcome] = []
        for stream in ids:
            outcomes.extend(self._retry_one(parked[stream], by))
        return outcomes

    def _retry_one(self, parked: Parked, by: str) -> list[Outcome]:
        event = parked.event
        assert event is not None
        if parked.released is not None:
            uid = parked.released.uid
            return [Outcome(verdict=Verdict.DUPLICATE, uid=uid, parked_id=parked.stream, detail="released already")]
        # A body may turn out to hold several reports, or none: the first one stands for it.
        deliveries = self._deliveries(event) or [Delivery(system=event.system, received_at=event.received_at)]
        items = [self._context.examiner.examine(delivery) for delivery in deliveries]
        items[0] = msgspec.structs.replace(items[0], retry_of=parked.stream, by=by)
        return self._ingestion.take(items)

    def _deliveries(self, event: ReportParked) -> Sequence[Delivery]:
        if not event.report:
            return self._reader(event)
        report = _REPORT.decode(event.report)
        return [Delivery(system=event.system, received_at=event.received_at, report=report)]

    def link(self, system: str, native_id: str, uid: str, by: str) -> list[Outcome]:
        """Say that a system's own id means a ticket, and retry what was parked for want of that.

        1. The link is appended to the ticket and entered in the registry, in one transaction. 2. Parked reports of
        that id are retried. A crash after 1 leaves them parked, to be retried at any time.
        """
        self._mint.check(uid)
        if not system or not native_id:
            raise Refused("a link needs a system and the system's own id")
        self._append_link(system, native_id, uid, by)
        return self.retry(self._index.standing(system=system, native_id=native_id, reason="unlinked")[:MAX_RETRY], by)

    def _append_link(self, system: str, native_id: str, uid: str, by: str) -> None:
        with self._ingestion.lock:
            for _ in range(MAX_ATTEMPTS):
                known = self._context.registry.resolve([(system, native_id)]).get((system, native_id))
                if known == uid:
                    return
                if known:
                    raise Refused(f"{native_id} of {system} is {known} already")
                ticket = self._context.tickets.get([uid])[uid]
                held = ticket.native_ids.get(system)
                if held:
                    raise Refused(f"{uid} is {held} in {system} already")
                now = self._clock()
                event = NativeIdLinked(recorded_at=now, system=system, native_id=native_id, by=by)
                recorded = self._context.chain.record(uid, ticket.version + 1, ticket.chain, event)
                self._context.tickets.drop([uid])
                try:
                    self._context.log.append(
                        [Appended(uid, [recorded])],
                        [Link(system, native_id, uid)],
                        [Registered(uid, f"linked:{by}", now)],
                    )
                except VersionClash:
                    continue
                evolve(ticket, event)
                ticket.version, ticket.chain = recorded.version, recorded.chain
                self._context.tickets.keep([ticket])
                return
        raise Unavailable("others kept changing the ticket; try again")
