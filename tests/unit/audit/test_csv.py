"""CSV exports as they come: delimiters, encodings, quotes, and rows that are no rows."""

from pathlib import Path

import pytest

from tests.unit.audit.given import HEADER, a_csv, a_file, audited, reasons

GOOD = "T1,crm,New,2026-01-26T08:00:00Z"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found_by_the_columns_that_the_profile_names(tmp_path: Path, delimiter: str) -> None:
    header = delimiter.join(["ticket", '"a; b, c"', "desk", "state", "when"])
    row = delimiter.join(["T1", '"x, y; z"', "crm", "New", "2026-01-26"])
    found = audited(tmp_path, a_csv(tmp_path, [row], header))
    assert (found["reports"], found["unreadable"]) == (1, [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_an_encoding_with_a_mark_is_known_by_it(tmp_path: Path, encoding: str) -> None:
    text = f"{HEADER}\r\n{GOOD}\r\nT1,crm,Süß,2026-01-26\r\n"
    found = audited(tmp_path, a_file(tmp_path, "log.csv", text.encode(encoding)))
    assert found["unmapped"] == {"crm": {"Süß": 1}}
    assert found["lines_not_utf8"] == {}


def test_a_line_that_is_no_utf_8_is_read_as_windows_1252_and_reported(tmp_path: Path) -> None:
    lines = [HEADER.encode(), "T1,crm,Süß,2026-01-26".encode("cp1252"), "T1,crm,Süß,2026-01-27".encode(), b"\x81"]
    path = a_file(tmp_path, "log.csv", b"\n".join(lines))
    found = audited(tmp_path, path)
    assert found["unmapped"] == {"crm": {"Süß": 2}}
    assert found["lines_not_utf8"] == {str(path): 2}


def test_a_field_may_hold_line_breaks_and_be_very_long(tmp_path: Path) -> None:
    long = "x" * 5_000_000
    rows = [f'T1,crm,New,2026-01-26T08:00:00Z,"one\ntwo, {long}\nthree"', f"{GOOD},{long}"]
    found = audited(tmp_path, a_csv(tmp_path, rows, f"{HEADER},text"))
    assert (found["reports"], found["unreadable"]) == (2, [])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_may_end_in_any_way(tmp_path: Path, end: str) -> None:
    found = audited(tmp_path, a_file(tmp_path, "log.csv", end.join([HEADER, GOOD, "?", GOOD, ""])))
    assert (found["reports"], reasons(found)) == (2, [(3, "fields: 1 instead of 4")])


def test_a_line_without_end_costs_only_itself(tmp_path: Path) -> None:
    found = audited(tmp_path, a_csv(tmp_path, ["x" * (33 << 20), GOOD]))
    assert found["reports"] == 1
    assert reasons(found) == [(2, "it is longer than 16 MiB")]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("T1,crm,New", "fields: 3 instead of 4"),
        ("T1,crm,New,2026-01-26,extra", "fields: 5 instead of 4"),
        ("T1,crm,N\0w,2026-01-26", "it holds a NUL byte"),
        (" ,crm,New,2026-01-26", "it names no ticket"),
        ("T1, ,New,2026-01-26", "it names no system"),
        ("T1,crm,New,", "it has no time"),
        ("T1,crm,New,26.01.2026", "its time '26.01.2026' is not ISO 8601"),
        ("T1,crm,New,1969-12-31T23:59:59Z", "its time '1969-12-31T23:59:59Z' lies before 1970 or after 9999"),
        ("T1,crm,New,9999-12-31T23:59:59-10:00", "its time '9999-12-31T23:59:59-10:00' lies before 1970 or after 9999"),
        ("T1,crm,New,0001-01-01T00:00+10:00", "its time '0001-01-01T00:00+10:00' lies before 1970 or after 9999"),
    ],
)
def test_a_row_that_is_no_report_is_shown_with_its_line(tmp_path: Path, row: str, why: str) -> None:
    found = audited(tmp_path, a_csv(tmp_path, [GOOD, "", row, GOOD]))
    assert found["reports"] == 2
    assert reasons(found) == [(4, why)]
    assert found["unreadable"][0]["file"] == str(tmp_path / "log.csv")


def test_a_stray_quote_costs_its_row_and_not_those_behind_it(tmp_path: Path) -> None:
    stray = 'T1,crm,"New,2026-01-26T08:00:00Z'
    found = audited(tmp_path, a_csv(tmp_path, [stray, *[GOOD] * 20]))
    assert found["reports"] == 20
    assert reasons(found) == [(2, "a quote is opened and not closed")]


def test_a_stray_quote_in_the_last_column_does_not_swallow_the_rest(tmp_path: Path) -> None:
    found = audited(tmp_path, a_csv(tmp_path, ['T1,crm,New,"2026-01-26', *[GOOD] * 20]))
    assert (found["reports"], reasons(found)) == (20, [(2, "a quote is opened and not closed")])


def test_a_quote_that_is_closed_far_behind_is_given_up(tmp_path: Path) -> None:
    filler = "T9,crm,New,2026-01-26T08:00:00Z," + "x" * 1000
    stray = 'T1,crm,New,2026-01-26T08:00:00Z,"open'
    found = audited(tmp_path, a_csv(tmp_path, [stray, *[filler] * 18_000, f'{GOOD},"shut"'], f"{HEADER},text"))
    assert (found["reports"], reasons(found)) == (18_001, [(2, "a quote is opened and not closed")])


def test_a_row_cut_off_at_the_end_of_the_file_is_unreadable(tmp_path: Path) -> None:
    found = audited(tmp_path, a_file(tmp_path, "log.csv", f'{HEADER}\n{GOOD}\nT1,crm,New,"2026-01'))
    assert (found["reports"], reasons(found)) == (1, [(3, "a quote is opened and not closed")])


def test_an_empty_file_is_shown(tmp_path: Path) -> None:
    assert reasons(audited(tmp_path, a_file(tmp_path, "log.csv", "\n"))) == [(1, "the file is empty")]


def test_of_very_many_unreadable_rows_the_first_are_listed_and_all_counted(tmp_path: Path) -> None:
    found = audited(tmp_path, a_csv(tmp_path, ["?,?"] * 1500))
    assert (len(found["unreadable"]), found["unreadable_count"]) == (1000, 1500)
    assert found["unreadable"][-1]["line"] == 1001
