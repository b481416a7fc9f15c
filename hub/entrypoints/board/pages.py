"""All pages of the board, in the order in which the bar at the top names them."""

from __future__ import annotations

from typing import Final

from hub.entrypoints.board import page
from hub.entrypoints.board.conflict import page as conflict
from hub.entrypoints.board.conflicts import page as conflicts
from hub.entrypoints.board.live import PageSpec
from hub.entrypoints.board.mappings import page as mappings
from hub.entrypoints.board.parked import page as parked
from hub.entrypoints.board.people import page as people
from hub.entrypoints.board.rules import page as rules
from hub.entrypoints.board.systems import page as systems
from hub.entrypoints.board.ticket import page as ticket

PAGES: Final[tuple[PageSpec, ...]] = (
    page.SPEC,
    ticket.SPEC,
    conflicts.SPEC,
    conflict.SPEC,
    systems.SPEC,
    parked.SPEC,
    mappings.SPEC,
    rules.SPEC,
    people.SPEC,
)
