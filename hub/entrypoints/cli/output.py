"""What commands write: results on standard output, all else on standard error.

At a terminal results are tables with headings in English and Chinese; elsewhere they are lines with tabs between the
cells, below one line of names, so that other programs can read them. ``--json`` gives the same as JSON.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, is_dataclass
from typing import Any, Final, TypeVar

import msgspec
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from hub.application.counting import counted
from schemas.instant import DAY, HOUR, MINUTE, SECOND, Instant, to_iso

Row = TypeVar("Row")

OUT: Final = Console(highlight=False, soft_wrap=True)
ERR: Final = Console(stderr=True, highlight=False, soft_wrap=True)

ERRORS: Final = "{count} error|{count} errors"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: its name for programs, its heading in Chinese, and what stands in it."""

    name: str
    zh: str
    cell: Callable[[Any], object] = field(default=lambda row: row)

    @property
    def heading(self) -> str:
        return f"{self.name.replace('_', ' ')} · {self.zh}"


def say(text: str) -> None:
    """Tell a person something that is not the result."""
    ERR.print(escape(text))


def tell(text: str) -> None:
    """One line of result."""
    OUT.print(escape(text))


def show_rows(columns: Sequence[Column], rows: Sequence[Any], *, as_json: bool = False) -> None:
    """A list, in the form that its reader can use."""
    if as_json:
        show_json([{column.name: column.cell(row) for column in columns} for row in rows])
    elif OUT.is_terminal:
        _show_table(columns, rows)
    else:
        lines = ["\t".join(column.name for column in columns)]
        lines += ["\t".join(plain(column.cell(row)) for column in columns) for row in rows]
        sys.stdout.write("\n".join(lines) + "\n")


def show_fields(columns: Sequence[Column], row: object, *, as_json: bool = False) -> None:
    """One thing, a line for each of its fields."""
    cells = {column.name: column.cell(row) for column in columns}
    if as_json:
        show_json(cells)
    elif OUT.is_terminal:
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
        for column in columns:
            table.add_row(f"[dim]{column.heading}[/dim]", escape(plain(cells[column.name])))
        OUT.print(table)
    else:
        sys.stdout.write("".join(f"{name}\t{plain(cell)}\n" for name, cell in cells.items()))


def show_json(value: object) -> None:
    """A result as JSON, indented."""
    sys.stdout.write(msgspec.json.format(msgspec.json.encode(_bare(value)), indent=2).decode() + "\n")


def _bare(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _bare(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, Mapping):
        return {str(key): _bare(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_bare(item) for item in value]
    return value


def _show_table(columns: Sequence[Column], rows: Sequence[Any]) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for column in columns:
        table.add_column(column.heading, overflow="fold")
    for row in rows:
        table.add_row(*(escape(plain(column.cell(row))) for column in columns))
    OUT.print(table)


def verdict_of(errors: int, warnings: int) -> str:
    """What a check came to."""
    return f"{counted(ERRORS, errors)}, {counted('{count} warning|{count} warnings', warnings)}"


def plain(cell: object) -> str:
    """A cell on one line, without tabs."""
    if cell is None:
        return ""
    if isinstance(cell, (list, tuple)):
        return ", ".join(map(plain, cell))
    if isinstance(cell, Mapping):
        return plain([f"{name}: {item}" for name, item in cell.items()])
    return " ".join(str(cell).split())


def moment(at: Instant | None) -> str | None:
    """An instant as people and programs read it."""
    return None if at is None else to_iso(at - at % SECOND)


def span(length: Instant) -> str:
    """How long, in its two largest units: ``2 d 3 h``, ``11 h 4 min``, ``40 s``."""
    units = [(DAY, "d"), (HOUR, "h"), (MINUTE, "min"), (SECOND, "s")]
    parts: list[str] = []
    for size, unit in units:
        count, length = divmod(max(0, length), size)
        if count or (parts and len(parts) < 2):
            parts.append(f"{count} {unit}")
    return " ".join(parts[:2]) or "0 s"


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error for work that may take long; only where somebody watches. Told (done, of how many)."""
    if not ERR.is_terminal:
        yield lambda _done, _total: None
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=ERR, transient=True) as bars:
        task = bars.add_task(escape(what), total=None)
        yield lambda done, total: bars.update(task, completed=done, total=total or None)


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """A spinner on standard error, only where somebody watches."""
    if not ERR.is_terminal:
        yield
        return
    with ERR.status(escape(what)):
        yield
