"""Puts the board on the gateway's app."""

from __future__ import annotations

import asyncio
from copy import copy
from typing import Final

from fastapi import FastAPI, Request
from nicegui import Client, core, ui
from starlette.responses import Response

from hub.entrypoints.board.entrance import entrance
from hub.entrypoints.board.filters import Wanted, from_address
from hub.entrypoints.board.front import narrow
from hub.entrypoints.board.icon import ICON
from hub.entrypoints.board.page import Board, BoardPage
from hub.entrypoints.board.reader import reader_of
from hub.entrypoints.board.reading import Reading
from hub.entrypoints.board.watch import Watch
from hub.entrypoints.board.words import WORDS, Language
from hub.entrypoints.gateway.context import Gateway
from schemas.instant import Instant

_PATIENCE: Final = 1.0
"""Seconds in which a page must be under way; what comes later is filled in."""


def mount_board(app: FastAPI, *, yellow_after: Instant) -> None:
    """Serve the board at ``/`` of an app that hub.entrypoints.gateway.app.create_app made; once in a process.

    ``yellow_after`` is the threshold of yellow in microseconds. Everything else is the gateway's own: what is read, who
    is let in, and the clock.
    """
    gateway = app.state.gateway
    assert isinstance(gateway, Gateway)
    board = Board(gateway, Watch(gateway.deps.queries, gateway.deps.clock), yellow_after)

    async def page(client: Client, request: Request) -> Response | None:
        reader = reader_of(request, gateway.sessions)
        if reader.principal is None:
            return entrance(reader.look)
        client.page = copy(client.page)  # it is everybody's, and the language is not
        client.page.language = "zh-CN" if reader.look.language is Language.ZH else "en-US"
        wanted = from_address(request.query_params)
        shown = BoardPage(board, reader, wanted)
        shown.lay_out(client, await _soon(board.watch, wanted))
        return None

    ui.page("/", title=WORDS[Language.EN].product, favicon=ICON, dark=None)(page)
    ui.run_with(app, title=WORDS[Language.EN].product, tailwind=False, show_welcome_message=False)
    narrow(app, core.app)


async def _soon(watch: Watch, wanted: Wanted) -> Reading | None:
    """What there is to see, unless that takes too long for a first sight."""
    look = asyncio.ensure_future(watch.look(wanted))
    done, _ = await asyncio.wait([look], timeout=_PATIENCE)
    return look.result() if done else None
