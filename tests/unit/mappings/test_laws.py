"""What every table obeys beyond being readable."""

import pytest

from mappings.laws import Severity, check
from mappings.loader import load_builtin
from mappings.model import MappingTable
from tests.unit.mappings.given import a_table

BUILTIN = load_builtin()


@pytest.mark.parametrize("table", BUILTIN.values(), ids=BUILTIN)
def test_every_table_that_comes_with_the_hub_obeys_the_laws(table: MappingTable) -> None:
    assert check(table) == []


def test_every_system_but_those_that_cannot_be_told_anything_can_be_written_back_to() -> None:
    untold = {system for system, table in BUILTIN.items() if not table.writes}
    assert untold == {"alertmanager", "b2mml", "csv", "mqtt", "wecom"}


@pytest.mark.parametrize(
    ("entries", "line", "problem"),
    [
        ('"a" = "New"\n"@writes" = ["Closed"]', 3, "desk must be told Closed, and has no word for it"),
        ('"a" = "New"\n"@back" = { Closed = "a" }', 3, 'Closed goes back to "a", which means New'),
        ('"a" = "New"\n"@back" = { Closed = "c" }', 3, 'Closed goes back to "c", which means no status'),
        ('"a" = "@ignore"\n"@back" = { Closed = "a" }', 3, 'Closed goes back to "a", which means no status'),
        ('"a" = "New"\n"@back" = { Reopened = "a" }', 3, 'Reopened goes back to "a", which means New'),
        ('"a*" = "New"\n"a**" = "New"', 3, '"a**" never matches, because "a*" is the same pattern'),
        (
            '"Resolved/*" = "Resolved"\n"*/Won\'t Do" = "Cancelled"',
            3,
            '"Resolved/*" and "*/Won\'t Do" match the same words equally well, and mean different things',
        ),
        (
            '"@flags" = { A = { status = "New", rank = 1 }, B = { status = "Closed", rank = 1 } }',
            2,
            "A and B have the same rank 1, and mean different things",
        ),
    ],
)
def test_a_broken_law_is_named_with_its_line_and_a_cure(entries: str, line: int, problem: str) -> None:
    [finding] = check(a_table(entries))

    assert (finding.file, finding.line, finding.problem) == ("desk.toml", line, problem)
    assert finding.severity is Severity.ERROR
    assert str(finding) == f"desk.toml:{line}: {problem} — {finding.cure}"


@pytest.mark.parametrize("second", ["done", "D one", "DONE"])
def test_words_that_differ_only_in_form_and_mean_different_things_are_worth_a_look(second: str) -> None:
    [finding] = check(a_table(f'"Done" = "Resolved"\n"{second}" = "Closed"'))

    assert finding.line == 3
    assert finding.severity is Severity.WARNING


@pytest.mark.parametrize(
    "entries",
    [
        '"Done" = "Resolved"\n"DONE" = "Resolved"',
        '"Note" = "@ignore"\n"note" = "@ignore"',
        '"a/*" = "New"\n"*/b" = "New"',
        '"a/*" = "New"\n"c/*" = "Closed"',
        '"*" = "@ignore"\n"a*" = "New"\n"a*b*" = "Closed"\n"ab" = "Pending"',
        '"@flags" = { A = { status = "New", rank = 1 }, B = { status = "New", rank = 1 }, C = "@ignore" }',
        '"a" = { status = "New", after_done = "Reopened" }\n"@back" = { Reopened = "a" }\n"@writes" = ["Reopened"]',
        '"a*" = "Closed"\n"@back" = { Closed = "all done" }\n"@writes" = ["Closed"]',
    ],
)
def test_what_leads_to_no_doubt_is_left_alone(entries: str) -> None:
    assert check(a_table(entries)) == []


def test_findings_come_in_the_order_of_the_lines() -> None:
    entries = '"a*" = "New"\n"b" = "New"\n"B" = "Closed"\n"c**" = "New"\n"c*" = "New"\n"@back" = { Pending = "b" }'

    findings = check(a_table(entries))

    assert [finding.line for finding in findings] == [4, 6, 7]
