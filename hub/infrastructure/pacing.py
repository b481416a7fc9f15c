"""No more requests to a system than it can bear, whoever of the hub makes them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Final

import structlog

from adapters.contract import NO_HEADERS, NotReached, Response, Session, retry_after
from schemas.instant import SECOND, Instant

TOO_MANY: Final = 429
"""With this status, and with those of 500 and more, ``Retry-After`` speaks of the system and not of one object."""

_log = structlog.stdlib.get_logger("hub.connector")


class Budget:
    """How often one system is asked, for whatever purpose: by all threads of this process together."""

    def __init__(
        self,
        system: str,
        per_second: float,
        clock: Callable[[], Instant],
        *,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """``clock`` judges how long a system is left alone; ``now`` and ``sleep`` keep requests apart."""
        self._system = system
        self.per_second = per_second
        self._clock = clock
        self._sleep = sleep
        self._now = now
        self._lock = Lock()
        self._free_at = 0.0
        self._rests_until: Instant = 0

    def rest(self) -> float:
        """Seconds for which the system has asked to be left alone yet; 0: it may be asked."""
        return max(0, self._rests_until - self._clock()) / SECOND

    def leave_alone(self, seconds: float) -> None:
        """Let nobody ask the system for so many seconds."""
        with self._lock:
            self._rests_until = max(self._rests_until, self._clock() + int(seconds * SECOND))
        _log.warning("system_wants_rest", system=self._system, seconds=seconds)

    def take(self) -> None:
        """Wait until a request may begin: those of all threads are no closer together than the budget allows.

        Raises NotReached where the system has asked to be left alone, be it while this waited.
        """
        self._refuse_in_rest()
        with self._lock:
            now = self._now()
            begins = max(now, self._free_at)
            self._free_at = begins + 1 / self.per_second
        if begins > now:
            self._sleep(begins - now)
            self._refuse_in_rest()

    def _refuse_in_rest(self) -> None:
        rest = self.rest()
        if rest > 0:
            raise NotReached(f"{self._system} has asked to be left alone, for {rest:.0f} s more", rest)


class Budgets:
    """The budget of each system, made when it is first asked for."""

    def __init__(self, clock: Callable[[], Instant]) -> None:
        self._clock = clock
        self._lock = Lock()
        self._made: dict[str, Budget] = {}

    def of(self, system: str, per_second: Callable[[], float]) -> Budget:
        """The one budget of a system; ``per_second`` is asked when it is made."""
        with self._lock:
            if system not in self._made:
                self._made[system] = Budget(system, per_second(), self._clock)
            return self._made[system]


class Paced:
    """Requests within a budget (the port is adapters.contract.Session)."""

    def __init__(self, session: Session, budget: Budget) -> None:
        self._session = session
        self._budget = budget

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] = NO_HEADERS,
        params: Mapping[str, str] = NO_HEADERS,
        body: bytes = b"",
    ) -> Response:
        """Ask as soon as the budget allows. Raises what the session raises, and NotReached where the system rests.

        ``Retry-After`` in what a system answers that has had too much holds for all who share the budget.
        """
        self._budget.take()
        response = self._session.request(method, url, headers=headers, params=params, body=body)
        has_had_too_much = response.status == TOO_MANY or response.status >= 500
        if has_had_too_much and (seconds := retry_after(response)):
            self._budget.leave_alone(seconds)
        return response
