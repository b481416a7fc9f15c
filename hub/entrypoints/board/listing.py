"""What every page does alike that shows a list by pages: what its reader wants to see stands in the address."""

from __future__ import annotations

from abc import abstractmethod
from typing import Generic, Protocol, Self, TypeVar

from nicegui.events import GenericEventArguments

from hub.entrypoints.board.acting import given
from hub.entrypoints.board.live import Board, LivePage, Seen, say_address
from hub.entrypoints.board.reader import Reader
from hub.entrypoints.board.turning import Place, Turns, place_named


class OfList(Protocol):
    """What a reader wants to see: some rows of a list, and which page of them."""

    def at(self, place: Place) -> Self:
        """The same rows, on another page."""
        ...


Wanted = TypeVar("Wanted", bound=OfList)


class ListPage(LivePage[Seen], Generic[Seen, Wanted]):
    """One reader's look at a list."""

    def __init__(self, board: Board, reader: Reader, wanted: Wanted) -> None:
        super().__init__(board, reader)
        self.wanted = wanted

    @abstractmethod
    def address_of(self, wanted: Wanted) -> str:
        """The query of the page's address."""

    def want(self, wanted: Wanted) -> None:
        """The reader wants to see something else: say so in the address, and look."""
        if wanted != self.wanted:
            self._go(wanted)
            self.again()

    def turn(self, event: GenericEventArguments) -> None:
        """The reader turns to another page."""
        self.want(self.wanted.at(place_named(str(given(event)[0]))))

    def arrive(self, turns: Turns) -> None:
        """This is the page that came of it; there may be nothing in front of what was asked for."""
        if turns.number == 1 and (first := self.wanted.at(Place())) != self.wanted:
            self._go(first)

    def _go(self, wanted: Wanted) -> None:
        self.wanted = wanted
        say_address(self.address_of(wanted))
