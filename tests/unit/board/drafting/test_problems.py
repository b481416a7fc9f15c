"""What is wrong with a draft, in Chinese."""

from __future__ import annotations

import re

import pytest

from conflict.loader import RulesError, parse_rules
from hub.application.tables import read_table
from hub.entrypoints.board.drafting.problems import in_chinese
from hub.entrypoints.board.drafting.sheet import wrong_in
from hub.entrypoints.board.words import Language
from mappings.errors import MappingErrors
from mappings.laws import check
from tests.unit.conflict.test_loader import RULE
from tests.unit.mappings.given import a_table
from tests.unit.mappings.test_errors import ENTRIES

LAWS = [
    '"a" = "New"\n"@writes" = ["Closed"]',
    '"a" = "New"\n"@back" = { Closed = "a" }',
    '"a" = "New"\n"@back" = { Closed = "c" }',
    '"a*" = "New"\n"a**" = "New"',
    '"Resolved/*" = "Resolved"\n"*/Won\'t Do" = "Cancelled"',
    '"@flags" = { A = { status = "New", rank = 1 }, B = { status = "Closed", rank = 1 } }',
]
TABLES = [
    "",
    '"a" = "New"\n',
    '[mapping]\n"a" = "New"\n',
    "[mapping.crm]\n",
    '[mapping.desk]\n"a" = "New"\n',
    '[mapping.crm]\n"a" = "New"\n"a" = "New"\n',
    '[mapping.crm]\n" a" = "New"\n"a" = "Closed"\n',
    '[mapping.crm]\n"@flags" = { F = "New", F = "New" }\n',
    "[mapping.crm]\nOn Hold = 1\n",
]
RULES = [
    "",
    "rule = []",
    "[[rule]",
    RULE + RULE,
    RULE.replace('"Closed"', '"Shut"'),
    RULE.replace('["Closed"]', "[]"),
    RULE.replace('"any"', '"everywhere"'),
    RULE.replace("= 30", "= -1"),
    RULE.replace("scope", "scoop"),
    "window_secs = 60\n" + RULE,
    'window_seconds = "x"\n' + RULE,
]


def english_in(said: str) -> list[str]:
    """Words of sentences: what is no quoted word, key, status or TOML, and stands in lower case."""
    code = r'"[^"]*"|`[^`]*`|\'[^\']*\'|\[.*?\]|\{.*\}|@\w+|after_done|\brank( = 2)?\b|\w+_\w+|[a-z]+(-[a-z]+)+'
    keys = (
        r"\b(status|name|first|second|scope|order|en|zh|enabled|strict|rule|across|within|any|either|then|crm|desk)\b"
    )
    return re.findall(r"\b[a-z]{2,}\b", re.sub(keys, "", re.sub(code, "", said)))


def without_the_parsers_own(said: str) -> str:
    """What the parser of TOML says stands behind a sentence of ours, in its own words."""
    return re.sub(r"(?<=不是有效的 TOML：).*?(?=；)", "", said)


@pytest.mark.parametrize("entry", [entry for entry, _, _ in ENTRIES])
def test_each_thing_that_is_wrong_with_an_entry_is_said_in_chinese(entry: str) -> None:
    with pytest.raises(MappingErrors) as raised:
        a_table(entry + "\n")
    for line in wrong_in(raised.value.problems, Language.ZH):
        assert english_in(line) == [], line


@pytest.mark.parametrize("text", TABLES)
def test_each_thing_that_is_wrong_with_a_table_is_said_in_chinese(text: str) -> None:
    with pytest.raises(MappingErrors) as raised:
        read_table("crm", text)
    for line in wrong_in(raised.value.problems, Language.ZH):
        assert english_in(without_the_parsers_own(line)) == [], line


@pytest.mark.parametrize("entries", LAWS)
def test_each_law_that_is_broken_is_said_in_chinese(entries: str) -> None:
    [line] = wrong_in(check(a_table(entries)), Language.ZH)
    assert english_in(line) == [], line


@pytest.mark.parametrize("text", RULES)
def test_each_thing_that_is_wrong_with_rules_is_said_in_chinese(text: str) -> None:
    with pytest.raises(RulesError) as raised:
        parse_rules(text, "site.toml")
    for line in wrong_in(raised.value.problems, Language.ZH):
        assert english_in(without_the_parsers_own(line)) == [], line


def test_a_slip_is_asked_about_in_chinese() -> None:
    assert in_chinese('did you mean "New"? use one of: New, Closed') == '是否应为 "New"？请使用其中之一：New, Closed'


def test_what_is_new_here_stays_as_it_is() -> None:
    assert in_chinese("the moon is full") == "the moon is full"
    assert english_in(in_chinese("the moon is full")) != []
