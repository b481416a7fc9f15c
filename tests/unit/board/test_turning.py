"""The pages of a list."""

import pytest

from hub.entrypoints.board.turning import MOST_COUNTED, MOST_ROWS, Place, count_of, page_at
from hub.entrypoints.board.words import Language
from hub.entrypoints.gateway.queries import InvalidCursor
from hub.entrypoints.gateway.views.parked import ParkedPage


@pytest.mark.parametrize(
    ("number", "rows", "total", "english", "chinese"),
    [
        (1, 0, 0, "", ""),
        (1, 1, 1, "1–1 of 1", "第 1–1 条，共 1 条"),
        (1, MOST_ROWS, 100_000, "1–200 of 100,000", "第 1–200 条，共 100,000 条"),
        (3, 50, 450, "401–450 of 450", "第 401–450 条，共 450 条"),
        (1, MOST_ROWS, MOST_COUNTED + 1, "1–200 of more than 100,000", "第 1–200 条，共超过 100,000 条"),
    ],
)
def test_a_page_says_which_rows_of_how_many_it_shows(
    number: int, rows: int, total: int, english: str, chinese: str
) -> None:
    assert count_of(number, rows, total, Language.EN) == english
    assert count_of(number, rows, total, Language.ZH) == chinese


def test_a_total_that_was_counted_a_moment_before_the_page_is_never_less_than_what_is_shown() -> None:
    assert count_of(1, 7, 6, Language.EN) == "1–7 of 7"
    assert count_of(501, MOST_ROWS, MOST_COUNTED + 1, Language.EN) == "100,001–100,200 of more than 100,200"


def ask(cursor: str) -> ParkedPage:
    if cursor == "nonsense":
        raise InvalidCursor(cursor)
    return ParkedPage(items=(), previous="~9." if cursor == "9." else "", next="10." if cursor == "" else "")


@pytest.mark.parametrize("cursor", ["", "nonsense", "nothing-in-front"])
def test_the_first_page_stands_for_one_that_is_not_there(cursor: str) -> None:
    assert page_at(Place(2, cursor), ask).next == "10."


def test_a_page_that_has_one_in_front_of_it_is_shown_also_where_it_is_empty() -> None:
    assert page_at(Place(2, "9."), ask).previous == "~9."
