"""Telling people of exception tickets, as an activity of the connector."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from hub.application.notifying import Notifying
from hub.escalation import Channel, load_escalation
from hub.infrastructure.creating import creating_alone
from hub.infrastructure.notices import PostgresNotices
from hub.telemetry import Metrics
from hub.wiring import Hub

_log = structlog.stdlib.get_logger("hub.connector")


def notifying(hub: Hub) -> Sequence[Notifying]:
    """One activity where ``STATUSHUB_NOTIFY`` names a file, else none. Raises UnusableEscalation, Unavailable."""
    if hub.settings.notify is None:
        return []
    from hub.infrastructure.outlet import AppriseOutlet  # takes a second to import, and most hubs need none

    escalation = load_escalation(hub.settings.notify)
    outlet = AppriseOutlet(escalation.channels)
    notices = PostgresNotices(hub.connect)
    with creating_alone(hub.connect):
        notices.create_tables()
    return [
        Notifying(
            escalation,
            hub.log,
            notices,
            outlet,
            LoggedNotices(hub.metrics),
            clock=hub.clock,
            rule_of=lambda name: hub.rules.by_name(name) or name,
            public_url=hub.settings.public_url,
        )
    ]


class LoggedNotices:
    """Tells the log and the metrics, by the names of channels (the port is hub.application.notifying.NoticeWatch)."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._failing: set[str] = set()

    def sent(self, channel: Channel, conflicts: int) -> None:
        """The address took a message."""
        if channel.key in self._failing:
            _log.info("notify_works_again", channel=channel.name)
        self._failing.discard(channel.key)
        _log.info("conflicts_told", channel=channel.name, level=channel.level, conflicts=conflicts)
        self._metrics.notices.labels(channel.name, "sent").inc()

    def fails(self, channel: Channel, *, pause: float) -> None:
        """The address did not take a message; it is tried again after a pause."""
        if channel.key not in self._failing:
            _log.error("notify_failed", channel=channel.name, level=channel.level, again_in_seconds=round(pause))
        self._failing.add(channel.key)
        self._metrics.notices.labels(channel.name, "failed").inc()
