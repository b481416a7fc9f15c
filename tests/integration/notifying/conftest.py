"""A hub whose exception tickets go to a mailbox at once, and to a chat after ten minutes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import date
from itertools import count
from pathlib import Path

import pytest

from hub.application.notifying import Notifying
from hub.application.ports import Delivery, Verdict
from hub.application.relay import Stopping
from hub.entrypoints.connector.notifying import notifying
from hub.entrypoints.signals import Stop
from hub.settings import Settings
from hub.wiring import Hub, open_hub
from schemas.events import TicketFrozen
from schemas.instant import SECOND, Instant, from_iso
from schemas.report import Report
from schemas.uid import format_uid
from tests.integration.notifying.receivers import Chat, Mailbox

NOON = from_iso("2026-01-26T12:00:00Z")
LEVELS = """
every_seconds = 60
[[level]]
urls = ["QUALITY_MAIL"]
[[level]]
after_minutes = 10
urls = ["SHIFT_LEAD"]
"""


class Clock:
    """Shows the time it was set to."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> Instant:
        return self.now

    def passes(self, seconds: float) -> None:
        self.now += int(seconds * SECOND)


class Plant:
    """A hub on which tickets freeze."""

    def __init__(self, hub: Hub, clock: Clock) -> None:
        self.hub = hub
        self.clock = clock
        self.stop: Stopping = Stop()
        self._numbers = count(1)

    def telling(self) -> Notifying:
        """What a connector does, as after a start."""
        (activity,) = notifying(self.hub)
        assert isinstance(activity, Notifying)
        return activity

    def tells(self, activity: Notifying) -> None:
        activity.read_on()
        activity.tell(self.stop)

    def freezes(self) -> tuple[str, str]:
        """Two systems contradict each other; the UIDs of the ticket and of the exception ticket."""
        uid = str(format_uid("SRV", date(2026, 1, 26), next(self._numbers)))
        for system, word in (("crm", "Closed"), ("mes", "Reopened")):
            self._hears(uid, system, word)
        (frozen,) = [each.event for each in self.hub.log.history(uid) if isinstance(each.event, TicketFrozen)]
        return uid, frozen.conflict

    def _hears(self, uid: str, system: str, word: str) -> None:
        report = Report(
            system=system,
            uid=uid,
            native_id=f"{system}-{uid}",
            native_status=word,
            occurred_at=self.clock(),
            received_at=self.clock(),
            delivery_id=f"d{next(self._numbers)}",
        )
        delivery = Delivery(system=system, received_at=report.received_at, report=report)
        (outcome,) = self.hub.ingestion.ingest([delivery])
        assert outcome.verdict is Verdict.ACCEPTED, outcome


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with closing(Mailbox()) as made:
        made.start()
        yield made


@pytest.fixture
def chat() -> Iterator[Chat]:
    with Chat() as made:
        yield made


@pytest.fixture
def levels(tmp_path: Path, mailbox: Mailbox, chat: Chat, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that says who is told, with the addresses in the environment."""
    monkeypatch.setenv("QUALITY_MAIL", mailbox.address)
    monkeypatch.setenv("SHIFT_LEAD", chat.address)
    path = tmp_path / "levels.toml"
    path.write_text(LEVELS)
    return path


@pytest.fixture
def plant(database_url: str, levels: Path, tmp_path: Path) -> Iterator[Plant]:
    clock = Clock()
    settings = Settings(
        database_url=database_url, data=tmp_path, notify=levels, public_url="https://hub.plant.example/"
    )
    with ExitStack() as stack:
        yield Plant(stack.enter_context(open_hub(settings, clock=clock)), clock)
