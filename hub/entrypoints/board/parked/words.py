"""The texts of the page of parked reports, in English and in Chinese."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hub.entrypoints.board.words import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedWords:
    """The texts of one language; what stands in braces is filled in."""

    any_reason: str
    reason: str
    received: str
    about: str
    word: str
    why: str
    nothing: str
    select: str
    select_all: str
    look: str
    retry_selected: str
    retry_shown: str
    retry_all: str
    sure_all: str
    tried: str
    stop: str
    retry_one: str
    all_flow: str
    some_flow: str
    some_stay: str
    sent: str
    body_of: str
    body_cut: str
    body_bytes: str
    link_uid: str
    link_uids: str
    link_also: str
    link: str
    linked: str
    close: str
    tries: str


EN: Final = ParkedWords(
    any_reason="Any reason",
    reason="Reason",
    received="Received",
    about="About",
    word="Said",
    why="Why it is parked, and what to do",
    nothing="Nothing is parked here.",
    select="Select {id}",
    select_all="Select all shown",
    look="Look at {id}",
    retry_selected="Try {count} selected again",
    retry_shown="Try the {count} shown again",
    retry_all="Try all {count} again",
    sure_all="Try all {count} again, on every page of this list? It takes a while, and can be stopped.",
    tried="{count} of {total} tried",
    stop="Stop",
    retry_one="Try again",
    all_flow="{count} flows on.|{count} flow on.",
    some_flow="{count} flows on|{count} flow on",
    some_stay=", {count} stays parked: {why}|, {count} stay parked: {why}",
    sent="What was sent",
    body_of="What {system} sent",
    body_cut="The first {count} bytes of {bytes}",
    body_bytes="No text: {bytes} bytes in Base64",
    link_uid="UID of the ticket that {native_id} means",
    link_uids="If they are one ticket: the UID of {ids}",
    link_also="Force the link: the ticket has another id there, and both are its own",
    link="Link and try again",
    linked="{native_id} means {uid} from now on.",
    close="Close",
    tries="tried once|tried {count} times",
)

ZH: Final = ParkedWords(
    any_reason="全部原因",
    reason="原因",
    received="收到于",
    about="关于",
    word="原词",
    why="搁置原因及处理办法",
    nothing="此处没有搁置的报告。",
    select="选择 {id}",
    select_all="选择全部所示",
    look="查看 {id}",
    retry_selected="重试所选 {count} 条",
    retry_shown="重试所示 {count} 条",
    retry_all="重试全部 {count} 条",
    sure_all="要重试此列表所有页上的全部 {count} 条吗？需要一些时间，可以中止。",
    tried="已重试 {count} / {total} 条",
    stop="中止",
    retry_one="重试",
    all_flow="{count} 条已继续处理。",
    some_flow="{count} 条已继续处理",
    some_stay="，{count} 条仍搁置：{why}",
    sent="收到的内容",
    body_of="{system} 发送的内容",
    body_cut="共 {bytes} 字节，仅显示前 {count} 字节",
    body_bytes="非文本内容：{bytes} 字节，以 Base64 显示",
    link_uid="{native_id} 所指工单的 UID",
    link_uids="若确为同一工单：{ids} 的 UID",
    link_also="强制关联：该工单在此系统中另有编号，两者均指它",
    link="关联并重试",
    linked="今后 {native_id} 即指 {uid}。",
    close="关闭",
    tries="已重试 {count} 次",
)

PARKED_WORDS: Final = {Language.EN: EN, Language.ZH: ZH}

WHYS: Final = {
    "unmapped": "该系统的映射表没有这个原词；请在“映射”页加入，然后重试。",
    "unlinked": "不知道它指哪张工单；请在此关联到 UID，或让报告带上 UID，也可允许该系统自行建单。",
    "bad-uid": "UID 无效，格式或校验位不符；请与最初写下它的地方核对。",
    "uid-clash": "UID 与系统内编号各指一张工单；请在该系统中更正 UID，若确为同一工单，请在此关联（{detail}）",
    "unreadable": "无法解读收到的内容（{detail}）",
    "failed": "中枢处理时出错，原因见日志；修复后重试。",
    "lookup": "事件没有带状态，中枢会到该系统查询（{detail}）",
    "lookup-failed": "到该系统查询未果；排除原因后重试（{detail}）",
}
"""By reason, in Chinese: why something is parked and what to do. The sentence that is stored is English."""


def why_of(reason: str, detail: str, language: Language) -> str:
    """Why something is parked and what to do, as far as the reader's language has it."""
    told = WHYS.get(reason) if language is Language.ZH else None
    return detail if told is None else told.format(detail=detail)
