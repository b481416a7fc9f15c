"""What is wrong with a profile is said with file, line and cure, all of it at once."""

import tomllib
from pathlib import Path

import pytest

from hub.application.audit.profile import ProfileError, load_profile, parse_profile
from tests.needs import ROOT
from tests.unit.audit.given import DESKS, a_csv, a_file, audited
from tests.unit.audit.test_xes import PROFILE as XES_PROFILE
from tests.unit.audit.test_xes import STORY, a_log

MINIMAL = '[columns]\nstatus = "state"\nsystem = { value = "crm" }\n'


def wrong(text: str) -> str:
    with pytest.raises(ProfileError) as error:
        parse_profile(text, "p.toml")
    return str(error.value)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            'tiket = "id"',
            'p.toml:4: "tiket" is not a part of [columns] — did you mean "ticket"? the parts are: ticket,',
        ),
        ("ticket = 3", "p.toml:4: ticket is not a text — write the name of one column in quotes"),
        ('zone = "Europe/Berlim"', 'p.toml:4: "Europe/Berlim" is no time zone — did you mean "Europe/Berlin"?'),
        ('zone = "Europe"', '"Europe" is no time zone'),
        ('zone = "../etc/passwd"', "is no time zone"),
        ('at_format = "%d/%m/%Q"', 'p.toml:4: at_format "%d/%m/%Q" cannot be read back: '),
        ('at_format = "%H:%M"', 'p.toml:4: at_format "%H:%M" does not hold year, month and day'),
        ('only = { column = "x" }', "p.toml:4: only does not say which rows count — write only = {"),
        ('only = { column = "x", values = [1] }', "p.toml:4: only does not say which rows count"),
        ('[colums]\nx = "y"', 'p.toml:4: "colums" is not a part of a profile — did you mean "columns"?'),
        ('[mapping.crm]\n"Open" = "Opened"', 'p.toml:5: "Opened" is not a canonical status'),
        ('[mapping]\ncrm = "Open"', 'p.toml:5: "crm" stands under no system'),
        ("ticket = id", "p.toml:4: this is not TOML: "),
    ],
)
def test_a_slip_is_named_with_its_line_and_its_cure(line: str, said: str) -> None:
    assert said in wrong(f"{MINIMAL}{line}\n")


@pytest.mark.parametrize("status", ['""', "[]", '["state", 3]', "3"])
def test_a_profile_names_at_least_one_status_column(status: str) -> None:
    text = f'[columns]\nstatus = {status}\nsystem = {{ value = "crm" }}\n'
    assert "p.toml:2: status names no column — write status =" in wrong(text)


@pytest.mark.parametrize("system", ['"crm"', "{}", '{ value = "a", column = "b" }', '{ name = "a" }', '{ value = "" }'])
def test_a_profile_says_whose_log_it_is(system: str) -> None:
    assert "p.toml:3: system does not say whose log" in wrong(f'[columns]\nstatus = "state"\nsystem = {system}\n')


def test_everything_is_said_at_once() -> None:
    said = wrong('[columns]\nstatus = 1\nzone = "Mars"\n[mapping.crm]\n"A" = "B"\n[more]\n').splitlines()
    assert [line.split(":")[1] for line in said] == ["1", "2", "3", "5", "6"]


def test_a_profile_without_columns_is_told_what_to_write() -> None:
    assert "there is no [columns] section — write [columns], and below it at least status" in wrong("")


def test_a_profile_that_is_not_there_or_not_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match=r"absent\.toml:1: this file cannot be read: No such file"):
        load_profile(tmp_path / "absent.toml")
    with pytest.raises(ProfileError, match=r"odd\.toml:2: this is not UTF-8 — save the file as UTF-8"):
        load_profile(a_file(tmp_path, "odd.toml", "[columns]\nstatus = 'Süß'".encode("cp1252")))


def test_a_column_that_a_csv_lacks_is_told_with_those_it_has(tmp_path: Path) -> None:
    log = a_csv(tmp_path, ["1,2,3,4"], "Ticket,desk,state,when")
    with pytest.raises(ProfileError) as error:
        audited(tmp_path, log)
    assert str(error.value) == (
        f'{tmp_path}/profile.toml:3: ticket names the column "ticket", which {log} does not have — '
        'did you mean "Ticket"? the columns there are: Ticket, desk, state, when'
    )


def test_a_column_that_a_csv_has_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match=r"which .* has 2 times — rename all but one"):
        audited(tmp_path, a_csv(tmp_path, [], "ticket,desk,state,when,state"))


@pytest.mark.parametrize("key", ["ticket", "at"])
def test_a_csv_needs_a_column_for_ticket_and_time(tmp_path: Path, key: str) -> None:
    profile = "\n".join(line for line in DESKS.splitlines() if not line.startswith(key))
    with pytest.raises(ProfileError, match=f"{key} names no column — a CSV needs one"):
        audited(tmp_path, a_csv(tmp_path, []), profile)


def test_an_attribute_that_an_xes_log_never_has_is_told_with_those_it_has(tmp_path: Path) -> None:
    profile = XES_PROFILE.replace("[columns]", '[columns]\nat = "time:timestmp"')
    with pytest.raises(ProfileError, match='did you mean "time:timestamp"\\? the columns there are: concept:name, '):
        audited(tmp_path, a_file(tmp_path, "log.xes", a_log(STORY)), profile)


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "profiles").glob("*.toml")), ids=lambda path: path.name)
def test_the_profiles_in_the_documentation_are_sound(path: Path) -> None:
    assert load_profile(path).tables


def test_the_profile_in_the_domain_s_rules_is_sound() -> None:
    text = (ROOT / "docs" / "domain.md").read_text("utf-8")
    [example] = [block for block in text.split("```toml\n")[1:] if block.startswith("[columns]")]
    profile = parse_profile(example.split("```")[0], "docs/domain.md")
    assert profile.columns.status == ("incident_state",)
    assert tomllib.loads(example.split("```")[0])["mapping"].keys() == profile.tables.keys()
