"""The parts of the page that are drawn in the browser: each a Vue component and its few lines of Python."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import msgspec
from nicegui.element import Element

from hub.entrypoints.board.figures import Figures
from hub.entrypoints.board.model import TicketList, changed
from hub.entrypoints.board.queues import Queue
from hub.entrypoints.board.words import Words

SHARED: Final = {"statushub-board": str(Path(__file__).parent / "shared")}
"""What all parts import; a part in another folder names it by this, because a module is registered once."""


class PageSheet(Element):
    """What a page draws in the browser: its ``sheet``, a plain struct that changes, beside what stays as it is."""

    def __init__(self, sheet: msgspec.Struct, **fixed: object) -> None:
        super().__init__()
        set_props(self, **fixed)
        self.show(sheet)

    def show(self, sheet: msgspec.Struct) -> None:
        """Draw what is new."""
        set_props(self, sheet=msgspec.to_builtins(sheet))


class PagedSheet(PageSheet):
    """A page of a list, which waits with its order while somebody reads in it. Emits ``turn`` with another page."""

    _asked = 0

    def show(self, sheet: msgspec.Struct, *, asked: bool = False) -> None:
        """Draw what is new; at once where the reader has just ``asked`` for it."""
        self._asked += asked
        set_props(self, asked=self._asked)
        super().show(sheet)


class FigureStrip(Element, component="figures.js", esm=SHARED):
    """The numbers above the list. Emits ``only`` with the trouble to show alone."""

    def __init__(self, figures: Figures, words: Words, *, clock: int, zone: str, only: str) -> None:
        super().__init__()
        set_props(self, words=asdict(words), clock=clock, zone=zone)
        self.show(figures, only)

    def show(self, figures: Figures, only: str) -> None:
        """Draw what is new."""
        set_props(self, figures=msgspec.to_builtins(figures), only=only)


class TicketTable(Element, component="tickets.js", esm=SHARED):
    """The list of tickets. Emits ``open`` with a UID, and ``turn`` with another page, as addresses have it."""

    def __init__(self, tickets: TicketList, words: Words, *, yellow_after: int, filtered: bool) -> None:
        super().__init__()
        self._shown = tickets
        set_props(
            self,
            words=asdict(words),
            yellowAfter=yellow_after,
            list=msgspec.to_builtins(tickets),
            filtered=filtered,
        )

    def conflict_of(self, uid: str) -> str:
        """The open conflict of a ticket in the list; empty where it has none."""
        return next((line.conflict for line in self._shown.lines if line.uid == uid), "")

    def show(self, tickets: TicketList, *, filtered: bool, asked: bool) -> None:
        """Send the lines that changed; ``asked`` for a list that the reader has just asked for.

        The properties stay as they were at first: a browser that misses a message loads the page anew.
        """
        if tickets.looks_like(self._shown) and not asked:
            return
        self.run_method("patch", {**changed(self._shown, tickets), "filtered": filtered, "asked": asked})
        self._shown = tickets


class QueueLists(Element, component="queues.js", esm=SHARED):
    """Open conflicts and standing contradictions. Emits ``claim`` with a conflict, and ``show`` with a UID."""

    def __init__(self, queue: Queue, words: Words, *, reviews: bool) -> None:
        super().__init__()
        set_props(self, words=asdict(words), reviews=reviews)
        self.show(queue)

    def show(self, queue: Queue) -> None:
        """Draw what is new."""
        set_props(self, queue=msgspec.to_builtins(queue))


def set_props(element: Element, **props: Any) -> None:
    """Set properties; those that change are sent."""
    for name, value in props.items():
        if element._props.get(name) != value:
            element._props[name] = value
