"""What the forms of the door do."""

from __future__ import annotations

import base64
from typing import Final
from urllib.parse import parse_qs, urlsplit

import msgspec
import structlog
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from hub.application.ports import Unavailable
from hub.application.sessions import Way
from hub.application.site_login import Attempt, NotVouchedFor
from hub.entrypoints.board.door.forms import HEADERS, away, change, entrance, no_invitation, welcome
from hub.entrypoints.board.door.words import DOOR_WORDS
from hub.entrypoints.board.look import Look, look_at
from hub.entrypoints.board.reader import reader_of
from hub.entrypoints.board.refusals import refusal
from hub.entrypoints.board.words import Language
from hub.entrypoints.gateway.auth import demand_same_origin
from hub.entrypoints.gateway.below import path_in, root_of
from hub.entrypoints.gateway.context import Gateway, Here
from hub.entrypoints.gateway.problems import TOO_LARGE, Problem
from hub.entrypoints.gateway.sessions import cookie_in, is_encrypted, keep_session
from schemas.errors import Refused, TooOften
from schemas.instant import SECOND

router = APIRouter(include_in_schema=False)  # for browsers, not for clients of the API

ATTEMPT: Final = "statushub_openid"
"""The cookie that holds a login of the site's while it is under way."""
_ATTEMPT_SECONDS: Final = 600
_log = structlog.stdlib.get_logger("hub.door")

_LONGEST_FORM: Final = 8_192


@router.post("/sign-in")
async def sign_in(request: Request, here: Here) -> Response:
    """Log in by name and password, and go where one wanted to go."""
    demand_same_origin(request)
    look, form = look_at(request), await _form(request)
    language, to = look.language, within(form.get("to", ""))
    try:
        session = await run_in_threadpool(
            here.deps.entering.by_password, form.get("name", ""), form.get("password", "")
        )
    except (TooOften, Unavailable) as error:
        status = 429 if isinstance(error, TooOften) else 503
        return entrance(look, root=root_of(request), to=to, wrong=why(error, language), has_people=True, status=status)
    if session is None:
        return entrance(look, root=root_of(request), to=to, wrong=DOOR_WORDS[language].wrong, has_people=True)
    return _let_in(request, here, session, to)


@router.get("/sign-in/openid")
async def begin_openid(request: Request, here: Here, to: str = "/") -> Response:
    """Go to the site's own login."""
    look = look_at(request)
    if here.deps.site_login is None:
        return entrance(look, root=root_of(request))
    try:
        begun = await run_in_threadpool(here.deps.site_login.begin, _back(request, here), within(to))
    except NotVouchedFor as error:
        return _not_vouched_for(request, look, error)
    response = RedirectResponse(begun.url, 303, headers=HEADERS)
    kept = base64.urlsafe_b64encode(msgspec.json.encode(begun.attempt)).decode("ascii")
    secure = is_encrypted(request, here.deps.public_url)
    response.set_cookie(
        ATTEMPT, kept, max_age=_ATTEMPT_SECONDS, path=_attempts(request), secure=secure, httponly=True, samesite="lax"
    )
    return response


@router.get("/sign-in/openid/back")
async def finish_openid(request: Request, here: Here) -> Response:
    """Come back from the site's own login."""
    look = look_at(request)
    if here.deps.site_login is None:
        return entrance(look, root=root_of(request))
    try:
        kept = base64.urlsafe_b64decode(cookie_in(request, ATTEMPT).encode())
        attempt = msgspec.json.decode(kept, type=Attempt)
    except (ValueError, msgspec.MsgspecError):
        attempt = Attempt("-", "-", "-")  # which no state equals: it says to begin again
    try:
        finish, back = here.deps.site_login.finish, _back(request, here)
        principal = await run_in_threadpool(finish, back, attempt, dict(request.query_params))
        session = await run_in_threadpool(here.deps.entering.let_in, principal, Way.OPENID)
    except (NotVouchedFor, Unavailable) as error:
        return _not_vouched_for(request, look, error)
    response = _let_in(request, here, session, within(attempt.to))
    response.delete_cookie(ATTEMPT, path=_attempts(request))
    return response


@router.get("/welcome")
async def show_welcome(request: Request, here: Here, token: str = "") -> Response:
    """Where an invitation leads to."""
    look = look_at(request)
    try:
        name = await run_in_threadpool(here.deps.entering.people.invited, token[:256])
    except Unavailable:
        return away(look)
    return no_invitation(look) if name is None else welcome(look, name, token)


