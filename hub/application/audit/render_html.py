"""The findings as one page that stands alone: no scripts, nothing from outside, in light and in dark."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files

from conflict.explain import Sentence, duration, explain_pair, moment
from hub.application.audit import labels
from hub.application.audit.findings import Findings

_MOST_ROWS = 500
_LONGEST = 200

_TICKET = Sentence("ticket", "工单")
_RULE = Sentence("rule", "规则")
_TICKETS = Sentence("tickets", "工单数")
_WHY = Sentence("why", "原因")
_GAP = Sentence("apart", "间隔")
_SYSTEM = Sentence("system", "系统")
_SYSTEMS = Sentence("systems", "各系统状态")
_FOR = Sentence("for", "已持续")
_RATE = Sentence("agree", "一致率")
_PAIRS = Sentence("ticket–system pairs", "工单-系统对")
_WORD = Sentence("word", "状态词")
_COUNT = Sentence("times", "次数")
_FILE = Sentence("file", "文件")
_LINE = Sentence("line", "行")


def as_html(findings: Findings) -> str:
    """A whole HTML document."""
    css = files("hub.application.audit").joinpath("page.css").read_text("utf-8")
    sections = (
        _rules(findings),
        _conflicts(findings),
        _apart(findings),
        _consistency(findings),
        _deviation(findings),
        _unmapped(findings),
        _unreadable(findings),
        _odd_lines(findings),
    )
    return f"""<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{labels.TITLE.en} · {labels.TITLE.zh}</title>
<style>
{css}</style>
<h1>{_heading(labels.TITLE)}</h1>
<p class="about">{_about(findings)}</p>
{_numbers(findings)}
{"".join(sections)}</html>
"""


def _about(findings: Findings) -> str:
    lines = [_text(log) for log in findings.logs]
    if findings.first_at is not None and findings.last_at is not None:
        lines.append(f"{moment(findings.first_at).en} – {moment(findings.last_at).en}")
    return "<br>".join(lines)


def _numbers(findings: Findings) -> str:
    numbers = [(number, label, "") for number, label in labels.key_numbers(findings.counts)]
    number, label, _ = numbers[-1]
    numbers[-1] = (number, label, ' class="alarm"' if findings.counts.frozen_tickets else "")
    numbers.append((labels.share(findings.consistency), labels.CONSISTENCY, ""))
    cards = "\n".join(f"<div{kind}><dd>{number}</dd><dt>{_both(label)}</dt></div>" for number, label, kind in numbers)
    return f'<dl class="numbers">\n{cards}\n</dl>'


def _rules(findings: Findings) -> str:
    rows = [(_key(rule), _number(f"{count:,}")) for rule, count in findings.frozen_by_rule.items()]
    return _table(labels.RULES, (_RULE, _TICKETS), rows, len(rows))


def _conflicts(findings: Findings) -> str:
    rows = []
    for conflict in findings.worst(_MOST_ROWS):
        told = explain_pair(conflict.rule, conflict.first, conflict.second)
        rows.append(
            (
                _key(conflict.ticket),
                _number(_both(duration(conflict.gap))),
                f'<td>{escape(told.en)}<br><span class="zh" lang="zh">{escape(told.zh)}</span></td>',
            )
        )
    return _table(labels.CONFLICTS, (_TICKET, _GAP, _WHY), rows, findings.counts.frozen_tickets)


def _apart(findings: Findings) -> str:
    rows = []
    for apart in findings.apart[:_MOST_ROWS]:
        systems = ", ".join(f"{system} {status} ({status.zh})" for system, status in apart.systems.items())
        lasted = duration((findings.last_at or 0) - apart.since)
        rows.append((_key(apart.ticket), _number(_both(lasted)), _cell(systems)))
    return _table(labels.APART, (_TICKET, _FOR, _SYSTEMS), rows, len(findings.apart))


def _consistency(findings: Findings) -> str:
    rows = [
        (_key(system), _number(labels.share(agreement)), _number(f"{agreement.pairs:,}"))
        for system, agreement in findings.consistency_by_system.items()
    ]
    return _table(labels.CONSISTENCY, (_SYSTEM, _RATE, _PAIRS), rows, len(rows))


def _deviation(findings: Findings) -> str:
    rows = [
        (
            _key(system),
            _number(_both(labels.delay(spread.median))),
            _number(_both(labels.delay(spread.p95))),
            _number(f"{spread.over:,}"),
        )
        for system, spread in findings.deviation.items()
    ]
    return _table(labels.DEVIATION, (_SYSTEM, labels.MEDIAN, labels.P95, labels.OVER), rows, len(rows))


def _unmapped(findings: Findings) -> str:
    words = [(system, word, count) for system, counts in findings.unmapped.items() for word, count in counts.items()]
    rows = [(_key(system), _cell(word), _number(f"{count:,}")) for system, word, count in words[:_MOST_ROWS]]
    return _table(labels.UNMAPPED, (_SYSTEM, _WORD, _COUNT), rows, len(words))


def _unreadable(findings: Findings) -> str:
    rows = [
        (_key(row.file), _number(f"{row.line:,}"), _cell(f"{row.why.en} · {row.why.zh}"))
        for row in findings.unreadable[:_MOST_ROWS]
    ]
    return _table(labels.UNREADABLE, (_FILE, _LINE, _WHY), rows, findings.counts.unreadable)


def _odd_lines(findings: Findings) -> str:
    rows = [(_key(log), _number(f"{count:,}")) for log, count in findings.odd_lines.items()]
    return _table(labels.ODD_LINES, (_FILE, _LINE), rows, len(rows))


def _table(title: Sentence, columns: Sequence[Sentence], rows: Sequence[Sequence[str]], total: int) -> str:
    """A section; none where there are no rows. Columns whose cells are numbers have their heads on the right."""
    if not rows:
        return ""
    heads = (
        f"<th{_NUMERIC if cell.startswith(_NUMBER) else ''}>{_both(column)}</th>"
        for column, cell in zip(columns, rows[0], strict=True)
    )
    body = "\n".join(f"<tr>{''.join(row)}</tr>" for row in (tuple(heads), *rows))
    rest = labels.more(len(rows), total)
    cut = f'<p class="more">{_both(rest)}</p>\n' if rest else ""
    return f'<h2>{_heading(title)}</h2>\n<div class="wide"><table>\n{body}\n</table></div>\n{cut}'


_NUMERIC = ' class="number"'
_NUMBER = f"<td{_NUMERIC}>"


def _number(markup: str) -> str:
    return f"{_NUMBER}{markup}</td>"


def _key(text: str) -> str:
    return f'<td class="key">{_text(text)}</td>'


def _cell(text: str) -> str:
    return f"<td>{_text(text)}</td>"


def _text(text: str) -> str:
    return escape(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")


def _both(label: Sentence) -> str:
    return _joined((escape(label.en), f'<span class="zh" lang="zh">{escape(label.zh)}</span>'))


def _heading(label: Sentence) -> str:
    return _joined((escape(label.en), f'<span lang="zh">{escape(label.zh)}</span>'))


def _joined(parts: Iterable[str]) -> str:
    return " · ".join(parts)
