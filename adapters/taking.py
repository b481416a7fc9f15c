"""How a listener hands over what came together."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from adapters.contract import Piece, Take


async def take_all(take: Take, pieces: Sequence[Piece]) -> None:
    """All of them at once, so that they share a commit. The first that is not safe is raised, when all have ended."""
    outcomes = await asyncio.gather(*(take(piece) for piece in pieces), return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
