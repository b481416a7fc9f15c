"""The texts of the page of conflict rules, in English and in Chinese."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hub.entrypoints.board.words import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleWords:
    """The texts of one language; what stands in braces is filled in."""

    heading: str
    counted: str
    span: str
    because: str
    switched_off: str
    switch: str
    conflicts: str
    conflicts_none: str
    decided: str
    decided_none: str
    waiting: str
    withdrawn: str
    latest: str
    draft: str
    window: str
    of_files: str
    published: str
    publish_who: str
    wrong: str
    history_none: str
    restored_files: str


EN: Final = RuleWords(
    heading="What freezes a ticket",
    counted="Conflicts of the last",
    span="{days} days",
    because="Why: {why}.",
    switched_off="switched off",
    switch="in the draft",
    conflicts="{count} conflict|{count} conflicts",
    conflicts_none="No conflict.",
    decided="{decided} decided, {alarms} of them no conflict: {rate} false alarms",
    decided_none="none decided yet",
    waiting="{count} waiting",
    withdrawn="{count} withdrawn",
    latest="Latest",
    draft="Rules (TOML)",
    window="minutes of window",
    of_files="as they came",
    published="Published as version {version}: in force for what is reported from now on.",
    publish_who="Admins publish rules.",
    wrong="The rules cannot be used:",
    history_none="Nothing was published; the rules of the hub's files are in force.",
    restored_files="brings back the rules of the files",
)

ZH: Final = RuleWords(
    heading="哪些矛盾会冻结工单",
    counted="统计最近冲突",
    span="{days} 天",
    because="缘由：{why}。",
    switched_off="已停用",
    switch="在草稿中启用",
    conflicts="{count} 个冲突",
    conflicts_none="没有冲突。",
    decided="{decided} 个已裁决，其中 {alarms} 个并无冲突：误报率 {rate}",
    decided_none="尚无裁决",
    waiting="{count} 个待处理",
    withdrawn="{count} 个已撤销",
    latest="最近",
    draft="规则（TOML）",
    window="分钟窗口",
    of_files="出厂规则",
    published="已发布为版本 {version}：对此后的报告生效。",
    publish_who="由管理员发布规则。",
    wrong="规则无法使用：",
    history_none="尚未发布过；现行的是中枢文件中的规则。",
    restored_files="恢复了文件中的规则",
)

RULE_WORDS: Final = {Language.EN: EN, Language.ZH: ZH}
