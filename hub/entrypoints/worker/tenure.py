"""What a worker holds: the partitions it claimed, and how far each was handed over and stored."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Final

from hub.application.ports import InputMark
from hub.application.records import Record

_NONE: Final = -1
_BY_PARTITION: Final = attrgetter("partition")


@dataclass(slots=True)
class Held:
    """A partition under a claim."""

    claim: int
    stored: int
    """The offset to read next, as the store has it, or where reading begins."""
    handed: int
    """The offset that has to come next."""
    behind_gap: int = _NONE
    """The offset of a record that came in place of ``handed``, when it came first."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What of the polled records is to be stored."""

    records: list[Record]
    reached: dict[int, int]
    """By partition: the offset behind the last of its records."""
    written: dict[int, tuple[int, int]]
    """By partition: when its first and its last record were written, in milliseconds since 1970."""
    again: dict[int, int]
    """By partition: the offset to read again from, because something is missing before what came."""


@dataclass(slots=True, eq=False)
class Tenure:
    """A time in which one set of partitions is read, from the claim to the first failure or to the next rebalance."""

    partitions: frozenset[int]
    held: dict[int, Held] = field(default_factory=dict)
    """Empty until the store and the broker have said where to begin."""
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_over(self) -> bool:
        return self.ended.is_set()

    def end(self) -> None:
        """Nothing more is handed over; what is under way may still be stored, if its claim holds."""
        self.ended.set()

    def take(self, records: Sequence[Record]) -> Taken:
        """What of these records, polled together, has not been handed over yet.

        Nothing is ever passed over by mistake: where a partition goes on behind the offset that has to come next, it is
        read again from there, and only a record that comes in the same place once more is behind a true gap (of
        transactions' marks, or of records that were deleted).
        """
        taken = Taken([], {}, {}, {})
        if self.is_over:
            return taken
        for partition, group in groupby(records, _BY_PARTITION):
            held = self.held.get(partition)
            if held is None:
                continue  # not claimed yet; it is read from its stored offset once it is
            run = list(group)
            if run[0].offset < held.handed:
                run = [record for record in run if record.offset >= held.handed]
                if not run:
                    continue
            first = run[0].offset
            if first > held.handed and first != held.behind_gap:
                held.behind_gap = first
                taken.again[partition] = held.handed
                continue
            held.handed, held.behind_gap = run[-1].offset + 1, _NONE
            taken.records.extend(run)
            taken.reached[partition] = held.handed
            taken.written[partition] = run[0].timestamp, run[-1].timestamp
        return taken

    def marks(self, topic: str, reached: Mapping[int, int]) -> list[InputMark]:
        """How the store's positions move with a batch that reaches these offsets."""
        return [
            InputMark(topic=topic, partition=partition, claim=self.held[partition].claim, next=offset)
            for partition, offset in sorted(reached.items())
        ]

    def stored(self, reached: Mapping[int, int]) -> None:
        """A batch that reaches these offsets is in the store."""
        for partition, offset in reached.items():
            self.held[partition].stored = offset
