"""Why a row, or what is left of a file, cannot be read: in both languages."""

from __future__ import annotations

from typing import Final

from conflict.explain import Sentence

_LONGEST_QUOTE = 60

NO_TICKET: Final = Sentence("it names no ticket", "没有工单号")
NO_TIME: Final = Sentence("it has no time", "没有时间")
NO_SYSTEM: Final = Sentence("it names no system", "没有系统名")
NUL_BYTE: Final = Sentence("it holds a NUL byte", "含有 NUL 字节")
TOO_LONG: Final = Sentence("it is longer than 16 MiB", "长度超过 16 MiB")
OPEN_QUOTE: Final = Sentence("a quote is opened and not closed", "引号未闭合")
EMPTY_FILE: Final = Sentence("the file is empty", "文件为空")
ENTITIES: Final = Sentence("it declares entities, which no XES log needs", "声明了实体，XES 日志不需要实体")
WORKBOOK: Final = Sentence("it is a spreadsheet: save it as CSV", "这是电子表格：请另存为 CSV")
NOT_A_LOG: Final = Sentence("it is neither CSV nor XES", "既不是 CSV 也不是 XES")
TOO_NESTED: Final = Sentence("it is packed in too many layers: unpack it", "压缩层数过多：请先解压")


def bad_time(text: str, form: str) -> Sentence:
    """``form`` is the profile's at_format, if it has one."""
    if form:
        return Sentence(f"its time {_quote(text)} does not read as {form}", f"时间 {_quote(text)} 不符合格式 {form}")
    return Sentence(f"its time {_quote(text)} is not ISO 8601", f"时间 {_quote(text)} 不是 ISO 8601 格式")


def impossible_time(text: str) -> Sentence:
    """A time that reads well, and that no ticket can have."""
    return Sentence(
        f"its time {_quote(text)} lies before 1970 or after 9999", f"时间 {_quote(text)} 早于 1970 年或晚于 9999 年"
    )


def wrong_length(found: int, expected: int) -> Sentence:
    """A row with more or fewer fields than there are columns."""
    return Sentence(f"fields: {found} instead of {expected}", f"有 {found} 个字段，应为 {expected} 个")


def bad_csv(error: Exception) -> Sentence:
    """What the CSV reader complains of."""
    return Sentence(f"it is no CSV: {error}", f"不是有效的 CSV：{error}")


def bad_xml(error: Exception) -> Sentence:
    """What the XML parser complains of: nothing behind it can be read."""
    return Sentence(f"no XML from here on: {error}", f"此处以后不是有效的 XML：{error}")


def bad_encoding(name: str) -> Sentence:
    """XML in an encoding that the parser does not know."""
    shown = _quote(name)
    return Sentence(f"its encoding {shown} cannot be read: save it as UTF-8", f"无法读取编码 {shown}：请另存为 UTF-8")


def not_xes(root: str) -> Sentence:
    """XML of another kind."""
    return Sentence(f"it is XML but no XES log: its root is <{root[:_LONGEST_QUOTE]}>", "是 XML，但不是 XES 日志")


def broken_file(error: Exception) -> Sentence:
    """A file that is damaged or cannot be unpacked."""
    return Sentence(f"the file is damaged from here on: {error}", f"文件自此处起已损坏：{error}")


def _quote(text: str) -> str:
    return repr(text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "…")
