"""What the list shows of tickets."""

from hub.entrypoints.board.model import changed, columns_of, line_of, shortened, ticket_list, tone_of
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


def test_the_order_of_the_port_is_kept() -> None:
    shown = ticket_list(a_reading([a_row("B"), a_row("A")]), Language.EN)
    assert [line.uid for line in shown.lines] == ["B", "A"]
    assert not shown.is_cut


def test_a_list_with_a_further_page_is_cut() -> None:
    assert ticket_list(a_reading([a_row()], following="x"), Language.EN).is_cut


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
