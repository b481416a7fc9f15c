"""Senders that behave as vendors do: in order, and what was not acknowledged is sent again until it is."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random
from typing import Final

import httpx

from tests.chaos.reports import Posted

AGAIN_AFTER: Final = 0.1
"""Seconds before a post that failed is tried again."""
LOST_ANSWERS: Final = 0.03
"""How many posts are sent once more although they were acknowledged."""
PATIENCE: Final = 10.0
"""Seconds that a sender waits for an answer."""


class Pace:
    """Lets reports out at a steady rate, and never past a limit, which whoever disturbs the run moves on."""

    def __init__(self, rate: float) -> None:
        """``rate`` is in reports a second."""
        self._rate = rate
        self._limit = 0
        self._began = time.monotonic()
        self._given = 0
        self._acknowledged = 0
        self._changed = threading.Condition()
        self._over = False

    @property
    def acknowledged(self) -> int:
        return self._acknowledged

    @property
    def is_over(self) -> bool:
        return self._over

    def let_out(self, limit: int) -> None:
        """So many reports may be sent by now."""
        with self._changed:
            self._limit = max(self._limit, limit)
            self._changed.notify_all()

    def take(self, count: int) -> bool:
        """Wait until the next ``count`` reports are due; False if the run was given up."""
        with self._changed:
            while not self._over:
                early = (self._given + count) / self._rate - (time.monotonic() - self._began)
                if early <= 0 and self._given < self._limit:
                    self._given += count
                    return True
                self._changed.wait(early if early > 0 else None)
        return False

    def acknowledge(self, count: int) -> None:
        with self._changed:
            self._acknowledged += count
            self._changed.notify_all()

    def wait_for(self, count: int, seconds: float) -> None:
        """Wait until so many reports were acknowledged. Raises TimeoutError."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._acknowledged >= count or self._over, seconds):
                raise TimeoutError(f"{self._acknowledged} reports were acknowledged after {seconds} s, not {count}")

    def give_up(self) -> None:
        with self._changed:
            self._over = True
            self._changed.notify_all()


class Sender(threading.Thread):
    """One connection that posts its reports in order, ``most`` at a time at most."""

    def __init__(
        self, name: str, address: str, key: str, reports: Sequence[Posted], most: int, pace: Pace, seed: int
    ) -> None:
        super().__init__(name=name, daemon=True)
        self._client = httpx.Client(
            base_url=address, headers={"Authorization": f"Bearer {key}"}, timeout=PATIENCE, trust_env=False
        )
        self._posts = list(_posts(reports, most, Random(seed)))
        self._is_single = most == 1
        self._pace = pace
        self._chance = Random(seed + 1)
        self.answers: Counter[str] = Counter()
        """How often it was answered what: status codes, and kinds of errors."""
        self.odd: list[str] = []
        """Answers that no sender should ever see."""

    def run(self) -> None:
        with self._client:
            for post in self._posts:
                if not self._pace.take(len(post)):
                    return
                while not self._is_taken(post):
                    if self._pace.is_over:
                        return
                    time.sleep(AGAIN_AFTER)
                self._pace.acknowledge(len(post))
                if self._chance.random() < LOST_ANSWERS:
                    self._is_taken(post)

    def _is_taken(self, post: Sequence[Posted]) -> bool:
        try:
            answer = self._client.post("/api/v1/reports", json=post[0] if self._is_single else list(post))
        except httpx.HTTPError as error:
            self.answers[type(error).__name__] += 1
            return False
        self.answers[str(answer.status_code)] += 1
        if answer.status_code not in {202, 503}:
            self.odd.append(f"{answer.status_code}: {answer.text[:300]}")
        return answer.status_code == 202


def _posts(reports: Sequence[Posted], most: int, chance: Random) -> Iterator[Sequence[Posted]]:
    place = 0
    while place < len(reports):
        size = chance.randint(1, most)
        yield reports[place : place + size]
        place += size
