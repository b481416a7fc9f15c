"""What the routes of one gateway share, and how they reach it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Final, ParamSpec, TypeVar

from fastapi import Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from hub.entrypoints.gateway.auth import Access
from hub.entrypoints.gateway.deps import GatewayDeps
from hub.entrypoints.gateway.groupcommit import GroupCommit
from hub.entrypoints.gateway.problems import OVERLOADED, Problem
from hub.entrypoints.gateway.waiting import Waiting

POSITION: Final = "Statushub-Position"
"""The header that says which position of the log an answer knows."""

_P = ParamSpec("_P")
_T = TypeVar("_T")


class Streams:
    """Counts the streams that are open, of which there may be only so many."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.open = 0

    def enter(self) -> None:
        """Raises Problem where there are enough."""
        if self.open >= self._most:
            raise Problem(OVERLOADED, f"{self._most} streams are open. Use a long poll, or come back later.")
        self.open += 1

    def leave(self) -> None:
        self.open -= 1


@dataclass(frozen=True, slots=True)
class Gateway:
    """Lives as long as the app."""

    deps: GatewayDeps
    access: Access
    commit: GroupCommit | None
    """Where what is posted waits; None where nothing may be posted."""
    waiting: Waiting
    streams: Streams


def gateway_of(request: Request) -> Gateway:
    gateway = request.app.state.gateway
    assert isinstance(gateway, Gateway)
    return gateway


Here = Annotated[Gateway, Depends(gateway_of)]


async def ask(call: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """Ask something that may block, beside the event loop."""
    return await run_in_threadpool(call, *args, **kwargs)


async def settled(here: Here, response: Response) -> None:
    """Wait until the views know all that the log knew on arrival, so that a client reads its own writes."""
    positions = await here.waiting.settled(here.deps.limits.read_seconds)
    response.headers[POSITION] = str(positions.views)


Settled = Depends(settled)


async def wrote(here: Gateway, response: Response, position: int) -> None:
    """Say where a command's events are, and wake whoever waits for them."""
    here.waiting.nudge()
    response.headers[POSITION] = str(position)
