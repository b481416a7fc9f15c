"""Reports that the connector brings, counted as those are that systems post."""

from __future__ import annotations

from collections.abc import Sequence

from hub.application.ports import Delivery, Ingest, InputMark, Outcome
from hub.telemetry import Metrics


class CountedIngest:
    """Takes deliveries in, and counts what becomes of them (the port is hub.application.ports.Ingest)."""

    def __init__(self, ingest: Ingest, metrics: Metrics) -> None:
        self._ingest = ingest
        self._metrics = metrics

    def ingest(self, deliveries: Sequence[Delivery], inputs: Sequence[InputMark] = ()) -> list[Outcome]:
        """Take the deliveries in, as the port says; what was stored is counted behind that."""
        outcomes = self._ingest.ingest(deliveries, inputs)
        self._metrics.count_reports(
            (delivery.system, outcome.verdict.value) for delivery, outcome in zip(deliveries, outcomes, strict=True)
        )
        return outcomes
