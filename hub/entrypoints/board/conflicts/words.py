"""The texts of the quality team's queue, in English and in Chinese."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hub.entrypoints.board.words import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueWords:
    """The texts of one language; what stands in braces is filled in."""

    show_open: str
    show_mine: str
    show_settled: str
    age: str
    conflict: str
    systems: str
    said: str
    state: str
    nothing: str
    nothing_mine: str
    nothing_settled: str
    withdrawn: str
    accepted: str
    set_to: str
    false_alarm: str
    decided_by: str


EN: Final = QueueWords(
    show_open="Waiting",
    show_mine="Mine",
    show_settled="Settled",
    age="For",
    conflict="Conflict",
    systems="Systems",
    said="What contradicts what",
    state="State",
    nothing="No conflict waits for anybody.",
    nothing_mine="You have no conflict.",
    nothing_settled="No conflict has been settled yet.",
    withdrawn="withdrawn: a late report showed that there was none",
    accepted="{system} was right: {status}",
    set_to="set to {status}",
    false_alarm="no conflict: {status}",
    decided_by="{name}: {reason}",
)

ZH: Final = QueueWords(
    show_open="待处理",
    show_mine="我的",
    show_settled="已结",
    age="时长",
    conflict="冲突",
    systems="系统",
    said="矛盾之处",
    state="状态",
    nothing="没有待处理的冲突。",
    nothing_mine="您没有认领的冲突。",
    nothing_settled="尚无已结的冲突。",
    withdrawn="已撤销：迟到的报告表明并无矛盾",
    accepted="采信 {system}：{status}",
    set_to="设为 {status}",
    false_alarm="并无冲突：{status}",
    decided_by="由 {name}：{reason}",
)

QUEUE_WORDS: Final = {Language.EN: EN, Language.ZH: ZH}
