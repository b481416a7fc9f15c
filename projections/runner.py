"""The runner: keeps the views up with the log, says how far they are, and waits out what stands in their way."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

from projections.advance import BATCH, Connect, Failure, ProjectionStopped, Read, advance, read_position
from projections.rebuild import Progress, rebuild
from projections.schema import VIEWS, create_schema

_LOG: Final = logging.getLogger(__name__)

IDLE: Final = 1.0
"""Seconds after which a runner that nobody woke looks for events of other processes."""

FIRST_PAUSE: Final = 0.2
LONGEST_PAUSE: Final = 30.0
"""Seconds between tries while the views stand still; doubled from the first to the longest."""


class Runner:
    """Applies the events of a log to the views in one PostgreSQL schema.

    Any number of runners may serve the same views, in any number of processes: each event is applied once.
    ``position`` and ``failure`` may be read from any thread.
    """

    def __init__(self, connect: Connect, read: Read, head: Callable[[], int], views: str = VIEWS) -> None:
        self._connect = connect
        self._read = read
        self._head = head
        self._views = views
        self._moved = threading.Condition()
        self._position = 0
        self._failure: Failure | None = None

    @property
    def position(self) -> int:
        """How far the views are, as this runner last saw; 0 before it saw anything."""
        return self._position

    @property
    def failure(self) -> Failure | None:
        """Why the views stand still; None while all is well."""
        return self._failure

    def prepare(self) -> None:
        """Create the views' tables where they are not there yet, and see how far they are."""
        with self._connect() as conn:
            create_schema(conn, self._views)
            self._arrive(read_position(conn, self._views))

    def look(self) -> int:
        """How far the views are now, whoever keeps them up; the tables must be there."""
        with self._connect() as conn:
            self._arrive(max(self._position, read_position(conn, self._views)))
        return self._position

    def run_once(self, limit: int = BATCH) -> int:
        """Apply the next events, up to ``limit``; return how many it were, 0 when there are none.

        One transaction, with the order of writes of :func:`projections.advance.advance`, and its errors.
        """
        try:
            # What failed is tried alone, or all that lies behind it would be tried and undone each time.
            found = advance(self._connect, self._read, self._views, 1 if self._failure else limit)
        except ProjectionStopped as stopped:
            self._fail(stopped.failure)
            raise
        except Exception as error:
            self._fail(Failure(why=f"{type(error).__name__}: {error}"))
            raise
        self._arrive(found.position)
        return found.applied

    def catch_up(self) -> int:
        """Apply events until there are no more; return the position reached. Raises what :meth:`run_once` raises."""
        while self.run_once():
            pass
        return self._position

    def follow(self, wake: threading.Event, stop: threading.Event) -> None:
        """Keep the views up until ``stop`` is set; set ``wake`` to say that there are new events (or to stop at once).

        Whatever goes wrong is kept in ``failure`` and tried again, after longer and longer pauses: the database comes
        back, or an operator cures what an event met. Meanwhile the views can be read as they are.
        """
        pause = FIRST_PAUSE
        while not stop.is_set():
            wake.clear()
            try:
                if self._prepared_run():
                    pause = FIRST_PAUSE
                    continue
            except Exception:  # the reason is in `failure`, and was logged
                stop.wait(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
                continue
            pause = FIRST_PAUSE
            wake.wait(IDLE)

    def _prepared_run(self) -> int:
        if not self._position:
            try:
                self.prepare()
            except Exception as error:
                self._fail(Failure(why=f"{type(error).__name__}: {error}"))
                raise
        return self.run_once()

    def wait_for(self, position: int, timeout: float) -> bool:
        """Wait until the views hold the event at ``position``, for at most ``timeout`` seconds; say whether they do.

        Does not wait for views that stand still.
        """
        deadline = time.monotonic() + timeout
        with self._moved:
            while self._position < position and self._failure is None:
                left = deadline - time.monotonic()
                if left <= 0:
                    break
                self._moved.wait(left)
            return self._position >= position

    def rebuild(self, progress: Progress | None = None) -> int:
        """Make the views anew beside the live ones and swap them in; return their position.

        :func:`projections.rebuild.rebuild` has the order of writes and the errors. The views may be followed meanwhile.
        """
        position = rebuild(self._connect, self._read, self._head, self._views, progress or _untold)
        self._arrive(max(position, self._position))
        return position

    def _arrive(self, position: int) -> None:
        with self._moved:
            if self._failure is not None:
                _LOG.info("the views move on, at position %d", position)
            self._position = position
            self._failure = None
            self._moved.notify_all()

    def _fail(self, failure: Failure) -> None:
        with self._moved:
            if failure != self._failure:
                _LOG.error("%s", failure)
            self._failure = failure
            self._moved.notify_all()


def _untold(position: int, goal: int) -> None:
    """Progress that nobody asked for."""
