"""An answer for a page, if it comes soon: a reader must not be kept waiting for a database that is away."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from hub.application.ports import Unavailable

T = TypeVar("T")


async def soon(seconds: float, answer: Awaitable[T]) -> T:
    """The answer; what asks for it in a thread goes on, for a thread cannot be called back.

    Raises Unavailable when it takes longer.
    """
    asked = asyncio.ensure_future(answer)
    done, _ = await asyncio.wait([asked], timeout=seconds)
    if not done:
        asked.add_done_callback(_let_go)
        raise Unavailable(f"the database did not answer within {seconds:g} s")
    return asked.result()


def _let_go(asked: asyncio.Future[T]) -> None:
    """What it came to is nobody's concern any more, neither an answer nor an error."""
    if not asked.cancelled():
        asked.exception()
