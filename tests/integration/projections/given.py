"""Logs to project: stories told report by report, and a random plant's day. The events are the hub's own."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import count

import msgspec

from conflict.loader import load_rules
from hub.domain import decide
from hub.domain.decide import Clocks, Meaning
from hub.domain.ticket import Ticket
from schemas.events import Event, NativeIdLinked, Recorded, ReportParked, ReportReleased, ReportRetried, WriteRef
from schemas.instant import MINUTE, SECOND, Instant, from_iso
from schemas.report import Report
from schemas.status import Status

NOON: Instant = from_iso("2026-01-26T12:00:00Z")
RULES = load_rules()
SYSTEMS = ("crm", "erp", "itsm", "mes")


def minute(after_noon: float) -> Instant:
    return NOON + round(after_noon * MINUTE)


class Log:
    """An event log in memory, with gaps between positions as a real one has them."""

    def __init__(self) -> None:
        self.events: list[Recorded] = []
        self._versions: dict[str, int] = {}

    def append(self, stream: str, *events: Event) -> int:
        for event in events:
            version = self._versions[stream] = self._versions.get(stream, 0) + 1
            position = self.head() + 1 + version % 3
            self.events.append(Recorded(stream, version, event, position=position))
        return self.head()

    def head(self) -> int:
        return self.events[-1].position if self.events else 0

    def read(self, after: int, limit: int) -> Sequence[Recorded]:
        low, high = 0, len(self.events)
        while low < high:
            middle = (low + high) // 2
            if self.events[middle].position > after:
                high = middle
            else:
                low = middle + 1
        return self.events[low : low + limit]


class Story:
    """One ticket's story, told into a log. Minutes count from noon."""

    _conflicts = count(1)

    def __init__(self, log: Log, uid: str = "SRV-20260126-00872-A9F") -> None:
        self.log = log
        self.uid = uid
        self.ticket = Ticket(uid, RULES)
        self._deliveries = count(1)

    @property
    def conflict(self) -> str:
        assert self.ticket.conflict is not None
        return self.ticket.conflict.uid

    def report(
        self,
        system: str,
        native: str,
        status: Status,
        at: float,
        *,
        received: float | None = None,
        reopens: bool = False,
        delivery_id: str = "",
        native_id: str = "",
        echo_of: float | None = None,
        released_from: str = "",
        sequence: int | None = None,
        note: str = "",
    ) -> str:
        """A system says something, maybe what the hub began to write at ``echo_of``; returns the delivery id."""
        now = minute(at if received is None else received)
        report = Report(
            system=system,
            native_status=native,
            received_at=now,
            occurred_at=minute(at),
            uid=self.uid,
            native_id=native_id,
            delivery_id=delivery_id or f"{system}-{next(self._deliveries)}",
            sequence=sequence,
            note=note,
        )
        reading = decide.read(report, Meaning(status, reopens, "v1"), Clocks())
        if echo_of is not None:
            reading = msgspec.structs.replace(reading, echo_of=(WriteRef(minute(echo_of), minute(echo_of)),))
        events = decide.take_in(
            self.ticket, report, reading, now + SECOND, lambda _: f"QAX-{next(self._conflicts):05}", released_from
        )
        self.log.append(self.uid, *events)
        return report.delivery_id

    def link(self, system: str, native_id: str, at: float) -> None:
        linked = NativeIdLinked(recorded_at=minute(at), system=system, native_id=native_id, by="anna")
        self.log.append(self.uid, linked)

    def claim(self, by: str, at: float) -> None:
        self.log.append(self.uid, *decide.claim(self.ticket, self.conflict, by, minute(at)))

    def settle(self, by: str, at: float, *, status: Status | None = None, accept: str = "") -> None:
        events = decide.settle(self.ticket, self.conflict, by, "seen on site", minute(at), accept=accept, status=status)
        self.log.append(self.uid, *events)


def parked(
    system: str = "mes",
    native: str = "Warten",
    reason: str = "unmapped",
    at: float = 0,
    uid: str = "",
    native_id: str = "",
) -> ReportParked:
    return ReportParked(
        recorded_at=minute(at) + SECOND,
        system=system,
        reason=reason,
        detail=f"{native!r} is in no mapping",
        received_at=minute(at),
        body=b"{}",
        uid=uid,
        native_id=native_id,
        native=native,
        at=minute(at),
        delivery_id=f"{system}-{native}-{at}",
    )


class Plant:
    """A random plant: systems that lag, repeat themselves, come late and contradict each other."""

    def __init__(self, seed: int, tickets: int) -> None:
        self.random = random.Random(seed)
        self.log = Log()
        self.stories = [Story(self.log, f"SRV-20260126-{number:05}-{number % 4096:03X}") for number in range(tickets)]
        self._parked: list[str] = []
        self._now = 0.0

    def play(self, steps: int) -> Log:
        for _ in range(steps):
            self._now += self.random.expovariate(2.0)
            self._step(self.random.choice(self.stories))
        return self.log

    def _step(self, story: Story) -> None:
        chance = self.random.random()
        if story.ticket.is_frozen and chance < 0.3:
            self._review(story)
        elif chance < 0.04:
            self._park(story)
        elif chance < 0.06 and self._parked:
            self._retry()
        elif chance < 0.07:
            story.link(self.random.choice(SYSTEMS), f"N{self.random.randrange(99)}", self._now)
        else:
            self._report(story)

    def _report(self, story: Story) -> None:
        system = self.random.choice(SYSTEMS)
        status = self.random.choice(list(Status))
        late = self.random.choice([0, 0, 0, 0.1, 3, 20, 300])
        story.report(
            system,
            self.random.choice([status.value, f"{status.value}!"]),
            status,
            # Whole minutes, so that times tie.
            round(self._now - late),
            received=max(self._now, round(self._now - late)),
            reopens=status is Status.IN_PROGRESS,
            native_id=f"{system}{story.uid[-3:]}",
            echo_of=round(self._now - late) if self.random.random() < 0.05 else None,
            sequence=self.random.choice([None, 1, 2]),
        )

    def _review(self, story: Story) -> None:
        if self.random.random() < 0.5:
            story.claim("anna", self._now)
        else:
            story.settle("anna", self._now, status=self.random.choice([None, Status.RESOLVED, Status.REOPENED]))

    def _park(self, story: Story) -> None:
        stream = f"PRK-{len(self._parked):05}"
        self._parked.append(stream)
        uid = self.random.choice(["", story.uid])
        self.log.append(stream, parked(self.random.choice(SYSTEMS), at=self._now, uid=uid))

    def _retry(self) -> None:
        stream = self.random.choice(self._parked)
        now = minute(self._now)
        retried = ReportRetried(recorded_at=now, reason="unmapped", detail="still", by="anna")
        released = ReportReleased(recorded_at=now, outcome="accepted", uid="SRV", by="anna")
        self.log.append(stream, self.random.choice([retried, released]))
