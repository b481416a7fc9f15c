"""What the gateway and the board read, from the views and the event log (the port is queries.Queries)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, tzinfo
from typing import Any, Final

from psycopg import Connection

from adapters.manifest import Manifest
from conflict.rules import Rules
from hub.application.bodies import KEPT_BYTES, RawBody
from hub.application.deeds import Deed, deeds
from hub.application.intake import LOOKUP
from hub.application.naming import UIDS
from hub.application.ports import EventLog
from hub.application.prospects import prospects
from hub.application.redaction import legible
from hub.entrypoints.gateway import ticket_view
from hub.entrypoints.gateway.conflict_view import contradiction_of, prospects_of, row_of, steps_of, systems_of
from hub.entrypoints.gateway.owed_view import failed, write_row
from hub.entrypoints.gateway.queries import (
    Backlog,
    ConflictFilter,
    InvalidCursor,
    ParkedFilter,
    Positions,
    TicketFilter,
)
from hub.entrypoints.gateway.standoff import apart_of
from hub.entrypoints.gateway.views.conflicts import ConflictPage, ConflictRow, ConflictStep, ConflictView, ProspectView
from hub.entrypoints.gateway.views.consistency import Apart, ConsistencyView, Rate
from hub.entrypoints.gateway.views.parked import ParkedBody, ParkedPage, ParkedRow
from hub.entrypoints.gateway.views.systems import SystemRow
from hub.entrypoints.gateway.views.tickets import (
    Explanation,
    Mark,
    RawView,
    SystemState,
    TicketPage,
    TicketRow,
    TicketView,
)
from hub.entrypoints.gateway.views.writes import WriteRow
from hub.infrastructure.bodies import PostgresBodies
from hub.infrastructure.owed_writes import PostgresOwedWrites
from mappings.model import MappingTable
from projections import ticket_list
from projections.clocks import ahead
from projections.conflicts import ConflictRow as StoredConflict
from projections.conflicts import (
    RuleRecord,
    conflicts_by_rule,
    conflicts_by_system,
    list_conflicts,
    one_conflict,
    open_conflicts,
    settled_conflicts,
    similar_conflicts,
)
from projections.consistency import Side as Standpoint
from projections.consistency import consistency, contradictions, rates_at, trend
from projections.deviation import Standing, is_yellow
from projections.parked import ParkedRow as StoredParked
from projections.parked import UnmappedWord, list_parked, one_parked, parked_counts, unmapped_words
from projections.rhythm import PATIENCE, Patience
from projections.snapshots import snapshots_as_of
from projections.strips import Strips, strips
from projections.systems import SystemStanding, list_systems
from schemas.errors import UnknownConflict, UnknownTicket
from schemas.events import Recorded, ReportParked, StatusReported
from schemas.instant import DAY, SECOND, Instant

Connect = Callable[[], AbstractContextManager[Connection[Any]]]

CONFLICT_STATES: Final = ("open", "claimed", "decided", "withdrawn")
_TREND_POINTS: Final = 144
"""One for every ten minutes of a day."""
_MOST_MARKS: Final = 200
_MOST_COMPARED: Final = 500
"""Past conflicts that are looked through for similar ones."""


class StoredQueries:
    """Lists from the views, single tickets from their events. Everything may raise Unavailable."""

    def __init__(
        self,
        connect: Connect,
        log: EventLog,
        views_position: Callable[[], int],
        rules: Rules,
        manifests: Mapping[str, Manifest],
        threshold: Instant,
        tables: Mapping[str, MappingTable] | None = None,
        zone: tzinfo = UTC,
        patience: Patience = PATIENCE,
    ) -> None:
        """``views_position`` tells how far the views have read the log; ``threshold`` is in microseconds.

        ``zone`` is the site's, and so is ``patience`` with a system that is silent.
        """
        self._connect = connect
        self._log = log
        self._views_position = views_position
        self._rules = rules
        self._manifests = manifests
        self._threshold = threshold
        self._tables = tables or {}
        self._zone = zone
        self._patience = patience
        self._owed = PostgresOwedWrites(connect)
        self._bodies = PostgresBodies(connect)

    def positions(self) -> Positions:
        """How far the log reaches, and how far the views have read it."""
        return Positions(self._log.head(), self._views_position())

    # -- tickets ------------------------------------------------------------------------------------------------

    def tickets(self, wanted: TicketFilter) -> TicketPage:
        """A page of tickets, the most troubled first; as they were, by UID, where a moment is given."""
        if wanted.as_of is not None:
            return self._tickets_as_of(wanted, wanted.as_of)
        filters = ticket_list.Filters(
            status=tuple(wanted.status),
            system=wanted.system,
            frozen=wanted.frozen,
            yellow=wanted.yellow,
            apart=wanted.apart,
            text=wanted.q,
        )
        with self._connect() as conn:
            try:
                page = ticket_list.list_tickets(
                    conn, wanted.now, filters, after=wanted.cursor, limit=wanted.limit, threshold=self._threshold
                )
            except ValueError as error:
                raise InvalidCursor(str(error)) from error
        return TicketPage(items=tuple(self._ticket_row(row, wanted.now) for row in page.tickets), next=page.after)

    def _tickets_as_of(self, wanted: TicketFilter, as_of: Instant) -> TicketPage:
        with self._connect() as conn:
            rows = snapshots_as_of(conn, as_of, after=wanted.cursor, limit=wanted.limit)
        items = [
            TicketRow(
                uid=row.uid,
                status=row.status,
                since=row.since,
                version=row.version,
                frozen=row.frozen,
                conflict=row.conflict,
                updated_at=row.recorded_at,
            )
            for row in rows
            if (not wanted.status or row.status in wanted.status)
            and (wanted.frozen is None or row.frozen is wanted.frozen)
            and wanted.q.lower() in row.uid.lower()
        ]
        return TicketPage(items=tuple(items), next=rows[-1].uid if len(rows) == wanted.limit else "")

    def _ticket_row(self, row: ticket_list.ListedTicket, now: Instant) -> TicketRow:
        return TicketRow(
            uid=row.uid,
            status=row.status,
            since=row.since,
            version=row.version,
            frozen=row.frozen,
            conflict=row.conflict,
            yellow=row.behind_since is not None and now - row.behind_since > self._threshold,
            apart_since=row.apart_since,
            updated_at=row.last_recorded_at,
            systems=tuple(self._system_state(side, now) for side in row.sides),
        )

    def _system_state(self, side: Standpoint, now: Instant) -> SystemState:
        standing = Standing(side.system, side.status, side.since, side.behind_since, side.apart_since)
        return SystemState(
            system=side.system,
            status=side.status,
            native=side.native,
            since=side.since,
            behind_since=side.behind_since,
            yellow=is_yellow(standing, now, self._threshold),
            apart_since=side.apart_since,
        )

    def strips(self, uids: Sequence[str]) -> Strips:
        """The latest changes of these tickets."""
        with self._connect() as conn:
            return strips(conn, uids)

    def ticket(self, uid: str, *, as_of: Instant | None, now: Instant) -> TicketView:
        """The ticket with its lanes, from its events; what is parked about it is marked. Raises UnknownTicket."""
        events = self._log.history(uid, recorded_until=as_of)
        marks = self._parked_marks(uid, as_of)
        if not events and not marks:
            raise UnknownTicket(f"nothing was ever reported about {uid}")
        ticket = ticket_view.ticket_at(uid, events, self._rules)
        return ticket_view.view_of(ticket, events, now if as_of is None else as_of, self._threshold, marks)

    def _parked_marks(self, uid: str, as_of: Instant | None) -> list[Mark]:
        with self._connect() as conn:
            rows = list_parked(conn, uid=uid, limit=_MOST_MARKS)
        return [
            Mark(
                kind=row.reason,
                at=row.received_at if row.at is None else row.at,
                system=row.system,
                text=row.native,
                ref=row.id,
            )
            for row in rows
            if as_of is None or row.recorded_at <= as_of
        ]

    def history(self, uid: str, *, as_of: Instant | None) -> Sequence[Recorded]:
        """Every event of the ticket that was recorded by then. Raises UnknownTicket."""
        events = self._log.history(uid, recorded_until=as_of)
        if not events:
            raise UnknownTicket(f"nothing was recorded about {uid}{' by then' if as_of is not None else ''}")
        return events

    def raw_body(self, uid: str, system: str, delivery_id: str) -> RawView | None:
        """The body that a report came in; that of a parked one that was released is kept for ever with why it was."""
        found = self._bodies.one(uid, system, delivery_id) or self._parked_body(uid, system, delivery_id)
        if found is None:
            return None
        body, encoding = legible(found.body, KEPT_BYTES)
        return RawView(
            content_type=found.content_type,
            body=body,
            encoding=encoding,
            bytes=found.size,
            truncated=found.size > min(len(found.body), KEPT_BYTES),
        )

    def _parked_body(self, uid: str, system: str, delivery_id: str) -> RawBody | None:
        parked = next(
            (
                recorded.event.released_from
                for recorded in self._log.history(uid)
                if isinstance(recorded.event, StatusReported)
                and (recorded.event.system, recorded.event.delivery_id) == (system, delivery_id)
            ),
            "",
        )
        found = self.parked_one(parked) if parked else None
        return RawBody(found.content_type, found.body, len(found.body)) if found else None

    def explain(self, uid: str, *, as_of: Instant | None) -> Explanation:
        """Why the ticket stands where it stands. Raises UnknownTicket."""
        events = self.history(uid, as_of=as_of)
        return ticket_view.explanation_of(ticket_view.ticket_at(uid, events, self._rules), events, self._rules)

    # -- conflicts ----------------------------------------------------------------------------------------------

    def conflicts(self, wanted: ConflictFilter) -> ConflictPage:
        """A page of exception tickets, the oldest first."""
        after = _whole(wanted.cursor)
        states = tuple(wanted.state) or CONFLICT_STATES
        with self._connect() as conn:
            rows = list_conflicts(conn, states=states, uid=wanted.uid, after=after, limit=wanted.limit)
        following = str(rows[-1].opened_position) if len(rows) == wanted.limit else ""
        return ConflictPage(items=tuple(row_of(row, self._rules) for row in rows), next=following)

    def conflict(self, conflict: str) -> ConflictView:
        """An exception ticket with its evidence. Raises UnknownConflict."""
        row = self._stored_conflict(conflict)
        return ConflictView(
            conflict=row_of(row, self._rules),
            contradictions=tuple(contradiction_of(item, self._rules) for item in row.contradictions),
        )

    def conflict_steps(self, conflict: str) -> Sequence[ConflictStep]:
        """What happened to an exception ticket, oldest first. Raises UnknownConflict."""
        row = self._stored_conflict(conflict)
        return list(steps_of(row.id, self._log.history(row.uid)))

    def rule_records(self, since: Instant) -> Mapping[str, RuleRecord]:
        """What each rule has done since a moment, by its name."""
        with self._connect() as conn:
            return conflicts_by_rule(conn, since)

    def settled_conflicts(self, limit: int) -> Sequence[ConflictRow]:
        """Exception tickets that were decided or withdrawn, the latest first."""
        with self._connect() as conn:
            rows = settled_conflicts(conn, limit=limit)
        return [row_of(row, self._rules) for row in rows]

    def prospects(self, conflict: str, now: Instant) -> Sequence[ProspectView]:
        """What each way to settle it would lead to. Raises UnknownConflict."""
        uid = self._stored_conflict(conflict).uid
        return prospects_of(prospects(uid, self._log.history(uid), self._rules, self._tables.values(), now))

    def similar(self, conflict: str, limit: int) -> Sequence[ConflictRow]:
        """Decided conflicts between the same systems, by the same rules, the latest first. Raises UnknownConflict."""
        row = self._stored_conflict(conflict)
        systems = set(systems_of(row.contradictions))
        with self._connect() as conn:
            found = similar_conflicts(conn, row.broken, besides=row.id, limit=_MOST_COMPARED)
        return [row_of(each, self._rules) for each in found if set(systems_of(each.contradictions)) == systems][:limit]

    def _stored_conflict(self, conflict: str) -> StoredConflict:
        with self._connect() as conn:
            row = one_conflict(conn, conflict)
        if row is None:
            raise UnknownConflict(f"there is no exception ticket {conflict}; list them to see which there are")
        return row

    # -- parked -------------------------------------------------------------------------------------------------

    def parked(self, wanted: ParkedFilter) -> ParkedPage:
        """A page of parked deliveries, the oldest first."""
        with self._connect() as conn:
            rows = list_parked(
                conn,
                state=wanted.state,
                system=wanted.system,
                reason=wanted.reason,
                after=_whole(wanted.cursor),
                limit=wanted.limit,
            )
        following = str(rows[-1].position) if len(rows) == wanted.limit else ""
        return ParkedPage(items=tuple(_parked_row(row) for row in rows), next=following)

    def parked_one(self, parked_id: str) -> ParkedBody | None:
        """A parked delivery with its body; None for an unknown id."""
        with self._connect() as conn:
            row = one_parked(conn, parked_id)
        if row is None:
            return None
        events = [recorded.event for recorded in self._log.history(parked_id)]
        last = next((event for event in reversed(events) if isinstance(event, ReportParked)), None)
        return ParkedBody(
            parked=_parked_row(row),
            body=(last.body or last.report) if last else b"",
            content_type=(last.content_type or "application/json") if last else "",
        )

    def unmapped_words(self) -> Sequence[UnmappedWord]:
        """The words that reports are parked for, the most frequent of each system first."""
        with self._connect() as conn:
            return unmapped_words(conn)

    def deeds(self, who: str, before: int, limit: int) -> Sequence[Deed]:
        """What people did, the latest first, read from the log itself."""
        return deeds(self._log, who=who, before=before, limit=limit)

    # -- systems and consistency --------------------------------------------------------------------------------

    def systems(self, now: Instant) -> Sequence[SystemRow]:
        """Every system with an adapter or a report."""
        with self._connect() as conn:
            standings = list_systems(conn, now, threshold=self._threshold, patience=self._patience, zone=self._zone)
            heard = {row.system: row for row in standings}
            rates = consistency(conn, now, threshold=self._threshold).by_system
            caused, unknown = conflicts_by_system(conn), Counter(word.system for word in unmapped_words(conn))
            parked = parked_counts(conn)
        rate, owed = {item.system: item.rate for item in rates}, self._owed.counts_by_system()
        names = sorted({*heard, *self._manifests})
        reasons = {name: {each.reason: each.count for each in parked if each.system == name} for name in names}
        since = {each.system: each.since for each in parked if each.reason == LOOKUP}
        rows = (self._system(name, heard.get(name), rate.get(name), owed) for name in names)
        return [
            replace(
                row,
                conflicts=caused.get(row.system, 0),
                unmapped=unknown.get(row.system, 0),
                parked_by_reason=reasons[row.system],
                lookup_since=since.get(row.system),
            )
            for row in rows
        ]

    def writes(self, system: str, state: str, limit: int) -> Sequence[WriteRow]:
        """What systems have not been told, the longest owed first."""
        return [write_row(write) for write in self._owed.listed(system, state, limit)]

    def _system(
        self, name: str, heard: SystemStanding | None, rate: float | None, owed: Mapping[str, Mapping[str, int]]
    ) -> SystemRow:
        manifest = self._manifests.get(name)
        writes, uids = owed.get(name, {}), owed.get(UIDS + name, {})
        return SystemRow(
            system=name,
            title=manifest.title if manifest else name,
            role=manifest.role if manifest else "",
            originates=manifest.originates if manifest else False,
            last_seen=heard.last_seen if heard else None,
            reports=heard.reports if heard else 0,
            parked=heard.parked if heard else 0,
            behind=heard.behind if heard else 0,
            delay_median_s=_seconds(heard.transport.median) if heard else None,
            delay_p95_s=_seconds(heard.transport.p95) if heard else None,
            consistency=rate,
            repeats=heard.repeats if heard else 0,
            deviation_median_s=_seconds(heard.deviation.median) if heard else None,
            deviation_p95_s=_seconds(heard.deviation.p95) if heard else None,
            clock_ahead_s=_seconds(ahead(heard.quickest)) if heard else None,
            silent=heard.silence.is_too_long if heard else False,
            usual_silence_s=_seconds(heard.silence.usual) if heard else None,
            reports_hour=heard.rate.now if heard else 0.0,
            reports_hour_usual=heard.rate.usual if heard else None,
            writes_owed=sum(writes.values()),
            writes_failed=failed(writes),
            uids_owed=sum(uids.values()),
            uids_failed=failed(uids),
        )

    def consistency(self, now: Instant) -> ConsistencyView:
        """The share of pairs that agree, now and over the last day."""
        with self._connect() as conn:
            found = consistency(conn, now, threshold=self._threshold)
            samples = trend(conn, now - DAY, now, points=_TREND_POINTS)
            systems = ["", *(rate.system for rate in found.by_system)]
            yesterday, last_week = (rates_at(conn, now - days * DAY, systems) for days in (1, 7))
        return ConsistencyView(
            at=now,
            rate=found.total.rate if found.total.pairs else None,
            pairs=found.total.pairs,
            agreeing=found.total.agreeing,
            by_system={rate.system: rate.rate for rate in found.by_system},
            trend=tuple(Rate(at=sample.at, rate=sample.rate) for sample in samples),
            yesterday={system: sample.rate for system, sample in yesterday.items()},
            last_week={system: sample.rate for system, sample in last_week.items()},
        )

    def contradictions(self, now: Instant, limit: int) -> Sequence[Apart]:
        """Tickets whose systems stand in different groups, the oldest contradiction first."""
        with self._connect() as conn:
            rows = contradictions(conn, now, older_than=self._threshold, limit=limit)
        return [apart_of(row, tuple(self._system_state(side, now) for side in row.sides)) for row in rows]

    # -- log ----------------------------------------------------------------------------------------------------

    def feed(self, after: int, limit: int, topics: Sequence[str]) -> Sequence[Recorded]:
        """Events of these stored names behind a position, in order."""
        return self._log.read(after, limit, topics)

    def backlog(self) -> Backlog:
        """What waits for somebody."""
        log, views = self.positions()
        with self._connect() as conn:
            waiting = open_conflicts(conn)
            by_reason: Counter[str] = Counter()
            for each in parked_counts(conn):
                by_reason[each.reason] += each.count
        return Backlog(
            lag={"views": max(0, log - views)},
            open_conflicts=waiting.count,
            oldest_conflict=waiting.oldest,
            parked=by_reason,
        )


def _parked_row(row: StoredParked) -> ParkedRow:
    return ParkedRow(
        id=row.id,
        system=row.system,
        reason=row.reason,
        detail=row.detail,
        received_at=row.received_at,
        state=row.state,
        uid=row.uid or row.released_uid,
        native_id=row.native_id,
        native=row.native,
        at=row.at,
        retries=row.retries,
    )


def _whole(cursor: str) -> int:
    if not cursor:
        return 0
    if not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 19):
        raise InvalidCursor(f"{cursor[:40]!r} is no place in the list; take it from the page before")
    return int(cursor)


def _seconds(span: int | None) -> float | None:
    return None if span is None else span / SECOND
