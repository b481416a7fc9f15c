"""What goes wrong between a worker and its store, at the moments that matter."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from hub.application.ports import Claimed, Delivery, Ingest, InputMark, Inputs, Outcome


@dataclass
class Faulty:
    """A store that fails as it is told: ``before`` it has stored a batch, or ``after``."""

    real: Ingest
    before: Callable[[int], None] = lambda _number: None
    after: Callable[[int], None] = lambda _number: None
    offered: list[int] = field(default_factory=list)
    """The first offset of every batch that was offered."""
    refused: list[Exception] = field(default_factory=list)
    """What the real store said no with."""

    def ingest(self, deliveries: Sequence[Delivery], inputs: Sequence[InputMark] = ()) -> list[Outcome]:
        number = len(self.offered)
        assert deliveries[0].input is not None
        self.offered.append(deliveries[0].input.offset)
        self.before(number)
        try:
            outcomes = self.real.ingest(deliveries, inputs)
        except Exception as error:
            self.refused.append(error)
            raise
        self.after(number)
        return outcomes


class Gate:
    """Stops whoever comes by, until it is opened."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self._open = threading.Event()

    def __call__(self, _number: int = 0) -> None:
        self.reached.set()
        assert self._open.wait(60)

    def open(self) -> None:
        self._open.set()


@dataclass
class GatedInputs:
    """Positions that are claimed only once a gate is open."""

    real: Inputs
    gate: Callable[[], None]

    def claim(self, topic: str, partitions: Sequence[int], holder: str) -> dict[int, Claimed]:
        self.gate()
        return self.real.claim(topic, partitions, holder)

    def restart(self, topic: str, partition: int, claim: int) -> None:
        self.real.restart(topic, partition, claim)
