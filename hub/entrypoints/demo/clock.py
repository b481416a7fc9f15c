"""The plant's clock: it runs faster than ours, and meets it when the day is over."""

from __future__ import annotations

from collections.abc import Callable

from schemas.instant import MINUTE, SECOND, Instant


class PlantClock:
    """Gives the hub of the demo its time, so that delays, windows and yellow are those of the plant.

    The day begins in the past and ends now; from then on both clocks go alike. It never goes backwards.
    """

    def __init__(self, length: float, speed: float, real: Callable[[], Instant]) -> None:
        """``length`` is the plant's day in seconds; ``speed`` how many of its seconds pass in one of ours."""
        self._real = real
        self._length = round(length * SECOND)
        self._meets: Instant | None = None
        self._latest: Instant | None = None
        self.speed = speed
        self.start = real() - self._length

    def begin(self) -> None:
        """Let the day begin at this moment; until then the clock stands still."""
        self._meets = self._real() + round(self._length / self.speed)
        self.start = self._meets - self._length

    def wait_for(self, seconds: float) -> None:
        """Do not run ahead of what happens next, so many seconds into the day, but for a minute.

        At a high speed a moment of ours is long for the plant: its messages would arrive late, and look replayed.
        """
        self._latest = self.start + round(seconds * SECOND) + MINUTE

    def release(self) -> None:
        """Nothing more happens: run freely."""
        self._latest = None

    def __call__(self) -> Instant:
        """Now, for the plant."""
        if self._meets is None:
            return self.start
        now = self._real()
        time = min(now, self._meets - round((self._meets - now) * self.speed))
        return time if self._latest is None else min(time, self._latest)

    def seconds_until(self, seconds: float) -> float:
        """How many of our seconds it takes until so many of the day's have passed; 0 or less: they have."""
        return (self.start + seconds * SECOND - self()) / SECOND / self.speed
