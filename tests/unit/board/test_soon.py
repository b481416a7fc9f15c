"""An answer for a page, if it comes soon."""

import asyncio

import pytest

from hub.application.ports import Unavailable
from hub.entrypoints.board.soon import soon


async def test_what_comes_soon_is_the_answer() -> None:
    async def answer() -> str:
        return "here"

    assert await soon(5, answer()) == "here"


async def test_what_fails_soon_fails_as_it_did() -> None:
    async def answer() -> str:
        raise LookupError("nothing")

    with pytest.raises(LookupError, match="nothing"):
        await soon(5, answer())


async def test_what_takes_longer_is_not_waited_for_and_its_error_is_nobody_s() -> None:
    late = asyncio.get_running_loop().create_future()
    with pytest.raises(Unavailable, match="within 0 s"):
        await soon(0, late)
    assert not late.cancelled()
    late.set_exception(LookupError("too late"))
    await asyncio.sleep(0)
