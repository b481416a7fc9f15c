"""Tables from files, and what a person is told about a file that is wrong."""

from pathlib import Path

import pytest

from mappings.loader import load_builtin, load_tables, parse_table, parse_tables
from mappings.model import Ignored, Mapped, Word
from mappings.translate import to_native, translate
from schemas.status import Status
from tests.unit.mappings.given import a_table

FIXTURES = Path(__file__).parents[2] / "fixtures" / "mappings"


def test_a_file_may_hold_the_tables_of_several_systems() -> None:
    tables = load_tables([FIXTURES / "site.toml"])

    assert list(tables) == ["field", "plant"]
    assert translate(tables["field"], "In Arbeit") == Mapped(Word(Status.IN_PROGRESS, reopens=True))
    assert translate(tables["field"], "Notiz") == Ignored('"Notiz" is not a status')
    assert translate(tables["plant"], "", flags=["OSNO", "NOCO", "NOPT"]) == Mapped(Word(Status.CLOSED, rank=2))
    assert tables["field"].writes == (Status.RESOLVED,)


def test_the_section_of_an_audit_profile_is_a_table() -> None:
    section = {"Fertig": "Resolved", "@back": {"Resolved": "Fertig"}}

    table = parse_table("field", section, "profile.toml", "")

    assert to_native(table, Status.RESOLVED) == "Fertig"
    assert table.version.startswith("1-")


def test_the_hub_comes_with_tables() -> None:
    tables = load_builtin()

    assert {"crm", "erp", "itsm", "jira", "mes", "servicenow"} <= tables.keys()
    assert all(table.system == system for system, table in tables.items())


def test_tables_that_say_the_same_have_the_same_version() -> None:
    inline = a_table('"@version" = 3\n"a" = "New"\n"b" = "Closed"\n"@flags" = { F = "@ignore" }')
    spread = a_table(
        '"b" = { status = "Closed" } # over\n"a" = "New"\n"@version" = 3\n[mapping.desk."@flags"]\nF = "@ignore"'
    )

    assert inline.version == spread.version
    assert inline.version.startswith("3-")
    assert len(inline.version) == len("3-") + 8


@pytest.mark.parametrize(
    "change",
    [
        '"a" = "Acknowledged"',
        '"a" = { status = "New", after_done = "Reopened" }',
        '"a" = "New"\n"b*" = "New"',
        '"b" = "New"\n"a" = "New"',
        '"a" = "New"\n"@events" = { b = "New" }',
        '"a" = "New"\n"@flags" = { b = "New" }',
        '"a" = "New"\n"@writes" = ["New"]',
        '"a" = "New"\n"@version" = 2',
    ],
)
def test_a_table_that_says_something_else_has_another_version(change: str) -> None:
    assert a_table(change).version != a_table('"a" = "New"').version


def test_the_order_of_words_counts_where_it_decides_the_way_back() -> None:
    one, other = a_table('"a" = "New"\n"b" = "New"'), a_table('"b" = "New"\n"a" = "New"')

    assert to_native(one, Status.NEW) != to_native(other, Status.NEW)
    assert one.version != other.version


def test_a_byte_order_mark_and_windows_line_ends_are_no_hindrance(tmp_path: Path) -> None:
    path = tmp_path / "desk.toml"
    path.write_bytes(b'\xef\xbb\xbf[mapping.desk]\r\n"a" = "New"\r\n')

    assert list(load_tables([path])) == ["desk"]


def test_a_table_file_holds_nothing_but_tables() -> None:
    with pytest.raises(ValueError, match=r'f.toml:1: "mappings" stands outside .* did you mean "mapping"'):
        parse_tables('[mappings.desk]\n"a" = "New"\n[mapping.desk]\n"a" = "New"\n', "f.toml")
