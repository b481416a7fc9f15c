"""The filter in the page's address."""

import pytest

from hub.entrypoints.board.filters import Only, Wanted, Within, from_address, question, tidy, to_address
from hub.entrypoints.board.turning import Place, place_named
from schemas.instant import DAY, HOUR, Instant
from schemas.status import Status
from tests.unit.board.given import NOW


@pytest.mark.parametrize(
    ("wanted", "address"),
    [
        (Wanted(), ""),
        (Wanted("CRM-4711"), "?q=CRM-4711"),
        (Wanted("", Status.IN_PROGRESS, Only.YELLOW), "?status=In+Progress&only=yellow"),
        (Wanted(system="mes", within=Within.SHIFT), "?system=mes&within=8h"),
        (
            Wanted("4711", Status.NEW, Only.APART, "crm", Within.WEEK),
            "?q=4711&status=New&system=crm&within=7d&only=apart",
        ),
        (Wanted("4711", place=Place(3, "~17.3.-5.SRV-1")), "?q=4711&page=3.~17.3.-5.SRV-1"),
    ],
)
def test_a_filter_stands_in_the_address_and_comes_back_from_it(wanted: Wanted, address: str) -> None:
    assert to_address(wanted) == address
    pairs = [pair.split("=") for pair in address.removeprefix("?").split("&") if pair]
    assert from_address({name: value.replace("+", " ") for name, value in pairs}) == wanted


def test_an_address_that_makes_no_sense_filters_nothing() -> None:
    assert from_address({"status": "Sleeping", "only": "blue", "within": "2h", "system": " ", "page": "9"}) == Wanted()


@pytest.mark.parametrize(
    "text", ["2", "2.", "1.17.3.-5.SRV", "0.x", "-2.x", "²2.x", "2.a\0b", "2." + "x" * 400, "9" * 5_000 + ".x"]
)
def test_a_place_that_makes_no_sense_is_the_first_page(text: str) -> None:
    assert place_named(text) == Place()


def test_another_page_leaves_out_no_ticket_and_asks_the_port_from_its_place_on() -> None:
    wanted = Wanted(place=Place(2, "17.3.-5.SRV"))
    assert not wanted.is_narrow
    assert question(wanted, NOW).cursor == "17.3.-5.SRV"


def test_what_no_id_contains_is_taken_out() -> None:
    assert tidy(" a\0b\n ") == "ab"
    assert tidy(None) == ""
    assert len(tidy("x" * 10_000)) == 80


@pytest.mark.parametrize("only", [Only.FROZEN, Only.APART, Only.YELLOW])
def test_one_kind_of_trouble_is_asked_for_alone(only: Only) -> None:
    asked = question(Wanted(only=only), NOW)
    assert [name for name in ("frozen", "apart", "yellow") if getattr(asked, name)] == [only]


@pytest.mark.parametrize(
    ("within", "span"), [(Within.HOUR, HOUR), (Within.SHIFT, 8 * HOUR), (Within.DAY, DAY), (Within.WEEK, 7 * DAY)]
)
def test_a_span_ends_at_the_moment_of_asking(within: Within, span: Instant) -> None:
    assert question(Wanted(within=within), NOW).updated_since == NOW - span
    assert question(Wanted(within=within), NOW + HOUR).updated_since == NOW + HOUR - span


def test_without_a_span_and_a_system_the_port_is_asked_for_all() -> None:
    asked = question(Wanted(), NOW)
    assert (asked.updated_since, asked.system) == (None, "")


def test_a_system_is_asked_for_by_its_name() -> None:
    asked = question(Wanted(system="mes", only=Only.YELLOW), NOW)
    assert (asked.system, asked.yellow) == ("mes", True)


def test_the_port_is_asked_for_no_more_than_a_page_shows() -> None:
    asked = question(Wanted("872", Status.NEW), NOW)
    assert (asked.q, asked.status, asked.limit, asked.now) == ("872", (Status.NEW,), 200, NOW)
