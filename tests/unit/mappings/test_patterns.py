"""Words with a wildcard in them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.patterns import Pattern, by_precedence

letters = st.text("ab/.", max_size=8)
patterns = st.text("ab/*", max_size=6).map(lambda text: Pattern.of(f"{text}*", None))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Queued/*", "Queued/"),
        ("*/Closed", "Done/Closed"),
        ("*", ""),
        ("a*b*a", "aba"),
        ("Wait*for*", "Waiting for customer/first/line"),
        ("[a]?*", "[a]?b"),
    ],
)
def test_a_wildcard_stands_for_any_run_of_characters(text: str, word: str) -> None:
    assert Pattern.of(text, None).matches(word)


@pytest.mark.parametrize(
    ("text", "word"),
    [("Queued/*", "Queued"), ("a*a", "a"), ("ab*ba", "aba"), ("a*b*a", "aa"), ("Queued*", "queued"), ("a?*", "ab")],
)
def test_everything_but_the_wildcard_is_meant_letter_for_letter(text: str, word: str) -> None:
    assert not Pattern.of(text, None).matches(word)


@given(patterns, letters)
def test_a_pattern_matches_as_the_regular_expression_would(pattern: Pattern[None], word: str) -> None:
    expression = ".*".join(map(re.escape, pattern.text.split("*")))

    assert pattern.matches(word) == bool(re.fullmatch(expression, word))


@given(patterns, patterns, letters)
def test_patterns_that_match_the_same_word_overlap(one: Pattern[None], other: Pattern[None], word: str) -> None:
    if one.matches(word) and other.matches(word):
        assert one.overlaps(other)


@given(patterns, patterns)
def test_patterns_overlap_where_a_word_can_be_built_for_both(one: Pattern[None], other: Pattern[None]) -> None:
    head = max(one.pieces[0], other.pieces[0], key=len)
    tail = max(one.pieces[-1], other.pieces[-1], key=len)
    built = "".join((head, *one.pieces[1:-1], *other.pieces[1:-1], tail))

    assert one.overlaps(other) == (one.matches(built) and other.matches(built))


@given(patterns, patterns)
def test_a_pattern_that_covers_another_never_hides_it(one: Pattern[None], other: Pattern[None]) -> None:
    # A word with something strange at every wildcard of `one` fits only patterns that have a wildcard there too.
    strange = "§".join(one.pieces)
    if one.pieces != other.pieces and other.matches(strange):
        assert by_precedence([other, one]) == (one, other)
