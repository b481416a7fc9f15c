"""What a store holds, and in what it differs from what it should hold. The comparisons are pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any, Final

import msgspec
from psycopg import Connection

from hub.wiring import Hub
from schemas.events import INTERNAL, Recorded, ReportParked, StatusReported
from tests.chaos.reports import Key

Streams = Mapping[str, Sequence[Recorded]]
"""Every event of a store by its stream, oldest first."""

OF_THE_RUN: Final = frozenset({"recorded_at", "received_at", "body", "content_type", "input"})
"""Fields that differ between two runs of the same reports: when and on which way they arrived."""
MOST_SAID: Final = 10

VIEWS: Final = {
    "tickets": "uid, status, previous, since, system, native, frozen, version, broadcast, reports, native_ids",
    "tracks": "uid, system, delivery_id, at, native, status, is_change, occurred_at, native_id, actor, too_late",
    "lanes": "uid, system, status, native, since, reports, changes",
    "moves": "uid, at, status, system, native",
    "snapshots": "uid, version, status, previous, since, frozen, system, native",
    "conflicts": "uid, state, broken, evidence, status, withdrawn_system",
    "parked": "id, system, reason, detail, uid, native_id, native, at, delivery_id, state",
}
"""What the views show of a ticket that does not depend on the run."""

Rows = Mapping[str, Sequence[tuple[Any, ...]]]


def read_streams(hub: Hub) -> dict[str, list[Recorded]]:
    """Every event of a hub's log that came of what was sent: who was let in to send it is each site's own."""
    streams: dict[str, list[Recorded]] = {}
    position = 0
    while events := hub.log.read(position, 10_000):
        position = events[-1].position
        for recorded in events:
            if recorded.event.TOPIC not in INTERNAL:
                streams.setdefault(recorded.stream, []).append(recorded)
    return streams


def read_views(connection: Connection[Any]) -> dict[str, list[tuple[Any, ...]]]:
    """What the views show, without what differs from run to run."""
    return {
        table: connection.execute(f"SELECT {columns} FROM views.{table}".encode()).fetchall()
        for table, columns in VIEWS.items()
    }


# -- comparing ------------------------------------------------------------------------------------------------------


def not_there_once(sent: Iterable[Key], streams: Streams) -> list[str]:
    """Reports that were accepted and are not in the store exactly once, and what is there although nobody sent it."""
    wanted = set(sent)
    found = Counter(_deliveries(streams))
    lost = [f"lost: {key}" for key in wanted - found.keys()]
    doubled = [f"{times} times there: {key}" for key, times in found.items() if times > 1]
    foreign = [f"sent by nobody: {key}" for key in found.keys() - wanted]
    return said([*lost, *doubled, *foreign])


def _deliveries(streams: Streams) -> Iterable[Key]:
    for stream, events in streams.items():
        for recorded in events:
            match recorded.event:
                case StatusReported() as reported:
                    yield stream, reported.system, reported.delivery_id
                case ReportParked() as parked:
                    yield parked.uid, parked.system, parked.delivery_id


def differing_streams(expected: Streams, found: Streams) -> list[str]:
    """Where the events of two runs differ, but for when and on which way reports arrived, and the names of conflicts.

    Events decide tracks, lanes, statuses, freezes and snapshots, so stores whose events are alike are alike.
    """
    wrong = []
    for stream in sorted(expected.keys() | found.keys()):
        pairs = zip_longest(_alike(expected.get(stream, ())), _alike(found.get(stream, ())), fillvalue="nothing")
        for version, (one, other) in enumerate(pairs, 1):
            if one != other:
                wrong.append(f"{stream}/{version}: {other} where {one} should be")
                break
    return said(wrong)


def _alike(events: Sequence[Recorded]) -> list[str]:
    """The events as the same text for every run."""
    conflicts: dict[str, str] = {}
    return [f"{recorded.event.TOPIC} {_alike_in(_built(recorded), conflicts)}" for recorded in events]


def _built(recorded: Recorded) -> dict[str, Any]:
    built: dict[str, Any] = msgspec.to_builtins(recorded.event)
    if isinstance(recorded.event, ReportParked):
        built["report"] = msgspec.json.decode(recorded.event.report) if recorded.event.report else None
    return built


def _alike_in(value: Any, conflicts: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {
            name: conflicts.setdefault(inner, f"conflict {len(conflicts) + 1}")
            if name in {"conflict", "thawed"} and inner
            else _alike_in(inner, conflicts)
            for name, inner in sorted(value.items())
            if name not in OF_THE_RUN
        }
    if isinstance(value, list | tuple):
        return [_alike_in(inner, conflicts) for inner in value]
    return value


def differing_views(expected: Rows, found: Rows) -> list[str]:
    """Rows of views that one run has and another has not."""
    wrong = []
    for table in expected:
        one, other = Counter(map(repr, expected[table])), Counter(map(repr, found[table]))
        wrong += [f"{table} lacks {row}" for row in (one - other).elements()]
        wrong += [f"{table} has {row} which should not be there" for row in (other - one).elements()]
    return said(wrong)


def said(wrong: Sequence[str]) -> list[str]:
    """The first of many complaints, and how many there are."""
    return [*wrong[:MOST_SAID], f"and {len(wrong) - MOST_SAID} more"] if len(wrong) > MOST_SAID else list(wrong)
