"""What is wrong with a draft, and what to do about it, in Chinese. Readers of files say both in English alone.

Words, keys and TOML stay as they are written in the file; a text that is new here is shown in English.
"""

from __future__ import annotations

import re
from typing import Final

from hub.entrypoints.board.phrases import Phrases

_SAID: Final = {
    # what is wrong with a table
    r"(.+) is (.+) instead of a status": "{0} 是{1}，而不是状态",
    r'(".+") names no status': "{0} 没有写明状态",
    r"(.+) is not a canonical status": "{0} 不是规范状态",
    r"(.+) has an unknown part (.+)": "{0} 含未知部分 {1}",
    r'after_done of (.+) is not "Reopened"': '{0} 的 after_done 不是 "Reopened"',
    r"(.+) means (.+), and after_done would make a ticket that is over Reopened": (
        "{0} 表示 {1}，after_done 会使已结束的工单变为 Reopened"
    ),
    r"rank of (.+) is (.+)": "{0} 的 rank 是{1}",
    r"(.+) has a rank but is no flag": "{0} 有 rank，但不是标志",
    r"(.+) stands outside \[mapping\.<system>\]": "{0} 不在 [mapping.<system>] 之内",
    r"there is no \[mapping\.<system>\] section": "缺少 [mapping.<system>] 一节",
    r"(.+) stands under no system": "{0} 不属于任何系统",
    r"the table of (.+) has no words": "{0} 的映射表没有任何词",
    r"this is the table of (.+), and the text has: (.+)": "此处是 {0} 的映射表，而文本中的是：{1}",
    r"(.+) is already there, on line (\d+)": "{0} 已在第 {1} 行出现过",
    r"something on this line is there twice": "此行有内容重复",
    r"(.+) is not a setting of a table": "{0} 不是映射表的设置",
    r"(.+) under (.+) is a pattern": "{1} 下的 {0} 是通配模式",
    r"(.+) goes back to (.+), which means no status": "{0} 写回为 {1}，而它不表示任何状态",
    r"(.+) goes back to (.+), which means (.+)": "{0} 写回为 {1}，而它表示 {2}",
    r"(.+) goes back to (.+)": "{0} 写回为{1}",
    r"(.+) is there twice with different meanings": "{0} 出现两次，含义不同",
    r"(.+) never matches, because (.+) is the same pattern": "{0} 永远不会匹配，因为 {1} 是相同的模式",
    r"(.+) and (.+) match the same words equally well, and mean different things": (
        "{0} 与 {1} 以同等优先级匹配相同的词，含义却不同"
    ),
    r"(.+) must be told (.+), and has no word for it": "{0} 须写回 {1}，却没有对应的词",
    r"(.+) and (.+) have the same rank (.+), and mean different things": "{0} 与 {1} 的 rank 同为 {2}，含义却不同",
    r"(@\w+) is (.+)": "{0} 是{1}",
    # what is wrong with rules
    r"two rules are called (.+)": "有两条规则同名：{0}",
    r"(\w+): (Invalid enum value .+|Expected .+)": "{0}：{1}",
    r"Invalid enum value (.+)": "无效的取值 {0}",
    r"Object contains unknown field (.+)": "含未知的键 {0}",
    r"Object missing required field (.+?)( - at `rule`)?": "缺少键 {0}",
    r"Expected (.+), got (.+?)( - at `rule`)?": "应为 {0}，实为 {1}",
    r"Expected (.+) of length >= (\d+)( - at `rule`)?": "应为 {0}，长度至少为 {1}",
    r"Expected (.+)": "应为 {0}",
    # what to do
    r"did you mean (.+)\? (.+)": "是否应为 {0}？{1}",
    r"use one of: (.+)": "请使用其中之一：{0}",
    r"keep to (.+)": "仅可使用 {0}",
    r"write (\".+), or (\{ status.+\})": "请写作 {0}，或 {1}",
    r"put quotes around a word that holds a dot; else (.+)": "含点号的词须加引号；否则{0}",
    r"out of done or void there is one way only: write (.+), or leave it out": (
        "已完成或已取消的工单只能重新打开：请写 {0}，或去掉此项"
    ),
    r"leave after_done out: it belongs to words of open tickets, such as (.+)": (
        "请去掉 after_done：它只用于未完成工单的词，例如 {0}"
    ),
    r"write a whole number, such as (.+)": "请写整数，例如 {0}",
    r'move it under "@flags", or leave rank out': '请移到 "@flags" 之下，或去掉 rank',
    r"put the words under a header of their own: (.+)": "请把词写在各自的标题之下：{0}",
    r"write at least one: (.+)": "请至少写一个：{0}",
    r"write one table, (.+)": "请写一个映射表，即 {0}",
    r"keep one of the two: white space around a word does not count": "请保留其一：词首尾的空白不计",
    r"keep one of the two": "请保留其一",
    r"put the word and its status in quotes, one entry a line: (.+)": "请给词和状态加引号，每行一项：{0}",
    r"the settings are: (.+)": "可用的设置有：{0}",
    r"write each one out": "请逐一写出",
    r"write one word as the system spells it: (.+)": "请按系统的写法写一个词：{0}",
    r"write a list: (.+)": "请写列表：{0}",
    r"write a whole number from 1 on: (.+)": "请写从 1 起的整数：{0}",
    r"write a table: (.+)": "请写表：{0}",
    r"write out the words that both match": "请写出两者都匹配的词",
    r'name the word under "@back": (.+), or take (.+) out of "@writes"': (
        '请在 "@back" 下写明该词：{0}，或从 "@writes" 中去掉 {1}'
    ),
    r'name a word under "@back" that means (.+), or map (.+) to (.+)': (
        '请在 "@back" 下写一个表示 {0} 的词，或将 {1} 映射为 {2}'
    ),
    r"give the flag that should win the higher rank": "请给应优先的标志更高的 rank",
    r"write at least one \[\[rule\]\]": "请至少写一条 [[rule]]",
    r"write it as TOML, in the form of the rules in force": "请按现行规则的形式写成 TOML",
    r"the statuses are (.+)": "规范状态有 {0}",
    r"it is one of (.+)": "可取 {0}",
    r"the keys are (.+)": "可用的键有 {0}",
    r"correct the value": "请更正取值",
    r"rename one": "请为其中一条改名",
    # what a value is
    r"a true/false value": "真假值",
    r"a number": "数字",
    r"a list": "列表",
    r"a table": "表",
    r"a date or time": "日期或时间",
    r"text": "文本",
}
_PARSERS: Final = re.compile("(?:this is not|no valid) TOML: (.+)", re.DOTALL)
"""What the parser of TOML says of a text, which goes on in its own words."""
_IN_CHINESE: Final = Phrases(_SAID)


def in_chinese(said: str) -> str:
    """A problem or a cure."""
    own = _PARSERS.fullmatch(said)
    return f"不是有效的 TOML：{own[1]}" if own else _IN_CHINESE(said)
