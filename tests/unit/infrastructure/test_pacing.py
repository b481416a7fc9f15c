"""One budget a system: whoever asks it, and for whatever, all requests together keep to it."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.contract import NO_HEADERS, NotReached, Response
from hub.infrastructure.pacing import Budget, Budgets, Paced
from schemas.instant import SECOND, Instant, from_iso

NOON = from_iso("2026-01-26T12:00:00Z")
PURPOSES = ("poll", "write", "look up", "tell a UID")
GOOD = Response(status=200, headers={}, body=b"")


def refusal(status: int, seconds: str = "60") -> Response:
    return Response(status=status, headers={"retry-after": seconds}, body=b"")


class Shop:
    """A system with a clock of its own, that notes when it was asked for what."""

    def __init__(self, per_second: float = 4.0) -> None:
        self.seconds = 0.0
        self.asked: list[tuple[str, float]] = []
        self.answer = GOOD
        self.asleep: Callable[[], object] = lambda: None
        self.budget = Budget("shop", per_second, self.clock, sleep=self.sleep, now=lambda: self.seconds)
        self.sessions = {purpose: Paced(self, self.budget) for purpose in PURPOSES}

    def clock(self) -> Instant:
        return NOON + int(self.seconds * SECOND)

    def sleep(self, seconds: float) -> None:
        self.asleep()
        self.seconds += seconds

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] = NO_HEADERS,
        params: Mapping[str, str] = NO_HEADERS,
        body: bytes = b"",
    ) -> Response:
        self.asked.append((url, self.seconds))
        return self.answer

    def asks(self, purpose: str) -> Response:
        return self.sessions[purpose].request("GET", purpose)


@given(
    st.floats(0.1, 1_000.0),
    st.lists(st.tuples(st.sampled_from(PURPOSES), st.floats(0.0, 3.0)), min_size=2, max_size=30),
)
def test_requests_for_all_purposes_together_are_no_closer_than_the_limit_allows(
    per_second: float, requests: list[tuple[str, float]]
) -> None:
    shop = Shop(per_second)
    for purpose, idle in requests:
        shop.seconds += idle
        shop.asks(purpose)
    times = [seconds for _, seconds in shop.asked]
    assert [purpose for purpose, _ in shop.asked] == [purpose for purpose, _ in requests]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert min(gaps) >= 1 / per_second - 1e-9


def test_threads_that_ask_at_the_same_moment_are_each_given_a_turn_of_their_own() -> None:
    begins: list[float] = []
    budget = Budget("shop", 8.0, lambda: NOON, sleep=begins.append, now=lambda: 1.0)
    with ThreadPoolExecutor(4) as threads:
        for _ in range(80):
            threads.submit(budget.take)
    assert sorted(begins) == [number / 8 for number in range(1, 80)], "the first one need not wait"


def test_a_system_that_nobody_asked_for_long_is_not_asked_faster_for_it() -> None:
    shop = Shop(per_second=2.0)
    shop.seconds = 3600.0
    for purpose in PURPOSES:
        shop.asks(purpose)
    assert [seconds for _, seconds in shop.asked] == [3600.0, 3600.5, 3601.0, 3601.5]


@pytest.mark.parametrize("refused", PURPOSES)
@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_is_told_to_one_holds_all_others_back(refused: str, status: int) -> None:
    shop = Shop()
    shop.answer = refusal(status)
    assert shop.asks(refused).status == status, "what is answered is for the adapter to judge"
    shop.answer = GOOD
    assert shop.budget.rest() == 60.0
    shop.seconds += 59.0
    for purpose in PURPOSES:
        with pytest.raises(NotReached, match="shop has asked to be left alone, for 1 s more") as told:
            shop.asks(purpose)
        assert told.value.after_seconds == 1.0
    assert len(shop.asked) == 1
    shop.seconds += 1.0
    assert shop.budget.rest() == 0
    for purpose in PURPOSES:
        assert shop.asks(purpose) == GOOD


def test_who_was_waiting_for_a_turn_when_the_system_asked_for_rest_does_not_ask() -> None:
    shop = Shop()
    shop.asks("poll")
    shop.asleep = lambda: shop.budget.leave_alone(60.0)
    with pytest.raises(NotReached):
        shop.asks("write")
    assert [purpose for purpose, _ in shop.asked] == ["poll"]


def test_a_shorter_rest_does_not_end_a_longer_one() -> None:
    shop = Shop()
    shop.budget.leave_alone(60.0)
    shop.budget.leave_alone(5.0)
    assert shop.budget.rest() == 60.0


@pytest.mark.parametrize("answer", [refusal(200), refusal(404), refusal(423), refusal(429, "soon")])
def test_an_answer_about_one_object_or_without_a_time_holds_nobody_back(answer: Response) -> None:
    shop = Shop()
    shop.answer = answer
    for purpose in PURPOSES:
        assert shop.asks(purpose) == answer


def test_a_system_has_one_budget_and_another_system_another() -> None:
    budgets = Budgets(lambda: NOON)
    shop = budgets.of("shop", lambda: 4.0)
    shop.leave_alone(60.0)
    assert budgets.of("shop", lambda: 8.0) is shop
    assert budgets.of("store", lambda: 4.0).rest() == 0
