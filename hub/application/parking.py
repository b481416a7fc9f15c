"""What is done about parked reports: look for their ticket, retry, link."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol

import msgspec
import structlog

from hub.application.batch import Context
from hub.application.ingest import MAX_ATTEMPTS, Ingestion
from hub.application.intake import Examined, failed
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
from hub.domain.parked import Parked, parked_report
from hub.domain.ticket import Ticket, evolve
from schemas.errors import Refused
from schemas.events import Event, NativeIdLinked, NativeIdUnlinked, ReportParked
from schemas.instant import Instant

_log = structlog.stdlib.get_logger("hub.parking")

MAX_RETRY = 1_000
_WAITING: Final = ("unlinked", "uid-clash")
"""Why reports are parked that may wait for a link."""
_BY_ITSELF = "what was found is parked in its own right"


class ParkedIndex(Protocol):
    """Finds parked reports by what they are about."""

    def standing(self, *, system: str = "", native_id: str = "", reason: str = "") -> list[str]:
        """The ids of reports that are still parked, oldest first."""
        ...

    def linked(self, limit: int) -> list[str]:
        """The ids of reports that wait for a link that there is now, oldest first; what is new may be missing."""
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
        report = parked_report(event)
        if report is None:
            return self._reader(event)
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

    def link(self, system: str, native_id: str, uid: str, by: str, *, force: bool = False) -> list[Outcome]:
        """Say that a system's own id means a ticket, and retry what was parked for want of that.

        ``force``: although the ticket has another id there, which then means the same, or the id another ticket, which
        keeps what was reported of it.

        1. The link is appended to the ticket and entered in the registry, in one transaction, with its end at the
        ticket that the id meant before. 2. Parked reports of the ticket's ids there are retried. A crash after 1 leaves
        them parked, to be retried at any time.
        """
        self._mint.check(uid)
        if not system or not native_id:
            raise Refused("a link needs a system and the system's own id")
        ids = self._append_link(system, native_id, uid, by, force=force)
        waiting = [
            stream
            for each in ids
            for reason in _WAITING
            for stream in self._index.standing(system=system, native_id=each, reason=reason)
        ]
        return self.retry(waiting[:MAX_RETRY], by)

    def release_linked(self) -> int:
        """Retry what waits for a link that a later report has brought; return how many were tried, at most
        :data:`MAX_RETRY`.

        Each by itself, as :meth:`retry` says. One that the hub trips over stays parked as ``failed``, for a person.
        """
        waiting = self._index.linked(MAX_RETRY)
        for stream in waiting:
            try:
                self.retry([stream], by="")
            except (Unavailable, Refused):
                raise
            except Exception as error:
                _log.exception("release_failed", parked=stream)
                still = failed(Delivery(system="", received_at=self._clock()), error)
                self._ingestion.take([msgspec.structs.replace(still, retry_of=stream)])
        return len(waiting)

    def _append_link(self, system: str, native_id: str, uid: str, by: str, *, force: bool) -> list[str]:
        """Link the id; return every id by which the ticket is known there now."""
        with self._ingestion.lock:
            for _ in range(MAX_ATTEMPTS):
                known = self._context.registry.resolve([(system, native_id)]).get((system, native_id), "")
                self._context.tickets.drop([uid, known])  # copies may be behind what another process has stored
                tickets = self._context.tickets.get([uid, known] if known else [uid])
                held = tickets[uid].native_ids.get(system, "")
                if known == uid:
                    return list(tickets[uid].ids.get(system, (native_id,)))
                if known and not force:
                    raise Refused(f"{native_id} of {system} is {known} already; force the link if they are one ticket")
                if held and not force:
                    raise Refused(f"{uid} is {held} in {system} already; force the link if they are one ticket")
                link = Link(system, native_id, uid, alias=bool(held), moved_from=known)
                self._context.tickets.drop(tickets)
                try:
                    self._store_link(link, tickets, by)
                except VersionClash:
                    continue
                self._context.tickets.keep(tickets.values())
                return list(tickets[uid].ids[system])
        raise Unavailable("others kept changing the ticket; try again")

    def _store_link(self, link: Link, tickets: Mapping[str, Ticket], by: str) -> None:
        now, system, native_id = self._clock(), link.system, link.native_id
        events: dict[str, Event] = {
            link.uid: NativeIdLinked(recorded_at=now, system=system, native_id=native_id, by=by)
        }
        if link.moved_from:
            unlinked = NativeIdUnlinked(recorded_at=now, system=system, native_id=native_id, uid=link.uid)
            events[link.moved_from] = unlinked
        appended = []
        for uid, event in events.items():
            ticket = tickets[uid]
            recorded = self._context.chain.record(uid, ticket.version + 1, ticket.chain, event)
            appended.append(Appended(uid, [recorded]))
            evolve(ticket, event)
            ticket.version, ticket.chain = recorded.version, recorded.chain
        self._context.log.append(appended, [link], [Registered(link.uid, f"linked:{by}", now)])


def _stream_of(item: Examined) -> str:
    """Under which id a delivery is parked."""
    return item.delivery.parked_id(item.report.delivery_id if item.report else "")
