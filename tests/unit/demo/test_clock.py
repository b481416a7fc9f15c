"""The plant's clock runs faster than ours, never backwards, and meets it at the end of the day."""

from itertools import pairwise

import pytest

from hub.entrypoints.demo.clock import PlantClock
from schemas.instant import HOUR, MINUTE, SECOND


class OurClock:
    """Time as the test passes it."""

    def __init__(self) -> None:
        self.now = 1_000 * HOUR

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def ours() -> OurClock:
    return OurClock()


def test_it_stands_still_until_the_day_begins(ours: OurClock) -> None:
    clock = PlantClock(9 * 3600, 240, ours)
    first = clock()
    ours.now += MINUTE
    assert clock() == first
    clock.begin()
    assert clock() >= first


def test_nine_hours_pass_in_their_share_of_ours_and_end_now(ours: OurClock) -> None:
    clock = PlantClock(9 * 3600, 240, ours)
    clock.begin()
    assert clock() == clock.start
    ours.now += 60 * SECOND
    assert clock() == clock.start + 4 * HOUR
    ours.now += 75 * SECOND
    assert clock() == ours.now == clock.start + 9 * HOUR
    ours.now += HOUR
    assert clock() == ours.now


def test_it_waits_for_what_happens_next_and_goes_on_after_the_last(ours: OurClock) -> None:
    clock = PlantClock(9 * 3600, 20_000, ours)
    clock.begin()
    clock.wait_for(600)
    ours.now += SECOND
    assert clock() == clock.start + 11 * MINUTE
    clock.release()
    assert clock() == clock.start + 20_000 * SECOND


def test_it_says_how_long_to_wait(ours: OurClock) -> None:
    clock = PlantClock(9 * 3600, 240, ours)
    clock.begin()
    assert clock.seconds_until(480) == pytest.approx(2)
    ours.now += 2 * SECOND
    assert clock.seconds_until(480) == pytest.approx(0)


def test_it_never_goes_backwards(ours: OurClock) -> None:
    clock = PlantClock(9 * 3600, 1000, ours)
    seen = [clock()]
    clock.begin()
    for happening in range(0, 9 * 3600, 300):
        clock.wait_for(happening)
        seen.append(clock())
        ours.now += 200_000
        seen.append(clock())
    clock.release()
    seen.append(clock())
    ours.now += HOUR
    seen.append(clock())
    assert all(earlier <= later for earlier, later in pairwise(seen))
