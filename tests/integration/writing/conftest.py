"""A hub and two trackers that echo whatever they are told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from adapters.contract import Connection, Sink
from adapters.registry import open_sink
from hub.application.circuit import Trouble
from hub.application.ports import Delivery, Outcome, Verdict
from hub.application.writing import OwedWrite, Writing
from hub.infrastructure.http_session import HttpSession
from hub.settings import Settings
from hub.wiring import Hub, open_hub
from schemas.events import Event
from schemas.instant import SECOND, Instant, from_iso
from schemas.report import Report
from tests.integration.writing.desks import KEY, Desk

UID = "SRV-20260126-00872-A9F"
NOON = from_iso("2026-01-26T12:00:00Z")
_WORDS = """
[mapping.{name}]
"New" = {{ status = "New", after_done = "Reopened" }}
"In Progress" = {{ status = "In Progress", after_done = "Reopened" }}
"Feedback" = "Pending"
"Resolved" = "Resolved"
"Closed" = "Closed"
"@writes" = ["In Progress", "Resolved", "Closed", "Reopened"]
[mapping.{name}."@back"]
"Reopened" = "In Progress"
"""


class Clock:
    """Shows the time it was set to, and a millisecond more each time it is asked."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> Instant:
        self.now += 1_000
        return self.now


@dataclass
class Seen:
    """What writing told its watch."""

    outcomes: list[str] = field(default_factory=list)

    def wrote(self, write: OwedWrite, outcome: str, why: str) -> None:
        self.outcomes.append(outcome)

    def stands(self, system: str, counts: dict[str, int]) -> None:
        """Counted elsewhere."""

    def fares(self, system: str, trouble: Trouble | None) -> None:
        """Told elsewhere."""


class Plant:
    """A hub and its trackers, ``east`` and ``west``. What they say waits in ``said`` until it is :meth:`heard`."""

    def __init__(self, hub: Hub, clock: Clock, stack: ExitStack) -> None:
        self.hub = hub
        self.clock = clock
        self.owed = hub.owed
        self.seen = Seen()
        self.said: list[tuple[str, str, str, Instant]] = []
        self._numbers = count(1)
        self._stack = stack
        self.desks = {name: stack.enter_context(Desk()) for name in ("east", "west")}
        for name, desk in self.desks.items():
            desk.echo = lambda native_id, word, name=name: self.said.append((name, native_id, word, clock()))

    def writing(self, name: str = "east", *, sink: Sink | None = None, dry_run: bool = False) -> Writing:
        """What a connector does for one tracker, as after a start."""
        session = self._stack.enter_context(closing(HttpSession(self.desks[name].url, {"X-Redmine-API-Key": KEY})))
        found = sink or open_sink(
            self.hub.manifests[name], Connection(system=name, url=self.desks[name].url, values={}), session
        )
        assert found is not None
        hub = self.hub
        ports = (self.owed, hub.changing, hub.log, self.clock, self.seen)
        writing = Writing(name, hub.tables, found, *ports, dry_run=dry_run)
        writing.begin()
        return writing

    def sets(self, name: str, word: str, native_id: str = "7") -> Outcome:
        """Somebody moves the issue at the tracker's own screen, and the tracker reports it."""
        self.desks[name].issues[native_id] = word
        return self.hears(name, native_id, word, self.clock())

    def hears(self, name: str, native_id: str, word: str, at: Instant) -> Outcome:
        report = Report(
            system=name,
            uid=UID,
            native_id=native_id,
            native_status=word,
            occurred_at=at,
            received_at=self.clock(),
            delivery_id=f"d{next(self._numbers)}",
        )
        delivery = Delivery(system=name, received_at=report.received_at, report=report)
        (outcome,) = self.hub.ingestion.ingest([delivery])
        assert outcome.verdict is Verdict.ACCEPTED, outcome
        return outcome

    def heard(self) -> int:
        """Take in what the trackers have said by themselves; return how much it was."""
        waiting, self.said = self.said, []
        for each in waiting:
            self.hears(*each)
        return len(waiting)

    def passes(self, seconds: float) -> None:
        self.clock.now += int(seconds * SECOND)

    def events(self, kind: type[Event]) -> list[Any]:
        return [each.event for each in self.hub.log.history(UID) if isinstance(each.event, kind)]


def settled(writing: Writing) -> None:
    """Let it do all that can be done now."""
    while writing.follow():
        pass
    while writing.step():
        pass


@pytest.fixture
def plant(database_url: str, tmp_path: Path) -> Iterator[Plant]:
    """An issue in each of two trackers, both of the one ticket, and both new."""
    (tmp_path / "words").mkdir()
    (tmp_path / "adapters").mkdir()
    for name in ("east", "west"):
        (tmp_path / "words" / f"{name}.toml").write_text(_WORDS.format(name=name))
        (tmp_path / "adapters" / f"{name}.toml").write_text(f'system = "{name}"\nextends = "redmine"\n')
    settings = Settings(
        database_url=database_url, mappings=tmp_path / "words", adapters=tmp_path / "adapters", data=tmp_path
    )
    clock = Clock()
    with ExitStack() as stack:
        plant = Plant(stack.enter_context(open_hub(settings, clock=clock)), clock, stack)
        plant.sets("east", "New")
        plant.sets("west", "New")
        yield plant
