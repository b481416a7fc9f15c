"""A link that works once, and a way out."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from hub.application.ports import Unavailable
from hub.entrypoints.board.door.forms import COMMAND, away, no_link
from hub.entrypoints.board.door.ways import is_browser, ways_in
from hub.entrypoints.board.look import look_at
from hub.entrypoints.board.reader import reader_of
from hub.entrypoints.gateway.auth import demand_same_origin
from hub.entrypoints.gateway.below import root_of
from hub.entrypoints.gateway.context import Here, ask
from hub.entrypoints.gateway.problems import INVALID_REQUEST, Problem
from hub.entrypoints.gateway.sessions import COOKIE, cookie_in, drop_session, is_encrypted, keep_session

router = APIRouter(include_in_schema=False)  # for browsers, not for clients of the API

_PRIVATE: Final = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


@router.get("/login", response_class=HTMLResponse)
async def log_in(request: Request, here: Here, token: Annotated[str, Query(max_length=256)] = "") -> Response:
    """Log in with a link's token, and go to the board. The token must leave no trace in a cache or a referrer.

    Who comes without one is told how to get in.
    """
    response = await (_answer(request, here, token) if token else _without_token(request, here))
    response.headers.update(_PRIVATE)
    return response


async def _without_token(request: Request, here: Here) -> Response:
    if not is_browser(request):
        raise Problem(INVALID_REQUEST, f"Send the token of a login link; `{COMMAND}` makes one where the hub runs.")
    reader = reader_of(request, here.access)
    try:
        is_in = await reader.known() is not None
    except Unavailable:
        return away(reader.look)
    return RedirectResponse(root_of(request) + "/", 303) if is_in else await ways_in(here, reader.look, request, "/")


async def _answer(request: Request, here: Here, token: str) -> Response:
    look = look_at(request)
    try:
        session = await ask(here.deps.entering.by_link, token)
    except Unavailable:
        return away(look)
    if session is None:
        return no_link(look)
    response = RedirectResponse(root_of(request) + "/", 303)
    secure = is_encrypted(request, here.deps.public_url)
    keep_session(response, session, here.deps.entering.sessions.lifetime, root=root_of(request), secure=secure)
    return response


@router.post("/logout", status_code=204)
async def log_out(request: Request, here: Here) -> Response:
    """End the session, here and wherever its cookie was copied to."""
    demand_same_origin(request)
    if token := cookie_in(request, COOKIE):
        await ask(here.deps.entering.sessions.end, token)
    response = Response(status_code=204)
    drop_session(response, root=root_of(request))
    return response