@router.post("/welcome")
async def take_welcome(request: Request, here: Here) -> Response:
    """Choose a password by an invitation, and get in."""
    demand_same_origin(request)
    look, form = look_at(request), await _form(request)
    token = form.get("token", "")[:256]
    entering = here.deps.entering
    try:
        session = await run_in_threadpool(entering.by_invitation, token, form.get("password", ""))
    except (Refused, Unavailable) as error:
        return welcome(look, await _invited(here, token), token, why(error, look.language), _status(error))
    return no_invitation(look) if session is None else _let_in(request, here, session, "/")


@router.get("/password")
async def show_change(request: Request, here: Here) -> Response:
    """Where one changes one's own password."""
    reader = reader_of(request, here.access)
    try:
        principal = await reader.known()
    except Unavailable:
        return away(reader.look)
    if principal is None:
        return entrance(reader.look, root=root_of(request), has_people=True)
    return change(reader.look)


@router.post("/password")
async def take_change(request: Request, here: Here) -> Response:
    """Change one's own password; every session ends, and this one begins anew."""
    demand_same_origin(request)
    reader, form = reader_of(request, here.access), await _form(request)
    look, texts, entering = reader.look, DOOR_WORDS[reader.look.language], here.deps.entering
    new = form.get("password", "")
    try:
        principal = await reader.known()
        if principal is None:
            return entrance(look, root=root_of(request), has_people=True)
        if not await run_in_threadpool(entering.people.change_password, principal.name, form.get("old", ""), new):
            return change(look, texts.old_wrong, 422)
        session = await run_in_threadpool(entering.by_password, principal.name, new)
    except (Refused, Unavailable) as error:
        return change(look, why(error, look.language), _status(error))
    return (
        entrance(look, root=root_of(request), has_people=True)
        if session is None
        else _let_in(request, here, session, "/")
    )


async def _invited(here: Gateway, token: str) -> str:
    """Whom an invitation is for; nobody while the database is away."""
    try:
        return await run_in_threadpool(here.deps.entering.people.invited, token) or ""
    except Unavailable:
        return ""


def _status(error: Exception) -> int:
    return 503 if isinstance(error, Unavailable) else 422


def asked_for(request: Request) -> str:
    """The page that somebody wants, below the path at which a proxy serves the hub."""
    return within(path_in(request.scope) + (f"?{request.url.query}" if request.url.query else ""))


def within(to: str) -> str:
    """An address on this hub's own pages; any other is taken for the list of tickets."""
    parts = urlsplit(to)
    is_ours = not parts.scheme and not parts.netloc and to.startswith("/") and not to.startswith("//")
    return to if is_ours and "\\" not in to and to.isprintable() and len(to) <= 2_048 else "/"


def why(error: Exception, language: Language) -> str:
    """An error as whoever stands at the door is told of it."""
    texts = DOOR_WORDS[language]
    if isinstance(error, TooOften):
        return texts.too_often.format(seconds=-(-error.wait // SECOND))
    return texts.away if isinstance(error, Unavailable) else refusal(error, language)


def _back(request: Request, here: Gateway) -> str:
    """The address that the site's login comes back to, as browsers know it."""
    base = here.deps.public_url or str(request.base_url)
    return base.rstrip("/") + "/sign-in/openid/back"


def _not_vouched_for(request: Request, look: Look, error: Exception) -> Response:
    texts = DOOR_WORDS[look.language]
    is_away = isinstance(error, Unavailable)
    reason = texts.away if is_away else texts.openid_failed.format(why=error)
    _log.warning("site_login_failed", reason=str(error)[:500])
    status = 503 if is_away else 403
    return entrance(look, root=root_of(request), wrong=reason, has_people=True, has_openid=True, status=status)


def _let_in(request: Request, here: Gateway, session: str, to: str) -> Response:
    response = RedirectResponse(root_of(request) + to, 303, headers=HEADERS)
    secure = is_encrypted(request, here.deps.public_url)
    keep_session(response, session, here.deps.entering.sessions.lifetime, root=root_of(request), secure=secure)
    return response


def _attempts(request: Request) -> str:
    """Below which the cookie of an attempt is sent back."""
    return root_of(request) + "/sign-in"


async def _form(request: Request) -> dict[str, str]:
    """The fields of a form, each once. Raises Problem for one that is too long."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _LONGEST_FORM:
            raise Problem(TOO_LARGE, f"A form here has at most {_LONGEST_FORM} bytes.")
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=8)
    return {name: values[-1].replace("\0", "") for name, values in fields.items()}
