"""What the list shows of tickets."""

import pytest

from hub.entrypoints.board.filters import Wanted
from hub.entrypoints.board.model import changed, columns_of, line_of, shortened, ticket_list, tone_of
from hub.entrypoints.board.reading import Reading
from hub.entrypoints.board.turning import Place, Turns
from hub.entrypoints.board.words import Language
from projections.strips import Change
from schemas.instant import HOUR, MINUTE
from schemas.status import Status
from tests.unit.board.given import CONFLICT, NOW, UID, a_reading, a_row, a_state, a_system


def test_a_line_stands_in_the_readers_language() -> None:
    row = a_row(systems=(a_state("mes", Status.NEW, "PENDING"),))
    [english, chinese] = [line_of(row, ["mes"], {"mes": "MES"}, language) for language in Language]
    assert (english.status, chinese.status) == ("Closed", "已关闭")
    assert english.cells[0]
    assert english.cells[0].title == "MES reported “PENDING”, since 2026-01-26 08:30:00 UTC"
    assert chinese.cells[0]
    assert (chinese.cells[0].status, chinese.cells[0].native) == ("新建", "PENDING")


def test_ages_are_the_moments_they_count_from_so_that_a_browser_goes_on_by_itself() -> None:
    state = a_state("mes", Status.NEW, behind_since=NOW - 4 * MINUTE)
    line = line_of(a_row(apart_since=NOW - HOUR, systems=(state,)), ["mes"], {}, Language.EN)
    assert line.since == line.apart == (NOW - HOUR) // 1000
    assert line.cells[0]
    assert line.cells[0].behind == (NOW - 4 * MINUTE) // 1000


def test_a_system_that_agrees_is_not_behind() -> None:
    line = line_of(a_row(), ["crm"], {}, Language.EN)
    assert line.cells[0]
    assert line.cells[0].behind is None


def test_a_frozen_ticket_names_its_conflict() -> None:
    line = line_of(a_row(frozen=True, conflict=CONFLICT), ["crm"], {}, Language.EN)
    assert line.frozen
    assert line.conflict == CONFLICT


def test_a_ticket_without_a_status_says_so() -> None:
    line = line_of(a_row(status=None, since=None), [], {}, Language.EN)
    assert (line.status, line.tone, line.since, line.title) == ("No status", "none", None, "")


def test_a_system_that_reported_nothing_has_an_empty_cell() -> None:
    assert line_of(a_row(), ["erp", "crm"], {}, Language.EN).cells[0] is None


def test_columns_are_the_systems_that_were_heard_and_those_that_stand_in_a_row() -> None:
    systems = [a_system("crm", "CRM"), a_system("jira", "Jira", last_seen=None), a_system("mes", "MES")]
    columns = columns_of(systems, [a_row(systems=(a_state("desk"),))])
    assert [column.title for column in columns] == ["CRM", "MES", "desk"]


def test_pages_that_show_the_same_share_what_is_drawn() -> None:
    seen = a_reading([a_row()])
    assert ticket_list(Reading(seen.overview, seen.tickets, seen.total), Language.EN) is ticket_list(seen, Language.EN)
    assert ticket_list(seen, Language.ZH) is not ticket_list(seen, Language.EN)
    assert ticket_list(a_reading([a_row()]), Language.EN) is not ticket_list(seen, Language.EN)


def test_the_order_of_the_port_is_kept() -> None:
    shown = ticket_list(a_reading([a_row("B"), a_row("A")]), Language.EN)
    assert [line.uid for line in shown.lines] == ["B", "A"]
    assert shown.turns == Turns(number=1, first="", previous=None, next=None)


def test_a_list_with_a_further_page_leads_to_it_with_the_filter_that_it_has() -> None:
    shown = ticket_list(a_reading([a_row()], following="1.x"), Language.EN, Wanted(text="4711"))
    assert shown.turns == Turns(number=1, first="?q=4711", previous=None, next="?q=4711&page=2.1.x")


@pytest.mark.parametrize(
    ("number", "previous"), [(2, "?q=4711"), (3, "?q=4711&page=2.~1.w"), (4, "?q=4711&page=3.~1.w")]
)
def test_a_page_leads_to_those_around_it_and_the_second_to_the_first_as_it_is_now(number: int, previous: str) -> None:
    wanted = Wanted(text="4711", place=Place(number, "1.x"))
    shown = ticket_list(a_reading([a_row()], "1.y", "~1.w"), Language.EN, wanted)
    assert shown.turns == Turns(
        number=number, first="?q=4711", previous=previous, next=f"?q=4711&page={number + 1}.1.y"
    )


def test_where_nothing_is_in_front_it_is_the_first_page_whatever_the_address_says() -> None:
    wanted = Wanted(place=Place(7, "~1.x"))
    assert ticket_list(a_reading([a_row()], "1.y"), Language.EN, wanted).turns.number == 1


def test_a_list_looks_the_same_where_only_time_has_moved_the_places_at_which_its_pages_meet() -> None:
    here = ticket_list(a_reading([a_row()], following="1.x"), Language.EN)
    assert here.looks_like(ticket_list(a_reading([a_row()], following="2.x"), Language.EN))
    assert not here.looks_like(ticket_list(a_reading([a_row()]), Language.EN))
    assert not here.looks_like(ticket_list(a_reading([a_row("A")], following="1.x"), Language.EN))


def test_only_lines_that_are_not_the_same_are_sent() -> None:
    before = ticket_list(a_reading([a_row("A"), a_row("B")]), Language.EN)
    after = ticket_list(a_reading([a_row("B", frozen=True), a_row("A"), a_row("C")]), Language.EN)
    change = changed(before, after)
    assert change["order"] == ["B", "A", "C"]
    assert [line["uid"] for line in change["lines"]] == ["B", "C"]  # type: ignore[index, attr-defined]


def test_a_new_column_moves_the_cells_of_every_line() -> None:
    before = ticket_list(a_reading([a_row("A")]), Language.EN)
    after = ticket_list(a_reading([a_row("A")], systems=(a_system(), a_system("erp", "ERP"))), Language.EN)
    assert len(changed(before, after)["lines"]) == 1  # type: ignore[arg-type]


def test_a_word_without_end_is_cut() -> None:
    assert len(shortened("x" * 5000)) == 60
    assert shortened(UID) == UID


def test_a_status_names_its_style() -> None:
    assert tone_of(Status.PENDING_VERIFICATION) == "pending-verification"


def test_a_row_draws_its_lanes_from_the_first_change_on() -> None:
    def change(system: str, minutes: int, status: Status) -> Change:
        return Change(UID, system, NOW - minutes * MINUTE, status)

    lanes = {
        "": [change("", 60, Status.NEW), change("", 10, Status.CLOSED)],
        "crm": [change("crm", 50, Status.NEW), change("crm", 40, Status.NEW), change("crm", 10, Status.CLOSED)],
    }
    line = line_of(a_row(), ["crm", "mes"], {}, Language.EN, {UID: lanes})
    assert line.first == (NOW - 60 * MINUTE) // 1000
    assert [stretch.tone for stretch in line.strip] == ["new", "closed"]
    cell, none = line.cells
    assert cell is not None
    assert [(stretch.since, stretch.tone) for stretch in cell.strip] == [
        ((NOW - 50 * MINUTE) // 1000, "new"),
        ((NOW - 10 * MINUTE) // 1000, "closed"),
    ]
    assert none is None
