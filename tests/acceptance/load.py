"""Senders that behave as vendors do: what was not acknowledged is sent again, until it is."""

import random
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any, Final

import httpx

from schemas.uid import format_uid

WORDS: Final = {
    "crm": ("New", "Accepted", "Working", "Waiting on Customer", "Solved", "Reopened", "Closed"),
    "erp": ("Created", "Released", "Partially Confirmed", "Technically Completed", "Closed"),
    "mes": ("PENDING", "IN_PROGRESS", "BLOCKED", "DONE"),
    "itsm": ("New", "In Progress", "On Hold", "Resolved", "Closed"),
}
TICKETS: Final = tuple(format_uid("LOAD", date(2026, 1, 26), number).text for number in range(1, 401))

Key = tuple[str, str, str]
"""UID, system, delivery id."""


class Sender(threading.Thread):
    """Sends requests of so many reports at a steady pace, and remembers what was acknowledged."""

    def __init__(self, name: str, address: str, headers: dict[str, str], *, size: int, rate: float, seed: int) -> None:
        """``rate`` is in reports a second."""
        super().__init__(name=name)
        self._client = httpx.Client(base_url=address, headers=headers, timeout=5.0)
        self._size = size
        self._pause = size / rate
        self._random = random.Random(seed)
        self._number = count(1)
        self._over = threading.Event()
        self.acknowledged: set[Key] = set()
        self.sent: set[Key] = set()
        self.odd: list[str] = []
        """Answers that a sender should never see."""

    def finish(self) -> None:
        self._over.set()

    def run(self) -> None:
        due = time.monotonic()
        with self._client:
            while not self._over.is_set():
                reports = [self._report() for _ in range(self._size)]
                self._until_acknowledged(reports)
                due = max(due + self._pause, time.monotonic() - 1)  # what was missed is made good, within reason
                self._over.wait(max(0.0, due - time.monotonic()))

    def _until_acknowledged(self, reports: Sequence[dict[str, Any]]) -> None:
        keys = {(report["uid"], report["system"], report["delivery_id"]) for report in reports}
        self.sent |= keys
        while not self._over.is_set():
            if self._post(reports):
                self.acknowledged |= keys
                if self._random.random() < 0.05:
                    self._post(reports)  # the answer got lost
                return
            self._over.wait(0.05)

    def _post(self, reports: Sequence[dict[str, Any]]) -> bool:
        try:
            answer = self._client.post("/api/v1/reports", json=reports if self._size > 1 else reports[0])
        except httpx.HTTPError:
            return False  # killed, or not up again yet
        if answer.status_code == 202:
            outcomes = answer.json()["outcomes"] if self._size > 1 else [answer.json()]
            self.odd += [str(item) for item in outcomes if item["verdict"] not in {"accepted", "duplicate"}]
        elif answer.status_code != 503:
            self.odd.append(f"{answer.status_code}: {answer.text[:300]}")
        return answer.status_code == 202

    def _report(self) -> dict[str, Any]:
        system = self._random.choice(tuple(WORDS))
        at = datetime.now(UTC) - timedelta(seconds=self._random.uniform(0, 1200))
        return {
            "system": system,
            "uid": self._random.choice(TICKETS),
            "native_status": self._random.choice(WORDS[system]),
            "occurred_at": at.isoformat(),
            "delivery_id": f"{self.name}-{next(self._number)}",
        }


def senders(address: str, headers: dict[str, str], seed: int) -> Iterator[Sender]:
    """About 1,000 reports a second: most in batches, some by themselves."""
    for number in range(2):
        yield Sender(f"batch{number}", address, headers, size=50, rate=425, seed=seed + number)
    for number in range(3):
        yield Sender(f"single{number}", address, headers, size=1, rate=50, seed=seed + 10 + number)
