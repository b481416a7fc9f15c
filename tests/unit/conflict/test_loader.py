"""Rules are a file: read whole, or refused with what is wrong and where."""

from pathlib import Path

import pytest

from conflict.loader import RulesError, load_rules, parse_rules
from conflict.rules import Order, Scope
from schemas.instant import MINUTE, SECOND
from schemas.status import Status

RULE = """
[[rule]]
name = "back-again"
first = ["Closed"]
second = ["Reopened", "New"]
scope = "any"
order = "strictly-then"
correction_seconds = 30
en = "it is back"
zh = "又出现"
"""


def test_the_rules_by_default_are_the_four_of_the_documentation() -> None:
    rules = load_rules()
    assert [rule.name for rule in rules.rules] == [
        "reopened-across",
        "reopened-within",
        "cancelled-across",
        "regression-across",
    ]
    assert rules.window == 15 * MINUTE
    assert all(rule.correction == 0 and rule.en and rule.zh for rule in rules.rules)


def test_a_sites_rule_is_read_with_everything_it_says(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text("window_seconds = 60\n" + RULE, encoding="utf-8")
    rules = load_rules(path)
    (rule,) = rules.rules
    assert rules.window == 60 * SECOND
    assert (rule.first, rule.second) == ((Status.CLOSED,), (Status.REOPENED, Status.NEW))
    assert (rule.scope, rule.order, rule.correction) == (Scope.ANY, Order.STRICTLY_THEN, 30 * SECOND)
    assert (rule.en, rule.zh) == ("it is back", "又出现")


def test_one_setting_makes_every_rule_strict() -> None:
    (rule,) = parse_rules("strict = true\n" + RULE, "site.toml").rules
    assert (rule.scope, rule.order, rule.correction) == (Scope.ANY, Order.EITHER, 0)


def test_rules_that_say_the_same_have_the_same_version_and_others_another() -> None:
    version = parse_rules(RULE, "a.toml").version
    assert parse_rules("# a remark\n" + RULE, "b.toml").version == version
    assert parse_rules(RULE.replace("30", "31"), "a.toml").version != version
    assert parse_rules("strict = true\n" + RULE, "a.toml").version != version
    assert parse_rules("window_seconds = 901\n" + RULE, "a.toml").version != version


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "rule"),
        ("rule = []", "length >= 1"),
        ("[[rule]", "no valid TOML"),
        (RULE.replace('"Closed"', '"Shut"'), "Shut"),
        (RULE.replace('"Closed"', '"Shut"'), "the statuses are New, Acknowledged"),
        (RULE.replace('["Closed"]', "[]"), "length >= 1"),
        (RULE.replace('"any"', '"everywhere"'), "everywhere"),
        (RULE.replace('"strictly-then"', '"later"'), "later"),
        (RULE.replace("= 30", "= -1"), ">= 0"),
        (RULE.replace('"back-again"', '""'), "length >= 1"),
        (RULE.replace("scope", "scoop"), "scoop"),
        ("window_seconds = 0\n" + RULE, ">= 1"),
        ("window_seconds = 86401\n" + RULE, "<= 86400"),
        ("window = 900\n" + RULE, "window"),
        (RULE + RULE, "two rules are called 'back-again'"),
    ],
)
def test_what_is_wrong_is_named_with_its_file(text: str, said: str) -> None:
    with pytest.raises(RulesError) as caught:
        parse_rules(text, "site.toml")
    assert str(caught.value).startswith("site.toml: ")
    assert said in str(caught.value)


def test_a_file_that_is_not_there_is_named_with_its_cure(tmp_path: Path) -> None:
    with pytest.raises(RulesError, match=r"absent\.toml: cannot be read .*STATUSHUB_RULES"):
        load_rules(tmp_path / "absent.toml")


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_bytes("# règles".encode("latin-1"))
    with pytest.raises(RulesError, match="UTF-8"):
        load_rules(path)


def test_a_rule_that_is_switched_off_is_kept_and_not_in_force() -> None:
    rules = parse_rules(RULE + RULE.replace("back-again", "other").replace("scope", "enabled = false\nscope"), "a.toml")
    assert [rule.name for rule in rules.rules] == ["back-again"]
    assert [rule.name for rule in rules.off] == ["other"]
    assert parse_rules(RULE + RULE.replace("back-again", "other"), "a.toml").version != rules.version


def test_everything_that_is_wrong_is_told_at_its_line_with_its_cure() -> None:
    text = "window_secs = 60\n" + RULE + RULE.replace("back-again", "other").replace('"New"', '"Nwe"')
    text = text.replace('"any"', '"anywhere"', 1)
    with pytest.raises(RulesError) as caught:
        parse_rules(text, "site.toml")
    assert [(one.line, one.problem.split(" ")[0]) for one in caught.value.problems] == [
        (1, "Object"),
        (7, "scope:"),
        (16, "second:"),
    ]
    cures = [one.cure for one in caught.value.problems]
    assert 'did you mean "window_seconds"?' in cures[0]
    assert "across, within, any" in cures[1]
    assert 'did you mean "New"?' in cures[2]


def test_what_is_no_toml_is_told_at_its_line() -> None:
    with pytest.raises(RulesError) as caught:
        parse_rules(RULE + "x y", "site.toml")
    assert [one.line for one in caught.value.problems] == [11]


def test_two_rules_of_one_name_are_told_at_the_second() -> None:
    with pytest.raises(RulesError) as caught:
        parse_rules(RULE + RULE, "site.toml")
    assert [(one.line, one.cure) for one in caught.value.problems] == [(13, "rename one")]
