"""No more requests to a system than it can bear."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from adapters.contract import NO_HEADERS, Response, Session


class Paced:
    """Requests that begin no closer together than a budget allows (the port is adapters.contract.Session)."""

    def __init__(
        self,
        session: Session,
        per_second: float,
        *,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._gap = 1 / per_second
        self._sleep = sleep
        self._now = now
        self._free_at = 0.0

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] = NO_HEADERS,
        params: Mapping[str, str] = NO_HEADERS,
        body: bytes = b"",
    ) -> Response:
        """Ask as soon as the budget allows. Raises what the session raises."""
        now = self._now()
        if now < self._free_at:
            self._sleep(self._free_at - now)
        self._free_at = max(now, self._free_at) + self._gap
        return self._session.request(method, url, headers=headers, params=params, body=body)
