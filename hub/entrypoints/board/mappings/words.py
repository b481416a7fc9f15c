"""The texts of the page of mapping tables, in English and in Chinese."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hub.entrypoints.board.words import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingWords:
    """The texts of one language; what stands in braces is filled in."""

    systems: str
    unknown_words: str
    of_files: str
    of_version: str
    table_of: str
    unmapped: str
    unmapped_none: str
    reports: str
    add: str
    add_guess: str
    seen: str
    seen_count: str
    seen_none: str
    word: str
    means: str
    means_ignored: str
    means_unmapped: str
    means_reopens: str
    draft: str
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
    publish: str
    publish_reason: str
    published: str
    publish_who: str
    wrong: str
    wrong_line: str
    history: str
    history_none: str
    version: str
    roll_back: str
    roll_back_reason: str
    rolled_back: str
    restored: str
    restored_files: str
    in_force: str
    first_shown: str
    by_at: str


EN: Final = MappingWords(
    systems="Systems",
    unknown_words="{count} unknown",
    of_files="as it came",
    of_version="version {version}",
    table_of="What {title} says, and what it means",
    unmapped="Words that the table does not know",
    unmapped_none="It knows every word that was said.",
    reports="{count} reports",
    add="Add",
    add_guess="Add as {status}",
    seen="Words really said",
    seen_count="Count the latest reports",
    seen_none="No report of it was found.",
    word="Word",
    means="Means",
    means_ignored="ignored",
    means_unmapped="unknown",
    means_reopens="after done Reopened",
    draft="Table (TOML)",
    reset="As in force",
    trial="What if",
    days="days back",
    trying="Trying",
    tried="{reports} reports about {tickets} tickets of the last {days} days; nothing was written.",
    nothing="Nothing would be different.",
    words_differ="{count} words would mean something else",
    tickets_differ="{count} tickets would stand elsewhere",
    ways_differ="{count} tickets would come where they stand on another way",
    appear="{count} conflicts would appear",
    vanish="{count} conflicts would vanish",
    beyond="{count} reports stand as they were translated: the events or flags they came with were not kept.",
    now_then="{now} → {then}",
    is_frozen="{status}, frozen",
    unreported="nothing reported",
    download="Download",
    publish="Publish",
    publish_reason="Why, for the record",
    published="Published as version {version}. Retry what is parked for want of a word.",
    publish_who="Admins publish tables.",
    wrong="The table cannot be used:",
    wrong_line="Line {line}: {problem}; {cure}",
    history="Versions",
    history_none="Nothing was published; the table of the hub's files is in force.",
    version="Version {version}",
    roll_back="Back to this one",
    roll_back_reason="back to version {version}",
    rolled_back="Version {version} is in force again.",
    restored="brings back version {version}",
    restored_files="brings back the table of the files",
    in_force="in force",
    first_shown="The first {count} are shown; the download has them all.",
    by_at="{by}: {reason}",
)

ZH: Final = MappingWords(
    systems="系统",
    unknown_words="{count} 个未知",
    of_files="出厂表",
    of_version="版本 {version}",
    table_of="{title} 的用词及其含义",
    unmapped="映射表不认识的词",
    unmapped_none="所有出现过的词都已认识。",
    reports="{count} 条报告",
    add="添加",
    add_guess="添加为 {status}",
    seen="实际用词",
    seen_count="统计最近的报告",
    seen_none="没有找到该系统的报告。",
    word="原词",
    means="含义",
    means_ignored="忽略",
    means_unmapped="未知",
    means_reopens="完成后表示重新打开",
    draft="映射表（TOML）",
    reset="恢复为现行表",
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
    publish="发布",
    publish_reason="理由（将被记录）",
    published="已发布为版本 {version}。请重试因未知用词而搁置的报告。",
    publish_who="由管理员发布映射表。",
    wrong="此表无法使用：",
    wrong_line="第 {line} 行：{problem}；{cure}",
    history="历次版本",
    history_none="尚未发布过；现行的是中枢文件中的表。",
    version="版本 {version}",
    roll_back="恢复此版",
    roll_back_reason="恢复为版本 {version}",
    rolled_back="版本 {version} 已重新生效。",
    restored="恢复了版本 {version}",
    restored_files="恢复了文件中的表",
    in_force="现行",
    first_shown="仅显示前 {count} 个；下载文件包含全部。",
    by_at="由 {by}：{reason}",
)

MAPPING_WORDS: Final = {Language.EN: EN, Language.ZH: ZH}
