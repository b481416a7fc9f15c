"""The findings as plain text. Numbers come first on a line, so that wide characters cannot misalign them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from conflict.explain import Sentence, duration, explain_pair, moment
from hub.application.audit import labels
from hub.application.audit.findings import Findings

_WORST = 10
_LISTED = 10
_LONGEST = 200


def as_text(findings: Findings) -> str:
    """The report, with what may be long cut to the most telling."""
    sections = (
        _head(findings),
        _rules(findings),
        _conflicts(findings),
        _consistency(findings),
        _deviation(findings),
        _apart(findings),
        _unmapped(findings),
        _unreadable(findings),
        _odd_lines(findings),
    )
    return "\n\n".join("\n".join(map(_printable, lines)) for lines in map(list, sections) if lines) + "\n"


def _head(findings: Findings) -> Iterator[str]:
    yield _both(labels.TITLE)
    yield ", ".join(findings.logs)
    if findings.first_at is not None and findings.last_at is not None:
        yield f"{moment(findings.first_at).en} – {moment(findings.last_at).en}"
    yield ""
    yield from _aligned([((number,), _both(label)) for number, label in labels.key_numbers(findings.counts)])


def _rules(findings: Findings) -> Iterator[str]:
    yield _both(labels.RULES)
    yield from _aligned([((f"{count:,}",), rule) for rule, count in findings.frozen_by_rule.items()])


def _conflicts(findings: Findings) -> Iterator[str]:
    worst = findings.worst(_WORST)
    if not worst:
        return
    yield _both(labels.CONFLICTS)
    for conflict in worst:
        told = explain_pair(conflict.rule, conflict.first, conflict.second)
        yield f"  {_short(conflict.ticket)}"
        yield f"    {told.en}"
        yield f"    {told.zh}"
    yield from _more(len(worst), findings.counts.frozen_tickets)


def _consistency(findings: Findings) -> Iterator[str]:
    yield _both(labels.CONSISTENCY)
    rows = [((labels.share(findings.consistency),), _both(labels.ALL_SYSTEMS))]
    if len(findings.consistency_by_system) > 1:
        rows += [((labels.share(agreement),), name) for name, agreement in findings.consistency_by_system.items()]
    yield from _aligned(rows)


def _deviation(findings: Findings) -> Iterator[str]:
    if len(findings.deviation) < 2:
        return
    yield _both(labels.DEVIATION)
    rows = [((labels.MEDIAN.en, labels.P95.en, labels.OVER.en), "")]
    for system, spread in findings.deviation.items():
        cells = (labels.delay(spread.median).en, labels.delay(spread.p95).en, f"{spread.over:,}")
        rows.append((cells, system))
    yield from _aligned(rows)


def _apart(findings: Findings) -> Iterator[str]:
    if not findings.apart or findings.last_at is None:
        return
    yield _both(labels.APART)
    shown = findings.apart[:_LISTED]
    rows = []
    for apart in shown:
        systems = ", ".join(f"{system} {status}" for system, status in apart.systems.items())
        rows.append(((duration(findings.last_at - apart.since).en,), f"{_short(apart.ticket)}: {systems}"))
    yield from _aligned(rows)
    yield from _more(len(shown), len(findings.apart))


def _unmapped(findings: Findings) -> Iterator[str]:
    if not findings.unmapped:
        return
    yield _both(labels.UNMAPPED)
    for system, words in findings.unmapped.items():
        yield f"  {system}"
        shown = list(words.items())[:_LISTED]
        yield from _aligned([((f"{count:,}",), f'"{_short(word)}"') for word, count in shown], "    ")
        yield from _more(len(shown), len(words), "    ")


def _unreadable(findings: Findings) -> Iterator[str]:
    if not findings.unreadable:
        return
    yield _both(labels.UNREADABLE)
    shown = findings.unreadable[:_LISTED]
    for row in shown:
        yield f"  {row.file}:{row.line}: {row.why.en} · {row.why.zh}"
    yield from _more(len(shown), findings.counts.unreadable)


def _odd_lines(findings: Findings) -> Iterator[str]:
    if findings.odd_lines:
        yield _both(labels.ODD_LINES)
        yield from _aligned([((f"{count:,}",), log) for log, count in findings.odd_lines.items()])


def _aligned(rows: Sequence[tuple[tuple[str, ...], str]], indent: str = "  ") -> Iterable[str]:
    """Cells right-aligned in columns, and what they belong to behind them."""
    widths = [max(map(len, column)) for column in zip(*(cells for cells, _ in rows), strict=True)]
    for cells, name in rows:
        padded = (cell.rjust(width) for cell, width in zip(cells, widths, strict=True))
        yield f"{indent}{'  '.join(padded)}  {name}".rstrip()


def _more(shown: int, total: int, indent: str = "  ") -> Iterator[str]:
    rest = labels.more(shown, total)
    if rest:
        yield f"{indent}… {_both(rest)}"


def _both(label: Sentence) -> str:
    return f"{label.en} · {label.zh}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _printable(line: str) -> str:
    """A line that cannot steer the terminal: tickets and words come from outside."""
    return line if line.isprintable() else "".join(char if char.isprintable() else "�" for char in line)
