"""The feed: what the hub has broadcast from a position on, by long poll or as server-sent events.

A subscriber keeps the position of the last thing it has dealt with, and asks for what is behind it. Nothing is lost;
what it gets twice after a crash it recognises by the envelope's id.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from time import monotonic
from typing import Annotated, Final

import msgspec
from fastapi import APIRouter, Header, Query, Request
from starlette.responses import Response, StreamingResponse

from hub.application.ports import Unavailable
from hub.entrypoints.gateway.auth import Follower
from hub.entrypoints.gateway.context import POSITION, Gateway, Here, ask
from hub.entrypoints.gateway.problems import INVALID_REQUEST, Problem
from schemas.envelope import CANONICAL, CloudEvent, envelopes, kinds, topics_of

router = APIRouter(prefix="/api/v1/feed", tags=["feed"], dependencies=[Follower])

EVENT_STREAM: Final = "text/event-stream"
_LARGEST: Final = 2**63 - 1


class Page(msgspec.Struct, frozen=True):
    """What a long poll gives. ``next`` is what to ask with as ``after``; it grows also where nothing was wanted."""

    items: list[CloudEvent]
    next: int


class Subscription:
    """What one subscriber wants of the log."""

    def __init__(self, here: Gateway, types: str, limit: int) -> None:
        wanted = frozenset(kind for kind in types.split(",") if kind)
        unknown = sorted(wanted.difference(kinds()))
        if unknown:
            raise Problem(INVALID_REQUEST, f"There is no type {unknown[0][:64]!r}. There are: {', '.join(kinds())}.")
        self._here = here
        self._wanted = wanted
        self._topics = sorted({topic for kind in wanted for topic in topics_of(kind)})
        self._limit = limit

    async def page(self, after: int, head: int | None = None) -> Page:
        """What is behind a position now. The head is asked first, so that nothing stored meanwhile is passed over."""
        if head is None:
            head = (await ask(self._here.deps.queries.positions)).log
        recorded = await ask(self._here.deps.queries.feed, after, self._limit, self._topics)
        items = [envelope for item in recorded for envelope in envelopes(item, self._wanted, self._here.deps.source)]
        last = recorded[-1].position if recorded else after
        return Page(items, last if len(recorded) >= self._limit else max(last, head))

    async def page_within(self, after: int, seconds: float) -> Page:
        """The next page with something in it, or an empty one when the time is over."""
        page = await self.page(after)
        until = monotonic() + seconds
        while not page.items and (left := until - monotonic()) > 0:
            now = await self._here.waiting.log_beyond(page.next, left)
            if now is None:
                break
            page = await self.page(page.next, now.log)
        return page


@router.get("", response_class=Response, responses={200: {"content": {"application/json": {}, EVENT_STREAM: {}}}})
async def follow(
    request: Request,
    here: Here,
    after: Annotated[int, Query(ge=0, le=_LARGEST, description="The position to go on from.")] = 0,
    wait: Annotated[float, Query(ge=0, le=60, description="Seconds to wait for something new (long poll).")] = 0,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
    types: Annotated[str, Query(max_length=1_000, description="Types of CloudEvents, with commas.")] = CANONICAL,
    last_event_id: Annotated[str, Header(max_length=32)] = "",
) -> Response:
    """CloudEvents behind a position: as JSON, or as a stream where `Accept` asks for `text/event-stream`."""
    subscription = Subscription(here, types, limit)
    if EVENT_STREAM in request.headers.get("accept", ""):
        # A browser that reconnects says where it stopped; that beats the address it was given at first.
        start = int(last_event_id) if last_event_id.isascii() and last_event_id.isdecimal() else after
        return _stream(here, subscription, min(start, _LARGEST))
    page = await subscription.page_within(after, min(wait, here.deps.limits.feed_seconds))
    headers = {POSITION: str(page.next)}
    return Response(msgspec.json.encode(page), media_type="application/json", headers=headers)


def _stream(here: Gateway, subscription: Subscription, after: int) -> Response:
    here.streams.enter()
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_events(here, subscription, after), media_type=EVENT_STREAM, headers=headers)


async def _events(here: Gateway, subscription: Subscription, after: int) -> AsyncIterator[bytes]:
    """The feed as it grows. It ends after an hour, so that a key that was revoked is asked for again."""
    until = monotonic() + here.deps.limits.stream_seconds
    heartbeat = here.deps.limits.heartbeat_seconds
    head: int | None = None
    try:
        yield b"retry: 2000\n\n"
        while monotonic() < until:
            page = await subscription.page(after, head)
            if page.items or page.next > after:
                yield _chunk(page)
            after = page.next
            now = await here.waiting.log_beyond(after, heartbeat)
            if now is None:
                yield b": still here\n\n"
            head = None if now is None else now.log
    except Unavailable:
        return  # the subscriber comes back by itself, and goes on where it stopped
    finally:
        here.streams.leave()


def _chunk(page: Page) -> bytes:
    """Events, each with its position as id; where two share one, only the second: a subscriber must not resume between.

    The last id has no event. It moves where a subscriber resumes past what it did not want, and shows nothing.
    """
    parts = []
    following = [item.position for item in page.items[1:]] + [""]
    for item, next_position in zip(page.items, following, strict=True):
        identity = "" if item.position == next_position else f"id: {item.position}\n"
        parts.append(f"{identity}event: {item.type}\ndata: {_json(item)}\n\n")
    return ("".join(parts) + f"id: {page.next}\n\n").encode()


def _json(item: CloudEvent) -> str:
    return msgspec.json.encode(item).decode()
