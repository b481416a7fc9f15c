"""Say in one sentence, in English and in Chinese, why a ticket stands as it stands (docs/domain.md, section 6.5).

Everything here takes plain values, so that stored evidence, a live assessment and an audit are explained alike.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

from conflict.rules import Rule
from schemas.instant import DAY, HOUR, MINUTE, SECOND, Instant, to_datetime
from schemas.status import Status

_LONGEST_WORD = 48

_UNITS = ((DAY, "d", "天"), (HOUR, "h", "小时"), (MINUTE, "min", "分"), (SECOND, "s", "秒"))


class Sentence(NamedTuple):
    """The same said twice."""

    en: str
    zh: str


class Side(Protocol):
    """What a sentence needs to know of one side of a contradiction."""

    @property
    def system(self) -> str: ...
    @property
    def native(self) -> str: ...
    @property
    def status(self) -> Status: ...
    @property
    def at(self) -> Instant: ...


def explain_pair(rule: Rule | str, first: Side, second: Side) -> Sentence:
    """Why two reports contradict each other; ``first`` stands before ``second`` in event-time order.

    ``rule`` may be a mere name: stored evidence outlives the rules that were in force.
    """
    word_1, word_2 = _reported(first.native, first.status), _reported(second.native, second.status)
    later, why = _later(first, second), _because(rule)
    return Sentence(
        f"{first.system} reported {word_1.en} at {moment(first.at).en}, and {later.en} reported {word_2.en}{why.en}.",
        f"{first.system} 于 {moment(first.at).zh} 报告{word_1.zh}，{later.zh}报告{word_2.zh}{why.zh}。",
    )


def explain_move(system: str, native: str, status: Status, at: Instant, previous: Status | None = None) -> Sentence:
    """Why the canonical status is what it is; ``system`` is empty where a decision moved it."""
    when = moment(at)
    was = Sentence(f" from {previous}", f"从“{previous.zh}”") if previous else Sentence("", "")
    became = Sentence(f"the ticket moved{was.en} to {status}", f"工单状态{was.zh}变为“{status.zh}”")
    if not system:
        return Sentence(f"By a decision, {became.en} at {when.en}.", f"根据裁决，{became.zh}（{when.zh}）。")
    word = _reported(native, status)
    return Sentence(
        f"{system} reported {word.en} at {when.en}, and {became.en}.",
        f"{system} 于 {when.zh} 报告{word.zh}，{became.zh}。",
    )


def explain_frozen(conflict: str, since: Instant, contradictions: int = 1) -> Sentence:
    """That the ticket is frozen, since when, and what ends it."""
    when = moment(since)
    count = "a contradiction" if contradictions == 1 else f"{contradictions} contradictions"
    return Sentence(
        f"Frozen since {when.en} by {count}: nothing is broadcast until {conflict} is decided.",
        f"自 {when.zh} 起因 {contradictions} 处矛盾被冻结：在 {conflict} 裁决之前不广播任何状态。",
    )


def explain_told(status: Status | None) -> Sentence:
    """What others believe of a ticket that is frozen: the status that was broadcast last, None where none ever was."""
    if status is None:
        return Sentence("No status of it was ever broadcast.", "此前从未广播过它的状态。")
    return Sentence(f"The last status that was broadcast is {status}.", f"最后一次广播的状态是“{status.zh}”。")


def explain_decided(by: str, choice: str, status: Status, reason: str, at: Instant, accepted: str = "") -> Sentence:
    """Who settled the contradiction, how and why. ``choice`` is ``accept``, ``set`` or ``no-conflict``."""
    verdicts = {
        "accept": Sentence(f"accepted {accepted}'s side, {status}", f"采纳了 {accepted} 的状态“{status.zh}”"),
        "set": Sentence(f"set the ticket to {status}", f"将工单设为“{status.zh}”"),
        "no-conflict": Sentence(
            f"found no conflict and left the ticket at {status}", f"认定不存在冲突，工单保持“{status.zh}”"
        ),
    }
    verdict, when = verdicts[choice], moment(at)
    return Sentence(
        f"{by} {verdict.en} at {when.en}: {reason}",
        f"{by} 于 {when.zh} {verdict.zh}：{reason}",
    )


def duration(span: Instant) -> Sentence:
    """A span of time in its two largest units: ``4 min 10 s``, ``4 分 10 秒``."""
    span = abs(span)
    if span < SECOND:
        return Sentence(f"{span // 1000} ms", f"{span // 1000} 毫秒")
    sizes = [size for size, _, _ in _UNITS]
    first = next(place for place, size in enumerate(sizes) if span >= size)
    english: list[str] = []
    chinese: list[str] = []
    rest = span
    for size, en, zh in _UNITS[first : first + 2]:
        count, rest = divmod(rest, size)
        if count:
            english.append(f"{count} {en}")
            chinese.append(f"{count} {zh}")
    return Sentence(" ".join(english), " ".join(chinese))


def moment(at: Instant) -> Sentence:
    """A point in time as people read it, to the second; a sentence is no place for microseconds."""
    text = f"{to_datetime(at):%Y-%m-%d %H:%M:%S} UTC"
    return Sentence(text, text)


def _reported(native: str, status: Status) -> Sentence:
    """The system's own word, and the hub's where it is another."""
    if native == status.value:
        return Sentence(status.value, f"“{status.zh}”")
    word = native if len(native) <= _LONGEST_WORD else native[: _LONGEST_WORD - 1] + "…"
    return Sentence(f'"{word}" ({status})', f"“{word}”（{status.zh}）")


def _later(first: Side, second: Side) -> Sentence:
    """How much later the other side spoke, and who that is."""
    who = Sentence("it", "它又") if second.system == first.system else Sentence(second.system, f" {second.system} ")
    gap = second.at - first.at
    if not gap:
        return Sentence(f"at the same moment {who.en}", f"同一时刻{who.zh}")
    span = duration(gap)
    return Sentence(f"{span.en} later {who.en}", f"{span.zh}后{who.zh}")


def _because(rule: Rule | str) -> Sentence:
    """What the pair breaks: in the rule's own words where it has any, else by its name."""
    if isinstance(rule, str):
        return Sentence(f", against the rule {rule}", f"，违反规则 {rule}")
    en = f": {rule.en} ({rule.name})" if rule.en else f", against the rule {rule.name}"
    zh = f"：{rule.zh}（{rule.name}）" if rule.zh else f"，违反规则 {rule.name}"
    return Sentence(en, zh)
