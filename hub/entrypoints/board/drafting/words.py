"""The texts of a draft that is tried and published, in English and in Chinese."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hub.entrypoints.board.words import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftWords:
    """The texts of one language; what stands in braces is filled in."""

    means_ignored: str
    means_unmapped: str
    means_reopens: str
    reset: str
    trial: str
    days: str
    trying: str
    tried: str
    nothing: str
    words_differ: str
    tickets_differ: str
    ways_differ: str
    appear: str
    vanish: str
    beyond: str
    now_then: str
    is_frozen: str
    unreported: str
    download: str
    as_text: str
    publish: str
    publish_reason: str
    wrong_line: str
    history: str
    version: str
    roll_back: str
    roll_back_reason: str
    rolled_back: str
    restored: str
    in_force: str
    first_shown: str
    by_at: str


EN: Final = DraftWords(
    means_ignored="ignored",
    means_unmapped="unknown",
    means_reopens="after done Reopened",
    reset="As in force",
    trial="What if",
    days="days back",
    trying="Trying",
    tried="{reports} reports about {tickets} tickets of the last {days} days; nothing was written.",
    nothing="Nothing would be different.",
    words_differ="{count} word would mean something else|{count} words would mean something else",
    tickets_differ="{count} ticket would stand elsewhere|{count} tickets would stand elsewhere",
    ways_differ="{count} ticket would come where it stands on another way|"
    "{count} tickets would come where they stand on another way",
    appear="{count} conflict would appear|{count} conflicts would appear",
    vanish="{count} conflict would vanish|{count} conflicts would vanish",
    beyond="{count} report stands as it was translated: the event or the flags it came with were not kept.|"
    "{count} reports stand as they were translated: the events or flags they came with were not kept.",
    now_then="{now} → {then}",
    is_frozen="{status}, frozen",
    unreported="nothing reported",
    download="Download",
    as_text="Text",
    publish="Publish",
    publish_reason="Why, for the record",
    wrong_line="Line {line}: {problem}; {cure}",
    history="Versions",
    version="Version {version}",
    roll_back="Back to this one",
    roll_back_reason="back to version {version}",
    rolled_back="Version {version} is in force again.",
    restored="brings back version {version}",
    in_force="in force",
    first_shown="The first {count} are shown; the download has them all.",
    by_at="{by}: {reason}",
)

ZH: Final = DraftWords(
    means_ignored="忽略",
    means_unmapped="未知",
    means_reopens="完成后表示重新打开",
    reset="恢复现行内容",
    trial="假如",
    days="天以内",
    trying="正在试算",
    tried="最近 {days} 天内 {tickets} 个工单的 {reports} 条报告；未写入任何内容。",
    nothing="不会有任何不同。",
    words_differ="{count} 个词的含义会改变",
    tickets_differ="{count} 个工单的状态会不同",
    ways_differ="{count} 个工单的经过会不同",
    appear="会新出现 {count} 个冲突",
    vanish="会消失 {count} 个冲突",
    beyond="{count} 条报告保持原译：当时的事件或标志未被保存。",
    now_then="由 {now} 变为 {then}",
    is_frozen="{status}，冻结",
    unreported="尚无报告",
    download="下载",
    as_text="文本",
    publish="发布",
    publish_reason="理由（将被记录）",
    wrong_line="第 {line} 行：{problem}；{cure}",
    history="历次版本",
    version="版本 {version}",
    roll_back="恢复此版",
    roll_back_reason="恢复为版本 {version}",
    rolled_back="版本 {version} 已重新生效。",
    restored="恢复了版本 {version}",
    in_force="现行",
    first_shown="仅显示前 {count} 个；下载文件包含全部。",
    by_at="由 {by}：{reason}",
)

DRAFT_WORDS: Final = {Language.EN: EN, Language.ZH: ZH}
