"""Ways from one status to another: the shortest there is, nothing passed twice, and an end to every walk."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from adapters.paths import Step, Tried, first_step, offered_step


def step(starts: str, to: str, key: str = "") -> Step:
    return Step(to, key or f"{starts}>{to}", frozenset(starts))


WAYS = [step("a", "b"), step("b", "c"), step("c", "d"), step("a", "x"), step("x", "d")]


def key(found: Step | None) -> str | None:
    return None if found is None else found.key


def test_the_shortest_way_is_taken() -> None:
    assert key(first_step(WAYS, "a", "d", [])) == "a>x"


def test_a_way_that_leads_over_what_was_passed_or_was_tried_is_not_taken() -> None:
    assert key(first_step(WAYS, "a", "d", ["x"])) == "a>b"
    assert key(first_step(WAYS, "a", "d", [], [Tried("x", "x>d")])) == "a>b"
    assert first_step(WAYS, "a", "d", ["x", "c"]) is None


def test_of_two_steps_between_the_same_words_the_first_is_tried_first() -> None:
    both = [step("a", "b", "try"), step("a", "b", "force")]
    assert key(first_step(both, "a", "b", [])) == "try"
    assert key(first_step(both, "a", "b", [], [Tried("a", "try")])) == "force"


def test_of_what_is_offered_the_goal_is_taken_else_the_best_that_may_lie_on_the_way() -> None:
    offered = [Step("cancelled", 1), Step("review", 2), Step("work", 3), Step("done", 4)]
    assert key(offered_step(offered, "done", ["work", "review"], [])) == 4
    assert key(offered_step(offered[:3], "done", ["work", "review"], [])) == 3
    assert key(offered_step(offered[:3], "done", ["work", "review"], ["work"])) == 2
    assert offered_step(offered[:1], "done", ["work", "review"], []) is None


_WORDS = st.sampled_from("abcdef")


@given(
    st.lists(st.builds(step, st.text("abcdef", min_size=1, max_size=3), _WORDS, st.sampled_from("pqr")), max_size=20),
    _WORDS,
    _WORDS,
)
def test_every_walk_ends_and_gets_there_where_a_way_leads_there(steps: list[Step], start: str, goal: str) -> None:
    reachable = {start}
    while more := {each.to for each in steps if each.starts & reachable} - reachable:
        reachable |= more
    at, passed = start, [start]
    while at != goal and (found := first_step(steps, at, goal, passed)) is not None:
        assert at in found.starts
        assert found.to not in passed
        at = found.to
        passed.append(at)
    assert (at == goal) == (goal in reachable)
