"""The filter in the page's address."""

import pytest

from hub.entrypoints.board.filters import Only, Wanted, from_address, question, tidy, to_address
from schemas.status import Status
from tests.unit.board.given import NOW


@pytest.mark.parametrize(
    ("wanted", "address"),
    [
        (Wanted(), ""),
        (Wanted("CRM-4711"), "?q=CRM-4711"),
        (Wanted("", Status.IN_PROGRESS, Only.YELLOW), "?status=In+Progress&only=yellow"),
    ],
)
def test_a_filter_stands_in_the_address_and_comes_back_from_it(wanted: Wanted, address: str) -> None:
    assert to_address(wanted) == address
    pairs = [pair.split("=") for pair in address.removeprefix("?").split("&") if pair]
    assert from_address({name: value.replace("+", " ") for name, value in pairs}) == wanted


def test_an_address_that_makes_no_sense_filters_nothing() -> None:
    assert from_address({"status": "Sleeping", "only": "blue", "page": "9"}) == Wanted()


def test_what_no_id_contains_is_taken_out() -> None:
    assert tidy(" a\0b\n ") == "ab"
    assert tidy(None) == ""
    assert len(tidy("x" * 10_000)) == 80


@pytest.mark.parametrize("only", [Only.FROZEN, Only.APART, Only.YELLOW])
def test_one_kind_of_trouble_is_asked_for_alone(only: Only) -> None:
    asked = question(Wanted(only=only), NOW)
    assert [name for name in ("frozen", "apart", "yellow") if getattr(asked, name)] == [only]


def test_the_port_is_asked_for_no_more_than_a_page_shows() -> None:
    asked = question(Wanted("872", Status.NEW), NOW)
    assert (asked.q, asked.status, asked.limit, asked.now) == ("872", (Status.NEW,), 200, NOW)
