"""What is done about parked reports: look for their ticket, retry, link."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec

from hub.application.batch import Context
from hub.application.ingest import MAX_ATTEMPTS, Ingestion
from hub.application.intake import Examined
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
_BY_ITSELF = "what was found is parked in its own right"

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
        # A body may turn out to hold several reports, or none: the first one stands for it, unless it is one of them.
        deliveries = self._deliveries(event) or [Delivery(system=event.system, received_at=event.received_at)]
        items = [self._context.examiner.examine(delivery) for delivery in deliveries]
        itself = next((number for number, item in enumerate(items) if _stream_of(item) == parked.stream), 0)
        items[itself] = msgspec.structs.replace(items[itself], retry_of=parked.stream, by=by)
        return self._ingestion.take(items)

    def _deliveries(self, event: ReportParked) -> Sequence[Delivery]:
        if not event.report:
            return self._reader(event)
        report = _REPORT.decode(event.report)
        return [Delivery(system=event.system, received_at=event.received_at, report=report)]

    def standing(self, system: str, reason: str) -> list[str]:
        """The ids of a system's reports that are parked for that reason, oldest first. Raises Unavailable."""
        return self._index.standing(system=system, reason=reason)

    def answer(self, ids: Sequence[str], deliveries: Sequence[Delivery], by: str) -> list[Outcome]:
        """Take in what was found out about parked deliveries, and release them; outcomes of what was found, in order.

        One transaction: what was found is stored, or parked in its own right, and the deliveries are released with what
        became of its first report; where nobody knows whose ticket that is, they stay parked as ``unlinked``. A crash
        leaves them parked, to be answered again.
        """
        self._context.examiner.freshen()
        items = [self._context.examiner.examine(delivery) for delivery in deliveries]
        if items[0].reason:
            found = Delivery(system=deliveries[0].system, received_at=deliveries[0].received_at, ignored=_BY_ITSELF)
            items.insert(0, self._context.examiner.examine(found))
        released = [msgspec.structs.replace(items[0], retry_of=stream, by=by) for stream in ids]
        outcomes = self._ingestion.take([*released, *items[bool(ids) :]])
        each = [outcomes[0], *outcomes[len(ids) :]] if ids else outcomes
        return each[-len(deliveries) :]

    def explain(self, ids: Sequence[str], reason: str, detail: str, by: str) -> None:
        """Say why deliveries are parked still: one event each, in one transaction. What was released is left alone."""
        still = Examined(Delivery(system="", received_at=self._clock()), None, reason=reason, detail=detail, by=by)
        self._ingestion.take([msgspec.structs.replace(still, retry_of=stream) for stream in ids])

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


def _stream_of(item: Examined) -> str:
    """Under which id a delivery is parked."""
    return item.delivery.parked_id(item.report.delivery_id if item.report else "")
