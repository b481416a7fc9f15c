"""What the hub tells its operators: structured logs and metrics.

Nothing secret is logged: whoever logs binds names from :data:`SECRETS` at their peril, and gets a row of stars.
"""

from __future__ import annotations

import logging
import sys
from collections import Counter as Tally
from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any, Final, TextIO

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from structlog.typing import Processor

SECRETS: Final = frozenset({"authorization", "cookie", "key", "password", "secret", "signature", "token", "x-api-key"})
"""Names whose values never reach a log."""

_LATENCIES: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_SIZES: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)


def configure_logging(level: str = "INFO", *, as_json: bool = True, stream: TextIO | None = None) -> None:
    """Send everything that is logged, by us and by the libraries, to one stream: JSON lines, or text for a terminal."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        hide_secrets,
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    end: list[Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if as_json
        else [
            structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        ]  # no values of variables
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *end]
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())


def hide_secrets(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Put stars in the place of values that must not be read."""
    for name in event:
        if name.lower() in SECRETS:
            event[name] = "***"
    return event


class Metrics:
    """The hub's collectors, on a registry of their own, so that two hubs in one process do not share them."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._count_intake()
        self._measure_views()
        self._measure_silence()
        self._measure_http()
        self._measure_publishing()
        self._measure_relay()
        self._measure_input()
        self._measure_polls()
        self._measure_lookups()
        self._measure_writes()
        self._count_notices()

    def _count_intake(self) -> None:
        self.reports = Counter(
            "statushub_reports", "Deliveries by system and verdict", ["system", "verdict"], registry=self.registry
        )
        self.batch_size = Histogram(
            "statushub_ingest_batch_reports", "Deliveries in one ingest", buckets=_SIZES, registry=self.registry
        )
        self.batch_seconds = Histogram(
            "statushub_ingest_seconds",
            "Time of one ingest, commit included",
            buckets=_LATENCIES,
            registry=self.registry,
        )
        self.shed = Counter("statushub_shed_requests", "Requests refused before latency grows", registry=self.registry)
        self.queued = Gauge("statushub_queued_reports", "Deliveries that wait for a commit", registry=self.registry)

    def count_reports(self, verdicts: Iterable[tuple[str, str]]) -> None:
        """Count deliveries, each by its system and what became of it."""
        for (system, verdict), count in Tally(verdicts).items():
            self.reports.labels(system, verdict).inc(count)

    def _measure_views(self) -> None:
        self.readable_seconds = Histogram(
            "statushub_readable_seconds",
            "From the acceptance of a report until it can be read, sampled",
            buckets=_LATENCIES,
            registry=self.registry,
        )
        self.lag = Gauge(
            "statushub_projection_lag_events", "Events a projection is behind", ["projection"], registry=self.registry
        )
        self.open_conflicts = Gauge("statushub_open_conflicts", "Conflicts without a decision", registry=self.registry)
        self.oldest_conflict = Gauge(
            "statushub_oldest_conflict_seconds", "Age of the oldest open conflict", registry=self.registry
        )
        self.parked = Gauge("statushub_parked_reports", "Parked reports by reason", ["reason"], registry=self.registry)
        self.store_reachable = Gauge("statushub_store_reachable", "1 while the store answers", registry=self.registry)
        self.pairs = Gauge(
            "statushub_pairs", "Pairs of a ticket and a system, sampled", ["system"], registry=self.registry
        )
        self.agreeing = Gauge(
            "statushub_agreeing_pairs",
            "Those that agree with the canonical status, sampled; over all pairs, this is the consistency rate",
            ["system"],
            registry=self.registry,
        )
        self.contradictions = Gauge(
            "statushub_standing_contradictions",
            "Tickets done in one system and open in another",
            registry=self.registry,
        )

    def _measure_silence(self) -> None:
        self.silent = Gauge(
            "statushub_system_silent",
            "1 for a system that is silent for longer than usual, sampled",
            ["system"],
            registry=self.registry,
        )

    def _measure_http(self) -> None:
        labels = ["method", "route", "status"]
        self.requests = Counter("statushub_http_requests", "Answers", labels, registry=self.registry)
        self.request_seconds = Histogram(
            "statushub_http_seconds", "Time to answer", ["method", "route"], buckets=_LATENCIES, registry=self.registry
        )

    def _measure_publishing(self) -> None:
        self.published = Counter("statushub_published", "Deliveries published to the topic", registry=self.registry)
        self.publish_failed = Counter(
            "statushub_publish_failed", "Deliveries that Kafka did not acknowledge in time", registry=self.registry
        )
        self.publish_seconds = Histogram(
            "statushub_publish_seconds",
            "Time of one batch until Kafka has acknowledged it",
            buckets=_LATENCIES,
            registry=self.registry,
        )

    def _measure_relay(self) -> None:
        self.relay_active = Gauge("statushub_relay_active", "1 while this relay leads", registry=self.registry)
        self.relay_lag = Gauge(
            "statushub_relay_lag_events", "Events of the log that are not published yet", registry=self.registry
        )
        self.relay_delay = Gauge(
            "statushub_relay_delay_seconds", "Age of the oldest event not published yet", registry=self.registry
        )
        self.relay_published = Counter(
            "statushub_relay_published", "Messages that were published", ["topic"], registry=self.registry
        )
        self.relay_seconds = Histogram(
            "statushub_relay_publish_seconds",
            "Time of one batch until the broker has committed it",
            buckets=_LATENCIES,
            registry=self.registry,
        )
        self.relay_takeovers = Counter(
            "statushub_relay_takeovers", "How often this relay began to lead", registry=self.registry
        )

    def _measure_input(self) -> None:
        registry = self.registry
        self.input_records = Counter("statushub_input_records", "Records read and stored", registry=registry)
        self.input_lag = Gauge(
            "statushub_input_lag_records",
            "Records that wait in a partition that is read here",
            ["topic", "partition"],
            registry=registry,
        )
        self.input_oldest = Gauge(
            "statushub_input_oldest_seconds",
            "Age of the oldest record that waits in a partition that is read here; 0 where none does",
            registry=registry,
        )
        self.input_rebalances = Counter(
            "statushub_input_rebalances", "How often partitions were assigned anew", registry=registry
        )
        self.input_stalled = Gauge(
            "statushub_input_stalled", "1 while reading waits for the store or the broker", registry=registry
        )

    def _measure_polls(self) -> None:
        self.polls = Counter(
            "statushub_poll",
            "Questions to a system, by what came of them: changes, nothing, failed, refused",
            ["system", "outcome"],
            registry=self.registry,
        )
        self.poll_age = Gauge(
            "statushub_poll_age_seconds",
            "Time since a system that is asked here has last answered",
            ["system"],
            registry=self.registry,
        )

    def _measure_lookups(self) -> None:
        self.lookups = Counter(
            "statushub_lookups",
            "Look-ups of objects that an event only named, by what came of them: done, later, failed",
            ["system", "outcome"],
            registry=self.registry,
        )
        self.lookups_owed = Gauge(
            "statushub_lookups_owed",
            "Objects of a system that have to be looked up",
            ["system"],
            registry=self.registry,
        )

    def _measure_writes(self) -> None:
        self.writes = Counter(
            "statushub_writes",
            "Writes to a system, by what came of them: done, later, failed, forbidden, dry-run",
            ["system", "outcome"],
            registry=self.registry,
        )
        self.writes_owed = Gauge(
            "statushub_writes_owed",
            "Statuses that a system has not been told, by how they stand",
            ["system", "state"],
            registry=self.registry,
        )
        self.left_alone = Gauge(
            "statushub_system_left_alone",
            "1 while nothing but one try now and then is written to a system, for it failed several times in a row",
            ["system"],
            registry=self.registry,
        )

    def _count_notices(self) -> None:
        self.notices = Counter(
            "statushub_notices",
            "Messages about exception tickets, by what came of them: sent, failed",
            ["channel", "outcome"],
            registry=self.registry,
        )

    def set_backlog(
        self, *, lag: Mapping[str, int], open_conflicts: int, oldest_conflict: float, parked: Mapping[str, int]
    ) -> None:
        """Set what is true at the moment of asking."""
        for projection, events in lag.items():
            self.lag.labels(projection).set(events)
        self.open_conflicts.set(open_conflicts)
        self.oldest_conflict.set(oldest_conflict)
        self.parked.clear()
        for reason, count in parked.items():
            self.parked.labels(reason).set(count)

    def set_consistency(self, pairs: Mapping[str, tuple[int, int]], contradictions: int) -> None:
        """Set what was sampled: by system, how many pairs with a ticket there are, and how many of them agree."""
        for system, (all_of_them, agreeing) in pairs.items():
            self.pairs.labels(system).set(all_of_them)
            self.agreeing.labels(system).set(agreeing)
        self.contradictions.set(contradictions)

    def set_silence(self, silent: Mapping[str, bool]) -> None:
        """Set what was sampled: by system, whether it is silent for longer than usual."""
        for system, is_too_long in silent.items():
            self.silent.labels(system).set(is_too_long)
