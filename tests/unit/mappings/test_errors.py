"""Every complaint about a table names the file, the line and a cure."""

from pathlib import Path

import pytest

from mappings.errors import MappingErrors
from mappings.loader import load_tables, parse_tables
from tests.unit.mappings.given import a_table

FIXTURES = Path(__file__).parents[2] / "fixtures" / "mappings"

# What is written on line 2 of the file, the problem, and the cure.
ENTRIES = [
    ('"a" = "Resovled"', '"Resovled" is not a canonical status', 'did you mean "Resolved"?'),
    ('"a" = "in progress"', '"in progress" is not a canonical status', 'did you mean "In Progress"?'),
    ('"a" = "@ignored"', '"@ignored" is not a canonical status', 'did you mean "@ignore"?'),
    ('"a" = "Zzzz"', '"Zzzz" is not a canonical status', "use one of: New, "),
    ('"a" = 6', '"a" is a number instead of a status', 'write "word" = '),
    ('"a" = true', '"a" is a true/false value instead of a status', 'write "word" = '),
    ('"a" = ["New"]', '"a" is a list instead of a status', 'write "word" = '),
    ('"a" = 2026-01-26', '"a" is a date or time instead of a status', 'write "word" = '),
    ('On.Hold = "Pending"', '"On" names no status', "put quotes around a word that holds a dot"),
    ('"a" = { status = 6 }', "a number is not a canonical status", "use one of: New, "),
    ('"a" = { status = "New", afterdone = "Reopened" }', 'an unknown part "afterdone"', 'did you mean "after_done"?'),
    ('"a" = { status = "New", after_done = "Closed" }', 'after_done of "a" is not "Reopened"', "or leave it out"),
    ('"a" = { status = "New", after_done = true }', 'after_done of "a" is not "Reopened"', "or leave it out"),
    ('"a" = { status = "Closed", after_done = "Reopened" }', '"a" means Closed', "leave after_done out"),
    ('"a" = { status = "New", rank = 2 }', '"a" has a rank but is no flag', 'move it under "@flags"'),
    ('"@flags" = { F = { status = "New", rank = "2" } }', 'rank of "F" is text', "write a whole number"),
    ('"@flags" = { "F*" = "New" }', '"F*" under @flags is a pattern', "write each one out"),
    ('"@events" = { "job.*" = "New" }', '"job.*" under @events is a pattern', "write each one out"),
    ('"@events" = ["job.done"]', "@events is a list", 'write a table: "@events" = {'),
    ('"@flag" = { F = "New" }', '"@flag" is not a setting', 'did you mean "@flags"?'),
    ('"@back" = { Resovled = "6" }', '"Resovled" is not a canonical status', 'did you mean "Resolved"?'),
    ('"@back" = { Resolved = 6 }', "Resolved goes back to a number", "write one word as the system spells it"),
    ('"@back" = { Resolved = "Done/*" }', 'Resolved goes back to "Done/*"', "write one word as the system spells it"),
    ('"@writes" = "Resolved"', "@writes is text", "write a list"),
    ('"@writes" = ["Resovled"]', '"Resovled" is not a canonical status', 'did you mean "Resolved"?'),
    ('"@version" = 0', "@version is 0", "write a whole number from 1 on"),
    ('"@version" = true', "@version is a true/false value", "write a whole number from 1 on"),
]
SYNTAX = [
    ('"a" = New', "this is not TOML: Invalid value", "quotes"),
    ('On Hold = "Pending"', "this is not TOML: Expected '=' after a key", "quotes"),
    ('"a" "New"', "this is not TOML: Expected '=' after a key", "quotes"),
    ('"a" = "New', "this is not TOML: ", "quotes"),
    ('"@writes" = ["Closed",', "this is not TOML: ", "quotes"),
    ('"@flags" = { F = "New", F = "New" }', "twice", "keep one of the two"),
]


@pytest.mark.parametrize(("entry", "problem", "cure"), ENTRIES + SYNTAX)
def test_a_wrong_entry_is_named_with_its_line_and_a_cure(entry: str, problem: str, cure: str) -> None:
    with pytest.raises(MappingErrors) as raised:
        a_table(entry + "\n")

    [found] = [found for found in raised.value.problems if found.line == 2]
    assert found.file == "desk.toml"
    assert problem in found.problem
    assert cure in found.cure
    assert str(found) == f"desk.toml:2: {found.problem} — {found.cure}"


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ('[mapping.desk]\n"a" = "New"\n\n"b" = "New"\n"a" = "New"\n', 5, '"a" is already there, on line 2'),
        ('[mapping.desk]\n\'a\' = "New"\n"a" = "New"\n', 3, '"a" is already there, on line 2'),
        ('[mapping.desk]\n"a" = "New"\n\n[mapping.desk]\n"b" = "New"\n', 4, '"desk" is already there, on line 1'),
        ('[mapping.desk]\n" a" = "New"\n"a" = "Closed"\n', 3, '"a" is there twice with different meanings'),
        ('[mapping.desk."@flags"]\n"F" = "New"\n"F " = "Closed"\n', 3, '"F" is there twice with different meanings'),
        ("", 1, "there is no [mapping.<system>] section"),
        ('"a" = "New"\n', 1, '"a" stands outside [mapping.<system>]'),
        ('[mapping]\n"a" = "New"\n', 2, '"a" stands under no system'),
        ("[mapping.crm]\n'a' = 'New'\n[mapping.desk]\n", 3, "the table of desk has no words"),
        ('[mapping.desk]\n"@version" = 2\n"@flags" = {}\n', 1, "the table of desk has no words"),
    ],
)
def test_a_wrong_file_is_named_with_the_line_to_look_at(text: str, line: int, problem: str) -> None:
    with pytest.raises(MappingErrors) as raised:
        parse_tables(text, "desk.toml")

    found = raised.value.problems[0]
    assert (found.line, found.problem) == (line, problem)
    assert found.cure


def test_all_that_is_wrong_with_a_file_is_said_at_once() -> None:
    with pytest.raises(MappingErrors) as raised:
        load_tables([FIXTURES / "broken.toml"])

    assert [found.line for found in raised.value.problems] == list(range(3, 12))
    assert str(raised.value).count("broken.toml:") == 9


def test_a_file_that_is_wrong_does_not_keep_the_next_from_being_read(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes('[mapping.desk]\n"Gel\xf6st" = "Resolved"\n'.encode("latin-1"))

    with pytest.raises(MappingErrors) as raised:
        load_tables([tmp_path / "none.toml", tmp_path / "latin.toml", FIXTURES / "broken.toml"])

    missing, not_utf8, *others = raised.value.problems
    assert "cannot be read" in missing.problem
    assert (not_utf8.line, not_utf8.problem) == (2, "this is not UTF-8")
    assert len(others) == 9


def test_two_tables_for_one_system_are_refused(tmp_path: Path) -> None:
    second = tmp_path / "second.toml"
    second.write_text('\n[mapping.field]\n"Offen" = "New"\n')

    with pytest.raises(MappingErrors, match=r"second.toml:2: field has a table already, in .*site.toml — keep one"):
        load_tables([FIXTURES / "site.toml", second])
