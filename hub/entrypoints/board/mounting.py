"""Puts the board on the gateway's app."""

from __future__ import annotations

from copy import copy
from functools import partial
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.middleware.gzip import GZipMiddleware
from nicegui import Client, core, ui
from starlette.responses import Response

from hub.application.ports import Unavailable
from hub.entrypoints.board.door import links
from hub.entrypoints.board.door import routes as door
from hub.entrypoints.board.door.forms import away, denied
from hub.entrypoints.board.door.ways import show_nowhere, ways_in
from hub.entrypoints.board.front import narrow
from hub.entrypoints.board.icon import ICON
from hub.entrypoints.board.live import Board, LivePage, PageSpec
from hub.entrypoints.board.pages import PAGES
from hub.entrypoints.board.reader import reader_of
from hub.entrypoints.board.soon import soon
from hub.entrypoints.board.watch import Watch
from hub.entrypoints.board.words import WORDS, Language
from hub.entrypoints.gateway.below import root_of
from hub.entrypoints.gateway.context import Gateway
from projections.rhythm import Patience
from schemas.instant import Instant

_PATIENCE: Final = 1.0
"""Seconds in which a page must be under way; what comes later is filled in."""

_PACKED: Final = 4
"""Level of compression. The highest takes the one thread that also takes reports 38 ms for what a new browser asks for,
this one 14; it makes 4 % less."""

_RECONNECT: Final = 20.0
"""Seconds that a page is kept for a browser that lost its connection: a tablet that changes its access point comes back
to what it showed, and need not load it anew. That a connection is lost is noticed as soon as before."""


def mount_board(app: FastAPI, *, yellow_after: Instant, zone: str, patience: Patience) -> None:
    """Serve the board's pages on an app that hub.entrypoints.gateway.app.create_app made; once in a process.

    ``yellow_after`` is the threshold of yellow in microseconds, ``zone`` the site's IANA time zone, ``patience`` that
    with a silent system. Everything else is the gateway's own: what is read, who is let in, and the clock.
    """
    gateway = app.state.gateway
    assert isinstance(gateway, Gateway)
    board = Board(gateway, Watch(gateway.deps), yellow_after, zone, patience, PAGES)
    app.include_router(links.router)
    app.include_router(door.router)
    show_nowhere(app)
    for spec in PAGES:
        _serve(board, spec)
    packed = partial(GZipMiddleware, compresslevel=_PACKED)
    title = WORDS[Language.EN].product
    ui.run_with(app, title=title, tailwind=False, show_welcome_message=False, gzip_middleware_factory=packed)
    narrow(app, core.app, [spec.path for spec in PAGES])


def _serve(board: Board, spec: PageSpec) -> None:
    async def page(client: Client, request: Request) -> Response | None:
        reader = reader_of(request, board.gateway.access)
        language = reader.look.language
        try:
            principal = await reader.known()
        except Unavailable:
            return away(reader.look)
        if principal is None:
            return await ways_in(board.gateway, reader.look, request, door.asked_for(request))
        if not principal.may(spec.right):
            return denied(reader.look, root_of(request))
        client.page = copy(client.page)  # it is everybody's, and the language is not
        client.page.language = "zh-CN" if language is Language.ZH else "en-US"
        ui.page_title(f"{spec.title(language)} · {reader.words.product}")
        shown = spec.make(board, reader, request)
        shown.lay_out(client, spec, await _first_sight(shown))
        return None

    ui.page(spec.path, favicon=ICON, dark=None, reconnect_timeout=_RECONNECT)(page)


async def _first_sight(page: LivePage[Any]) -> Any:
    """What there is to see, unless that takes too long for a first sight."""
    try:
        return await soon(_PATIENCE, page.look())
    except Unavailable:
        return None
