"""Puts mapping tables in force: as events, with who did it and why, and back again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hub.application.appending import append_alone
from hub.application.ports import EventLog, Published
from hub.application.tables import TablesInForce, read_table, stream_of
from hub.domain.chain import Chain
from schemas.errors import Refused
from schemas.events import MappingPublished, Recorded, RulesPublished
from schemas.instant import Instant


class Publishing:
    """Publishes mapping tables (the port is hub.application.ports.Publish)."""

    def __init__(self, log: EventLog, chain: Chain, tables: TablesInForce, clock: Callable[[], Instant]) -> None:
        self._log = log
        self._chain = chain
        self._tables = tables
        self._clock = clock

    def publish(self, system: str, text: str, by: str, reason: str) -> Published:
        """Put a table in force. Raises MappingErrors for one with something wrong, Refused, Unavailable."""
        self._check(system, by, reason)
        read_table(system, text)
        return self._append(system, by, reason, text, restores=0)

    def roll_back(self, system: str, version: int, by: str, reason: str) -> Published:
        """Put an earlier version in force again; 0 is the table of the hub's files.

        Raises Refused for a version that there is none of, Unavailable.
        """
        self._check(system, by, reason)
        past = {each.version: each for each in self.published(system)}
        if version and version not in past:
            raise Refused(f"{system} has no version {version}; list what was published first")
        return self._append(system, by, reason, past[version].text if version else "", restores=version)

    def published(self, system: str) -> Sequence[Published]:
        """Every version of a system's table that was put in force, the latest first. Raises Unavailable."""
        return [published_as(each) for each in reversed(self._log.history(stream_of(system)))]

    def _check(self, system: str, by: str, reason: str) -> None:
        if system not in self._tables.systems:
            raise Refused(f"there is no system {system}; add its adapter first")
        if not by:
            raise Refused("say who publishes it")
        if not reason.strip():
            raise Refused("publishing needs a reason; say why in a sentence")

    def _append(self, system: str, by: str, reason: str, text: str, *, restores: int) -> Published:
        """Put it in force.

        1. The event is appended. 2. This process takes the table over; others do within a second. A crash before 1
        leaves all as it was, a crash after it changes nothing about what is in force.
        """
        event = MappingPublished(
            recorded_at=self._clock(), system=system, by=by, reason=reason.strip(), text=text, restores=restores
        )
        recorded = append_alone(self._log, self._chain, stream_of(system), event)
        self._tables.refresh()
        return published_as(recorded)


def published_as(recorded: Recorded) -> Published:
    """What the event of a table, or of the conflict rules, put in force."""
    event = recorded.event
    assert isinstance(event, MappingPublished | RulesPublished)
    return Published(
        system=event.system if isinstance(event, MappingPublished) else "",
        version=recorded.version,
        at=event.recorded_at,
        by=event.by,
        reason=event.reason,
        text=event.text,
        restores=event.restores,
        position=recorded.position,
    )
