"""How far a worker is behind its partitions, in records and in time, for metrics and for Kafka's own lag."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from hub.telemetry import Metrics

Seconds = float


@dataclass(slots=True)
class _Behind:
    """A partition's part; times are seconds since 1970."""

    reached: int
    end: int
    oldest: Seconds | None = None
    """When the oldest record that is not stored was written, or was first noticed."""


class Backlog:
    """What waits in the partitions of one worker. It outlasts failures: what waits is counted while nothing moves."""

    def __init__(self, metrics: Metrics, topic: str) -> None:
        self._metrics = metrics
        self._topic = topic
        self._behind: dict[int, _Behind] = {}

    @property
    def reached(self) -> dict[int, int]:
        """By partition: the offset behind the last record that is stored."""
        return {partition: behind.reached for partition, behind in self._behind.items()}

    @property
    def waits(self) -> bool:
        """Whether anything was behind what is stored at the last look."""
        return any(behind.end > behind.reached for behind in self._behind.values())

    def keep(self, partitions: Collection[int]) -> None:
        """Forget partitions that are read by others now."""
        for partition in [known for known in self._behind if known not in partitions]:
            del self._behind[partition]
        self._show(0.0)

    def begun(self, partition: int, offset: int, end: int) -> None:
        """A partition is read from an offset on."""
        known = self._behind.get(partition)
        self._behind[partition] = _Behind(offset, end, known.oldest if known else None)

    def came(self, partition: int, written: Seconds) -> None:
        """A record was handed over."""
        behind = self._behind[partition]
        behind.oldest = written if behind.oldest is None else min(behind.oldest, written)

    def stored(self, partition: int, offset: int, following: Seconds | None) -> None:
        """Records up to an offset are stored; ``following``: when the next one was written, if it came already."""
        if partition in self._behind:
            behind = self._behind[partition]
            behind.reached = max(behind.reached, offset)
            behind.oldest = following

    def seen(self, ends: Mapping[int, int], now: Seconds) -> None:
        """Where the partitions end now; sets the metrics."""
        for partition, end in ends.items():
            if partition in self._behind:
                self._behind[partition].end = end
        self._show(now)

    def _show(self, now: Seconds) -> None:
        gauge = self._metrics.input_lag
        gauge.clear()
        oldest = now
        for partition, behind in sorted(self._behind.items()):
            lag = max(0, behind.end - behind.reached)
            gauge.labels(self._topic, str(partition)).set(lag)
            if not lag:
                behind.oldest = None
            elif behind.oldest is None:
                behind.oldest = now
            if behind.oldest is not None:
                oldest = min(oldest, behind.oldest)
        self._metrics.input_oldest.set(max(0.0, now - oldest))
