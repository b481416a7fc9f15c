"""What the quality team is told of exception tickets, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import msgspec

from conflict.explain import explain_pair
from conflict.rules import Rule
from schemas.events import Recorded, TicketFrozen
from schemas.instant import Instant

MOST_WRITTEN_OUT: Final = 20
"""Conflicts that one message writes out; of more it says how many there are."""

RuleOf = Callable[[str], Rule | str]


class Unclaimed(msgspec.Struct, frozen=True, kw_only=True):
    """An exception ticket that nobody has taken, with what is said of it, and the keys of the channels that know it."""

    conflict: str
    uid: str
    opened_at: Instant
    en: str
    zh: str
    told: tuple[str, ...] = ()


class Message(NamedTuple):
    """What is sent: plain text."""

    title: str
    body: str


def unclaimed(recorded: Recorded, event: TicketFrozen, rule_of: RuleOf) -> Unclaimed:
    """A new exception ticket: both sides with their statuses, and the sentence that says why they cannot both be."""
    first, second = event.contradictions[0].first, event.contradictions[0].second
    said = explain_pair(rule_of(event.contradictions[0].rule), first, second)
    return Unclaimed(
        conflict=event.conflict,
        uid=recorded.stream,
        opened_at=event.recorded_at,
        en=f"{first.system}: {first.status} / {second.system}: {second.status}\n{said.en}",
        zh=f"{first.system}：{first.status.zh} / {second.system}：{second.status.zh}\n{said.zh}",
    )


def message(found: Sequence[Unclaimed], languages: Sequence[str], public_url: str, after_minutes: float) -> Message:
    """One message about one or more exception tickets."""
    blocks = [_block(each, languages, public_url) for each in found[:MOST_WRITTEN_OUT]]
    if len(found) > MOST_WRITTEN_OUT:
        more = len(found) - MOST_WRITTEN_OUT
        blocks.append(_in(languages, f"and {more} more", f"另有 {more} 个"))
    if after_minutes:
        waits = _in(languages, f"Unclaimed for {after_minutes:g} min", f"已 {after_minutes:g} 分钟无人认领")
        blocks.insert(0, waits)
    return Message(_title(found, languages), "\n\n".join(blocks))


def trial(languages: Sequence[str]) -> Message:
    """What ``statushub notify test`` sends."""
    title = _in(languages, "Ticket Status Hub: a test", "工单状态中枢：测试")
    return Message(title, _in(languages, "Exception tickets will be told here.", "异常工单将发送到此处。"))


def _title(found: Sequence[Unclaimed], languages: Sequence[str]) -> str:
    if len(found) == 1:
        uid = found[0].uid
        return _in(languages, f"Ticket {uid} is frozen", f"工单 {uid} 已冻结")
    return _in(languages, f"{len(found)} tickets are frozen", f"{len(found)} 个工单已冻结")


def _block(each: Unclaimed, languages: Sequence[str], public_url: str) -> str:
    lines = [f"{each.uid} ({each.conflict})"]
    lines += [{"en": each.en, "zh": each.zh}[language] for language in languages]
    if public_url:
        lines.append(f"{public_url.rstrip('/')}/conflicts/{each.conflict}")
    return "\n".join(lines)


def _in(languages: Sequence[str], en: str, zh: str) -> str:
    return " · ".join({"en": en, "zh": zh}[language] for language in languages)
