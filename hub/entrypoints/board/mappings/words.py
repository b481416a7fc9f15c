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
    understood: str
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
    draft: str
    published: str
    publish_who: str
    wrong: str
    history_none: str
    restored_files: str


EN: Final = MappingWords(
    systems="Systems",
    unknown_words="{count} unknown",
    of_files="as it came",
    of_version="version {version}",
    table_of="What {title} says, and what it means",
    understood="{share}: {understood} of {count} report of the last {days} days was understood.|"
    "{share}: {understood} of {count} reports of the last {days} days were understood.",
    unmapped="Words that the table does not know",
    unmapped_none="It knows every word that was said.",
    reports="{count} report|{count} reports",
    add="Add",
    add_guess="Add as {status}",
    seen="Words really said",
    seen_count="Count the latest reports",
    seen_none="No report of it was found.",
    word="Word",
    means="Means",
    draft="Table (TOML)",
    published="Published as version {version}. Retry what is parked for want of a word.",
    publish_who="Admins publish tables.",
    wrong="The table cannot be used:",
    history_none="Nothing was published; the table of the hub's files is in force.",
    restored_files="brings back the table of the files",
)

ZH: Final = MappingWords(
    systems="系统",
    unknown_words="{count} 个未知",
    of_files="出厂表",
    of_version="版本 {version}",
    table_of="{title} 的用词及其含义",
    understood="{share}：最近 {days} 天的 {count} 条报告中，{understood} 条的用词已认识。",
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
    draft="映射表（TOML）",
    published="已发布为版本 {version}。请重试因未知用词而搁置的报告。",
    publish_who="由管理员发布映射表。",
    wrong="此表无法使用：",
    history_none="尚未发布过；现行的是中枢文件中的表。",
    restored_files="恢复了文件中的表",
)

MAPPING_WORDS: Final = {Language.EN: EN, Language.ZH: ZH}
