"""What somebody meets who comes without a session: the ways in, or a page that says that there is nothing."""

from __future__ import annotations

from typing import Final

from fastapi import FastAPI, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import Response

from hub.application.ports import Unavailable
from hub.entrypoints.board.door.forms import away, entrance, nowhere
from hub.entrypoints.board.look import Look, look_at
from hub.entrypoints.board.soon import soon
from hub.entrypoints.gateway.below import root_of
from hub.entrypoints.gateway.context import Gateway
from hub.entrypoints.gateway.problems import on_framework

_PATIENCE: Final = 1.0
"""Seconds; what the database does not answer by then is said to be away."""
_NOT_FOUND: Final = 404
_NOT_BY_THIS_METHOD: Final = 405


async def ways_in(here: Gateway, look: Look, request: Request, to: str) -> Response:
    """How to get in, in the ways that lead in here; ``to`` is where one wanted to go."""
    people = here.deps.entering.people
    try:
        has_people = bool(await soon(_PATIENCE, run_in_threadpool(people.everybody)))
    except Unavailable:
        return away(look)
    has_openid = here.deps.site_login is not None
    return entrance(look, root=root_of(request), to=to, has_people=has_people, has_openid=has_openid)


def is_browser(connection: HTTPConnection) -> bool:
    """Whether a page can be shown; programs ask for anything, or for what they read."""
    return "text/html" in connection.headers.get("accept", "")


def show_nowhere(app: FastAPI) -> None:
    """Answer a browser whose address leads nowhere with a page; programs get the problem document, as before."""

    async def answer(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        is_astray = error.status_code == _NOT_FOUND or (
            error.status_code == _NOT_BY_THIS_METHOD and request.method == "GET"  # the address of a form, say
        )
        if is_astray and is_browser(request):
            return nowhere(look_at(request), root_of(request), error.status_code)
        return await on_framework(request, error)

    app.add_exception_handler(HTTPException, answer)
