"""The headings of a report for people, in both languages, and how numbers are shown."""

from __future__ import annotations

from typing import Final

from conflict.explain import Sentence, duration
from hub.application.audit.findings import Agreement, Counts
from schemas.instant import SECOND

TITLE: Final = Sentence("Ticket status audit", "工单状态审计")
RULES: Final = Sentence("Tickets in conflict, by rule", "各规则下的冲突工单")
CONFLICTS: Final = Sentence("Worst conflicts", "最严重的冲突")
DEVIATION: Final = Sentence("How far systems run behind", "各系统的滞后")
CONSISTENCY: Final = Sentence("Agreement with the canonical status", "与标准状态的一致率")
APART: Final = Sentence("Still in contradiction, longest first", "仍处于矛盾的工单（最久者在前）")
UNMAPPED: Final = Sentence("Words without a meaning in the profile", "配置中没有含义的状态词")
UNREADABLE: Final = Sentence("Rows that cannot be read", "无法读取的行")
ODD_LINES: Final = Sentence("Not UTF-8, read as Windows-1252 (lines)", "不是 UTF-8，按 Windows-1252 读取（行数）")
NONE: Final = Sentence("none", "无")
ALL_SYSTEMS: Final = Sentence("all systems", "全部系统")

MEDIAN: Final = Sentence("median", "中位数")
P95: Final = Sentence("95 % within", "95% 不超过")
OVER: Final = Sentence("over 5 min", "超过 5 分钟")

_COUNTS: Final = (
    ("tickets", Sentence("tickets", "工单")),
    ("reports", Sentence("reports", "报告")),
    ("changes", Sentence("changes of status", "状态变化")),
    ("duplicates", Sentence("duplicates", "重复")),
    ("ignored", Sentence("not a status", "非状态")),
    ("unmapped", Sentence("without a meaning", "未映射")),
    ("unreadable", Sentence("rows unreadable", "无法读取的行")),
    ("frozen_tickets", Sentence("tickets the hub would have frozen", "会被冻结的工单")),
)


def key_numbers(counts: Counts) -> list[tuple[str, Sentence]]:
    """The numbers to show first, with what they count."""
    return [(f"{getattr(counts, name):,}", label) for name, label in _COUNTS]


def more(shown: int, total: int) -> Sentence | None:
    """That a list is cut; None where it is whole."""
    rest = total - shown
    return Sentence(f"and {rest:,} more", f"另有 {rest:,} 项") if rest > 0 else None


def share(agreement: Agreement) -> str:
    """A rate in percent. It is cut off and not rounded, so that 100 % means all."""
    if agreement.rate is None:
        return "–"
    return f"{agreement.agreeing * 10_000 // agreement.pairs / 100:.2f} %"


def delay(span: float) -> Sentence:
    """A delay in words."""
    return duration(round(span)) if span >= SECOND else Sentence("0 s", "0 秒")
