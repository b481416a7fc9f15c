"""How the demo goes, at a glance: live at a terminal, a few lines elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from rich.console import Group
from rich.live import Live
from rich.markup import escape
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from hub.entrypoints.cli.output import OUT, Column, say, show_fields
from hub.entrypoints.demo.figures import Figures
from hub.entrypoints.demo.plant import SYSTEMS
from hub.entrypoints.demo.tally import Tally

_VERDICTS: Final = (
    ("accepted", "接收"),
    ("duplicate", "重复"),
    ("parked", "搁置"),
    ("ignored", "忽略"),
)
_SUMMARY: Final = (
    Column("reports", "报告", lambda row: row.reports),
    Column("tickets", "工单", lambda row: row.tickets),
    Column("frozen", "冻结", lambda row: row.frozen),
    Column("yellow", "超时未同步", lambda row: row.yellow),
    Column("standing_contradictions", "长期矛盾", lambda row: row.contradictions),
    Column("parked", "搁置", lambda row: row.parked),
    Column("duplicates", "重复", lambda row: row.duplicates),
    Column("decided", "已裁决", lambda row: row.decided),
    Column("consistency", "一致率", lambda row: None if row.consistency is None else round(row.consistency, 4)),
)


class Screen:
    """Shows one demo."""

    def __init__(self, board: str, faults: int, happenings: int) -> None:
        self._board = board
        self._faults = faults
        self._total = happenings

    @contextmanager
    def live(self) -> Iterator[Live | None]:
        """A picture that can be brought up to date, where somebody watches; else only where the board is."""
        if not OUT.is_terminal:
            say(f"board · 看板  {self._board}")
            yield None
            return
        with Live(console=OUT, refresh_per_second=8) as live:
            yield live

    def picture(self, tally: Tally, figures: Figures, clock: str, done: int) -> Group:
        """Everything, as it is now."""
        return Group(
            Text.from_markup("[bold]A plant's day · 工厂的一天[/bold]"),
            Text.from_markup(f"board · 看板  [link={self._board}][cyan]{escape(self._board)}[/cyan][/link]"),
            Text(""),
            self._progress(clock, done),
            Text(""),
            _systems(tally),
            Text(""),
            _numbers(figures),
            Text(""),
            Text.from_markup("[dim]Ctrl-C ends it · 按 Ctrl-C 结束[/dim]"),
        )

    def _progress(self, clock: str, done: int) -> Table:
        line = Table.grid(padding=(0, 2, 0, 0))
        line.add_row(
            f"[bold]{clock}[/bold]",
            ProgressBar(total=max(1, self._total), completed=done, width=40),
            f"{done} / {self._total} · {self._faults} faults · 故障",
        )
        return line


def _systems(tally: Tally) -> Table:
    table = Table(box=None, padding=(0, 3, 0, 0), header_style="dim")
    table.add_column("system · 系统")
    table.add_column("sent · 发送", justify="right")
    for name, zh in _VERDICTS:
        table.add_column(f"{name} · {zh}", justify="right")
    for system in SYSTEMS:
        counts = tally.verdicts[system]
        cells = [str(counts[name] or "") for name, _ in _VERDICTS]
        table.add_row(system.upper(), str(tally.sent[system]), *cells)
    return table


def _numbers(figures: Figures) -> Table:
    table = Table.grid(padding=(0, 4, 0, 0))
    rate = "–" if figures.consistency is None else f"{figures.consistency:.1%}"
    table.add_row(
        "tickets · 工单",
        "frozen · 冻结",
        "yellow · 超时",
        "contradictions · 矛盾",
        "parked · 搁置",
        "consistency · 一致率",
    )
    table.add_row(
        f"[bold]{figures.tickets}[/bold]",
        f"[bold red]{figures.frozen}[/bold red]",
        f"[bold yellow]{figures.yellow}[/bold yellow]",
        f"[bold red]{figures.contradictions}[/bold red]",
        f"[bold]{figures.parked}[/bold]",
        f"[bold]{rate}[/bold]",
    )
    return table


def show_summary(figures: Figures, *, as_json: bool) -> None:
    """The numbers at the end, for people and for programs."""
    show_fields(_SUMMARY, figures, as_json=as_json)
