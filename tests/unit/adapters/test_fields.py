"""What a field of a report may hold, as a system writes it."""

from __future__ import annotations

import pytest

from adapters.fields import Misfit, scalar


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (" done ", "done"), (4711, "4711"), (4711.0, "4711"), (-3.0, "-3"), (1e15, "1000000000000000")],
)
def test_a_text_or_a_whole_number_is_taken_however_the_number_is_written(value: object, text: str) -> None:
    assert scalar("native_id", value) == text


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (True, " but true or false; give it words"),
        (4711.5, " but a number with a fraction"),
        (1e16, " but a number with a fraction"),
        (float("inf"), " but a number with a fraction"),
        (["done"], r" but a list; say which part of it counts, as in `state\[0\]`"),
        ({"value": 3}, " but an object; say which member of it counts, as in `state.name`"),
        (b"x", "$"),
    ],
)
def test_what_is_neither_says_what_it_is_and_what_to_do(value: object, said: str) -> None:
    with pytest.raises(Misfit, match=f"^status is neither a text nor a whole number{said}"):
        scalar("status", value)
