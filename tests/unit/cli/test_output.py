"""Results that other programs can read, and people too."""

import json

import pytest

from hub.entrypoints.cli.output import Column, moment, plain, show_fields, show_rows, span
from schemas.instant import DAY, HOUR, MINUTE, SECOND, from_iso

COLUMNS = (Column("name", "名称", lambda row: row[0]), Column("notes", "备注", lambda row: row[1]))
ROWS = [("a", ["x", "y"]), ("b\tc", None)]


def test_elsewhere_than_at_a_terminal_a_list_is_lines_with_tabs(capsys: pytest.CaptureFixture[str]) -> None:
    show_rows(COLUMNS, ROWS)
    assert capsys.readouterr().out == "name\tnotes\na\tx, y\nb c\t\n"


def test_the_same_list_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    show_rows(COLUMNS, ROWS, as_json=True)
    assert json.loads(capsys.readouterr().out) == [{"name": "a", "notes": ["x", "y"]}, {"name": "b\tc", "notes": None}]


def test_one_thing_is_a_line_for_each_field(capsys: pytest.CaptureFixture[str]) -> None:
    show_fields(COLUMNS, ROWS[0])
    assert capsys.readouterr().out == "name\ta\nnotes\tx, y\n"


def test_a_cell_stays_on_its_line() -> None:
    assert plain("one\ntwo\t three") == "one two three"
    assert plain({"ce-id": "17", "ce-source": "/line\t3"}) == "ce-id: 17, ce-source: /line 3"


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (0, "0 s"),
        (40 * SECOND, "40 s"),
        (4 * MINUTE, "4 min 0 s"),
        (11 * HOUR + 4 * MINUTE + 9 * SECOND, "11 h 4 min"),
        (2 * DAY + 30 * MINUTE, "2 d 0 h"),
        (-5 * SECOND, "0 s"),
    ],
)
def test_a_span_is_said_in_its_two_largest_units(length: int, text: str) -> None:
    assert span(length) == text


def test_a_moment_is_said_to_the_second() -> None:
    assert moment(from_iso("2026-01-26T09:30:00.123456Z")) == "2026-01-26T09:30:00Z"
    assert moment(None) is None
