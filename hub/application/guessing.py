"""How fast passwords may be guessed: not at all fast."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Final, NamedTuple

from schemas.errors import TooOften
from schemas.instant import HOUR, MINUTE, SECOND, Instant

FREE: Final = 5
"""So many wrong passwords cost nothing: people mistype."""
LONGEST: Final = MINUTE
_MOST_NAMES: Final = 10_000
_FORGOTTEN_AFTER: Final = HOUR


def pause_after(failures: int) -> Instant:
    """How long a name has to wait after so many wrong passwords in a row: 2 s, 4 s, 8 s, up to a minute."""
    return 0 if failures < FREE else min(LONGEST, 2 * SECOND << min(failures - FREE, 16))


class _Tries(NamedTuple):
    failures: int
    latest: Instant


class Guesses:
    """Counts wrong passwords by name, whether anybody has that name or not: an answer must not tell which.

    By name and not by address: whole plants sit behind one, and an attacker behind many. Each process counts for
    itself, and a restart forgets; both only multiply a rate that is hopeless to begin with.
    """

    def __init__(self, clock: Callable[[], Instant]) -> None:
        self._clock = clock
        self._tries: OrderedDict[str, _Tries] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, name: str) -> None:
        """Somebody tries. It counts as wrong until it is known to be right, so nobody gains by trying many at once.

        Raises TooOften, which says how long to wait.
        """
        now = self._clock()
        with self._lock:
            tries = self._tries.get(name, _Tries(0, now))
            if now - tries.latest >= _FORGOTTEN_AFTER:
                tries = _Tries(0, now)
            wait = tries.latest + pause_after(tries.failures) - now
            if wait > 0:
                raise TooOften("too many wrong passwords; wait, then try again", wait)
            self._tries[name] = _Tries(tries.failures + 1, now)
            self._tries.move_to_end(name)
            while len(self._tries) > _MOST_NAMES:
                self._tries.popitem(last=False)

    def right(self, name: str) -> None:
        """It was."""
        with self._lock:
            self._tries.pop(name, None)
