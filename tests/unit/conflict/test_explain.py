"""One sentence, in both languages, for every verdict."""

from typing import NamedTuple

import pytest

from conflict.explain import (
    Sentence,
    duration,
    explain_decided,
    explain_frozen,
    explain_move,
    explain_pair,
    explain_told,
)
from conflict.loader import load_rules
from schemas.instant import DAY, HOUR, MINUTE, SECOND, Instant, from_iso
from schemas.status import Status

NOON = from_iso("2026-01-26T12:00:00Z")


class Side(NamedTuple):
    system: str
    native: str
    status: Status
    at: Instant


RESOLVED = Side("crm", "Fixed", Status.RESOLVED, NOON)
REOPENED = Side("itsm", "Reopened", Status.REOPENED, NOON + 4 * MINUTE + 10 * SECOND)


def test_a_contradiction_names_both_sides_the_gap_and_the_rule() -> None:
    rule = load_rules().by_name("reopened-across")
    assert rule is not None
    assert explain_pair(rule, RESOLVED, REOPENED) == Sentence(
        'crm reported "Fixed" (Resolved) at 2026-01-26 12:00:00 UTC, and 4 min 10 s later itsm reported Reopened: '
        "one system says the fault is dealt with, another that it is back (reopened-across).",
        "crm 于 2026-01-26 12:00:00 UTC 报告“Fixed”（已解决），4 分 10 秒后 itsm 报告“已重新打开”："
        "一个系统称故障已处理，另一个系统称故障再次出现（reopened-across）。",
    )


def test_a_rule_that_is_no_longer_in_force_is_told_by_its_name() -> None:
    told = explain_pair("old-rule", RESOLVED, REOPENED)
    assert told.en.endswith("itsm reported Reopened, against the rule old-rule.")
    assert told.zh.endswith("，违反规则 old-rule。")


def test_a_system_that_contradicts_itself_is_named_once() -> None:
    told = explain_pair("reopened-within", RESOLVED, REOPENED._replace(system="crm"))
    assert "4 min 10 s later it reported Reopened" in told.en
    assert "4 分 10 秒后它又报告“已重新打开”" in told.zh


def test_two_reports_of_the_same_moment_have_no_gap() -> None:
    told = explain_pair("reopened-across", RESOLVED, REOPENED._replace(at=NOON))
    assert "at the same moment itsm reported" in told.en
    assert "同一时刻 itsm 报告" in told.zh


def test_a_word_of_a_megabyte_does_not_swamp_the_sentence() -> None:
    told = explain_pair("reopened-across", RESOLVED._replace(native="x" * 1_000_000), REOPENED)
    assert len(told.en) < 300


def test_a_move_says_who_moved_the_ticket_from_where_to_where() -> None:
    told = explain_move("crm", "Fixed", Status.RESOLVED, NOON, Status.IN_PROGRESS)
    assert told.en == (
        'crm reported "Fixed" (Resolved) at 2026-01-26 12:00:00 UTC, and the ticket moved from In Progress to Resolved.'
    )
    assert told.zh == "crm 于 2026-01-26 12:00:00 UTC 报告“Fixed”（已解决），工单状态从“处理中”变为“已解决”。"


def test_a_first_move_comes_from_nowhere_and_a_decision_from_no_system() -> None:
    assert "the ticket moved to Closed at" in explain_move("", "", Status.CLOSED, NOON).en
    assert explain_move("", "", Status.CLOSED, NOON).zh.startswith("根据裁决，工单状态变为“已关闭”")


@pytest.mark.parametrize(("count", "said"), [(1, "by a contradiction"), (3, "by 3 contradictions")])
def test_a_frozen_ticket_says_what_thaws_it(count: int, said: str) -> None:
    told = explain_frozen("QAX-20260126-00001-1AB", NOON, count)
    assert said in told.en
    assert "QAX-20260126-00001-1AB is decided" in told.en
    assert f"因 {count} 处矛盾被冻结" in told.zh


def test_of_a_frozen_ticket_is_said_what_others_believe() -> None:
    assert explain_told(Status.RESOLVED).en == "The last status that was broadcast is Resolved."
    assert explain_told(Status.RESOLVED).zh == "最后一次广播的状态是“已解决”。"
    assert "ever broadcast" in explain_told(None).en
    assert "从未广播" in explain_told(None).zh


@pytest.mark.parametrize(
    ("choice", "en", "zh"),
    [
        ("accept", "ann accepted itsm's side, Reopened at", "采纳了 itsm 的状态“已重新打开”"),
        ("set", "ann set the ticket to Reopened at", "将工单设为“已重新打开”"),
        ("no-conflict", "ann found no conflict and left the ticket at Reopened at", "工单保持“已重新打开”"),
    ],
)
def test_a_decision_says_who_what_and_why(choice: str, en: str, zh: str) -> None:
    told = explain_decided("ann", choice, Status.REOPENED, "customer called", NOON, "itsm")
    assert told.en.startswith(en)
    assert zh in told.zh
    assert told.en.endswith(": customer called")
    assert told.zh.endswith("：customer called")


@pytest.mark.parametrize(
    ("span", "en", "zh"),
    [
        (250_000, "250 ms", "250 毫秒"),
        (59 * SECOND, "59 s", "59 秒"),
        (4 * MINUTE + 10 * SECOND, "4 min 10 s", "4 分 10 秒"),
        (15 * MINUTE, "15 min", "15 分"),
        (11 * HOUR + 59 * SECOND, "11 h", "11 小时"),
        (2 * DAY + 3 * HOUR + MINUTE, "2 d 3 h", "2 天 3 小时"),
        (-MINUTE, "1 min", "1 分"),
    ],
)
def test_a_span_of_time_is_told_in_its_two_largest_units(span: Instant, en: str, zh: str) -> None:
    assert duration(span) == Sentence(en, zh)
