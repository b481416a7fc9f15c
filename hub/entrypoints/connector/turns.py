"""One activity at a time in one process: a lease for each, and a thread that waits for it."""

from __future__ import annotations

import os
import secrets
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import structlog

from hub.application.ports import Unavailable
from hub.application.relay import STANDBY, Deposed, Kept, Stopping
from hub.entrypoints.connector.activities import Activity
from hub.entrypoints.signals import Stop
from hub.infrastructure.creating import creating_alone
from hub.infrastructure.relay_lease import PostgresRelayLease
from hub.wiring import Hub

AFTER_A_FAILURE: Final = 2.0
"""Seconds until an activity that could not go on is begun again."""
_GLANCE: Final = 5.0
"""Seconds between two looks at the lease while an activity waits."""

_log = structlog.stdlib.get_logger("hub.connector")


class WhileLeased:
    """The wish to stop, of the process or because the lease was lost."""

    def __init__(self, stop: Stopping, kept: Kept) -> None:
        self._stop = stop
        self._kept = kept
        self._lost = False

    @property
    def asked(self) -> bool:
        try:
            self._kept.check()
        except Deposed:
            self._lost = True
        return self._lost or self._stop.asked

    def wait(self, seconds: float) -> bool:
        """Sleep, unless asked meanwhile; say whether."""
        while seconds > 0 and not self.asked:
            self._stop.wait(min(seconds, _GLANCE))
            seconds -= _GLANCE
        return self.asked


class Turns:
    """Activities in their threads."""

    def __init__(self, hub: Hub, activities: Sequence[Activity], stop: Stop) -> None:
        self._stop = stop
        self._holder = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
        self._hub = hub
        self._threads = [
            threading.Thread(target=self._take_turns, args=(activity,), name=activity.name) for activity in activities
        ]

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Do everything from the beginning of the block to its end; then finish what is under way.

        Raises Unavailable when the store is away at the beginning.
        """
        if self._threads:
            with creating_alone(self._hub.connect):
                self._lease("").create_table()
        for thread in self._threads:
            thread.start()
        try:
            yield
        finally:
            self._stop()
            for thread in self._threads:
                thread.join()

    def _lease(self, name: str) -> PostgresRelayLease:
        return PostgresRelayLease(self._hub.connect, f"connector/{name}", self._holder)

    def _take_turns(self, activity: Activity) -> None:
        lease = self._lease(activity.name)
        while not self._stop.asked:
            try:
                self._take_a_turn(lease, activity)
            except Unavailable as error:
                _log.warning("activity_waits", activity=activity.name, why=str(error))
                self._stop.wait(AFTER_A_FAILURE)
            except Exception:
                _log.exception("activity_failed", activity=activity.name)  # the others go on
                self._stop.wait(AFTER_A_FAILURE)

    def _take_a_turn(self, lease: PostgresRelayLease, activity: Activity) -> None:
        term = lease.claim()
        if term is None:
            self._stop.wait(STANDBY)
            return
        _log.info("activity_begins", activity=activity.name)
        with lease.kept(term) as kept:
            activity.run(WhileLeased(self._stop, kept))
