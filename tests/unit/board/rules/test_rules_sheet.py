"""The page of conflict rules: each in words, and what it has done, as plain values."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hub.entrypoints.board.rules.reading import from_address
from hub.entrypoints.board.rules.sheet import sheet_of
from hub.entrypoints.board.words import Language
from hub.entrypoints.gateway.views.published import PublishedView
from hub.entrypoints.gateway.views.rules import RulesView, RuleView
from hub.entrypoints.gateway.views.sentence import Sentence
from schemas.status import Status
from tests.unit.board.given import NOW

RULE = RuleView(
    name="reopened-across",
    enabled=True,
    first=(Status.CLOSED,),
    second=(Status.REOPENED,),
    scope="across",
    order="either",
    correction_s=0,
    said=Sentence(en="One closes, one reopens.", zh="一个关闭，一个重开。"),
    why=Sentence(en="both cannot be", zh="二者不能并存"),
)
DONE = replace(
    RULE, conflicts=1_012, decided=9, false_alarms=4, false_alarm_rate=4 / 9, waiting=2, withdrawn=1, latest=("QAX-1",)
)


def view(*rules: RuleView, published: int = 0) -> RulesView:
    history = tuple(
        PublishedView(version=number, at=NOW, by="li.na", reason="too many", restores=0, text="x")
        for number in range(published, 0, -1)
    )
    return RulesView(
        published=published, rules="1-abc", window_s=900, days=30, items=rules, text="[[rule]]", history=history
    )


def test_a_rule_stands_in_the_readers_language_with_its_reason() -> None:
    (english,) = sheet_of(view(RULE), Language.EN).rules
    assert (english.said, english.why) == ("One closes, one reopens.", "Why: both cannot be.")
    (chinese,) = sheet_of(view(RULE), Language.ZH).rules
    assert (chinese.said, chinese.why) == ("一个关闭，一个重开。", "缘由：二者不能并存。")
    assert sheet_of(view(replace(RULE, why=Sentence(en="", zh=""))), Language.EN).rules[0].why == ""


def test_what_a_rule_has_done_is_counted_with_its_false_alarms() -> None:
    (card,) = sheet_of(view(DONE), Language.EN).rules
    assert card.figures == [
        "1,012 conflicts",
        "9 decided, 4 of them no conflict: 44% false alarms",
        "2 waiting",
        "1 withdrawn",
    ]
    assert (card.share, card.latest) == (4 / 9, ["QAX-1"])


def test_a_rule_that_did_nothing_or_waits_has_no_rate() -> None:
    idle, waits = sheet_of(view(RULE, replace(RULE, conflicts=1, waiting=1)), Language.EN).rules
    assert (idle.figures, idle.share) == (["No conflict."], None)
    assert waits.figures == ["1 conflict", "none decided yet", "1 waiting"]


def test_a_rule_that_is_switched_off_says_so() -> None:
    on, off = sheet_of(view(RULE, replace(RULE, enabled=False)), Language.EN).rules
    assert (on.off, off.off) == ("", "switched off")


def test_versions_end_with_what_the_files_say() -> None:
    versions = sheet_of(view(RULE, published=2), Language.EN).versions
    assert [(each.label, each.is_in_force) for each in versions] == [
        ("Version 2", True),
        ("Version 1", False),
        ("as they came", False),
    ]
    (files,) = sheet_of(view(RULE), Language.EN).versions
    assert (files.is_in_force, files.said) == (
        True,
        "Nothing was published; the rules of the hub's files are in force.",
    )


@pytest.mark.parametrize(("given", "days"), [("7", 7), ("90", 90), ("8", 30), ("x", 30), ("", 30)])
def test_an_address_says_over_how_many_days_conflicts_are_counted(given: str, days: int) -> None:
    assert from_address({"days": given}) == days
