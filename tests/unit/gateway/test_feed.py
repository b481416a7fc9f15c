"""The feed: nothing lost, nothing passed over, resumed where it stopped."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from hub.application.access import Role
from hub.application.ports import Unavailable
from hub.entrypoints.gateway.app import create_app
from hub.entrypoints.gateway.deps import Limits
from schemas.events import ConflictClaimed, Recorded, TicketFrozen
from schemas.status import Status
from tests.unit.gateway.conftest import problem
from tests.unit.gateway.fakes import NOW, UID, FakeHub

Key = Callable[..., dict[str, str]]
QUICK = Limits(heartbeat_seconds=0.05)


class Stream:
    """A subscriber to server-sent events, straight on the ASGI app: httpx's transport would wait for the end."""

    def __init__(self, chunks: asyncio.Queue[bytes], started: asyncio.Future[int]) -> None:
        self._chunks = chunks
        self.status = started

    async def next(self) -> dict[str, str]:
        """The next event, its fields by name; comments under "comment"."""
        text = (await asyncio.wait_for(self._chunks.get(), 10)).decode()
        pairs = (line.split(":", 1) for line in text.strip().splitlines())
        return {name or "comment": value.strip() for name, value in pairs}

    async def event(self) -> dict[str, str]:
        """The next event with something in it."""
        while "data" not in (found := await self.next()):
            continue
        return found


@asynccontextmanager
async def subscribe(app: FastAPI, headers: dict[str, str], query: str = "") -> AsyncIterator[Stream]:
    chunks: asyncio.Queue[bytes] = asyncio.Queue()
    started: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    gone = asyncio.Event()

    async def receive() -> dict[str, Any]:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            started.set_result(message["status"])
        for part in message.get("body", b"").split(b"\n\n"):
            if part:
                chunks.put_nowait(part)

    given = {"accept": "text/event-stream", "host": "hub"} | headers
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": "/api/v1/feed",
        "raw_path": b"/api/v1/feed",
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in given.items()],
        "client": ("127.0.0.1", 1),
        "server": ("hub", 80),
    }
    task = asyncio.create_task(app(scope, receive, send))
    try:
        yield Stream(chunks, started)
    finally:
        gone.set()
        await asyncio.wait_for(task, 10)


@pytest.fixture
async def follower(client: httpx.AsyncClient, key: Key) -> httpx.AsyncClient:
    client.headers.update(key(Role.SYSTEM, "crm"))
    return client


async def test_a_snapshot_travels_in_a_cloudevent(follower: httpx.AsyncClient, hub: FakeHub) -> None:
    hub.queries.grow(status=Status.RESOLVED)
    page = (await follower.get("/api/v1/feed")).json()
    [item] = page["items"]
    assert item.pop("data") == {
        "uid": UID,
        "version": 1,
        "status": "Resolved",
        "status_id": 5,
        "group": "done",
        "previous": None,
        "since": "2026-01-26T09:30:00Z",
        "frozen": False,
        "conflict": "",
        "system": "crm",
        "native": "New",
        "recorded_at": "2026-01-26T09:30:00Z",
    }
    assert item == {
        "specversion": "1.0",
        "id": f"{UID}/snapshot/1",
        "source": "/statushub",
        "type": "ticket.status.canonical.v1",
        "subject": UID,
        "time": "2026-01-26T09:30:00Z",
        "datacontenttype": "application/json",
        "position": "1",
    }
    assert page["next"] == 1


async def test_who_goes_on_from_next_gets_everything_once(follower: httpx.AsyncClient, hub: FakeHub) -> None:
    for _ in range(25):
        hub.queries.grow()
    seen, after = [], 0
    while page := (await follower.get("/api/v1/feed", params={"after": after, "limit": 10})).json():
        if not page["items"]:
            break
        seen += [int(item["position"]) for item in page["items"]]
        after = page["next"]
    assert seen == list(range(1, 26))


async def test_next_moves_past_what_was_not_wanted(follower: httpx.AsyncClient, hub: FakeHub) -> None:
    hub.queries.append(Recorded(UID, 1, ConflictClaimed(recorded_at=NOW, conflict="QAX", by="li.na")))
    page = (await follower.get("/api/v1/feed")).json()
    assert page == {"items": [], "next": 1}
    wanted = (await follower.get("/api/v1/feed?types=ticket.conflict_claimed.v1")).json()
    assert wanted["items"][0]["data"] == {"recorded_at": "2026-01-26T09:30:00Z", "conflict": "QAX", "by": "li.na"}


async def test_a_long_poll_is_answered_as_soon_as_there_is_something(follower: httpx.AsyncClient, hub: FakeHub) -> None:
    poll = asyncio.create_task(follower.get("/api/v1/feed?wait=30"))
    await asyncio.sleep(0)
    hub.queries.grow()
    page = (await asyncio.wait_for(poll, 10)).json()
    assert [item["position"] for item in page["items"]] == ["1"]


async def test_a_long_poll_gives_up_in_time(follower: httpx.AsyncClient) -> None:
    assert (await follower.get("/api/v1/feed?wait=0.05")).json() == {"items": [], "next": 0}


async def test_an_unknown_type_is_refused_with_those_there_are(follower: httpx.AsyncClient) -> None:
    document = problem(await follower.get("/api/v1/feed?types=ticket.gossip.v1"), 422, "invalid-request")
    assert "ticket.status.canonical.v1" in document["detail"]


async def test_a_stream_goes_on_where_the_subscriber_stopped(hub: FakeHub, app: FastAPI, key: Key) -> None:
    headers = key(Role.VIEWER)
    for _ in range(3):
        hub.queries.grow()
    async with subscribe(app, headers, "after=1") as stream:
        first, second = await stream.event(), await stream.event()
        assert await stream.status == 200
    assert [first["id"], second["id"]] == ["2", "3"]
    assert json.loads(first["data"])["subject"] == UID

    hub.queries.grow()
    async with subscribe(app, headers | {"Last-Event-ID": "3"}, "after=1") as stream:
        assert (await stream.event())["id"] == "4"
        hub.queries.grow()
        assert (await stream.event())["id"] == "5"


async def test_a_freeze_in_two_forms_is_resumed_behind_both(hub: FakeHub, app: FastAPI, key: Key) -> None:
    frozen = TicketFrozen(
        recorded_at=NOW, conflict="QAX", snapshot=2, status=Status.RESOLVED, since=NOW, contradictions=()
    )
    hub.queries.append(Recorded(UID, 5, frozen))
    types = "types=ticket.status.canonical.v1,ticket.frozen.v1"
    async with subscribe(app, key(Role.VIEWER), types) as stream:
        snapshot, fact = await stream.event(), await stream.event()
    assert ("id" in snapshot, fact["id"]) == (False, "1")
    assert json.loads(snapshot["data"])["data"]["frozen"] is True
    assert json.loads(fact["data"])["id"] == f"{UID}/5"


async def test_a_quiet_stream_shows_that_it_lives() -> None:
    hub = FakeHub(QUICK)
    key = {"X-API-Key": hub.keys.issue("v", Role.VIEWER)}
    async with subscribe(create_app(hub.deps), key) as stream:
        assert await stream.next() == {"retry": "2000"}
        assert "comment" in await stream.next()


async def test_a_stream_ends_when_the_store_is_away_and_frees_its_place() -> None:
    hub = FakeHub(Limits(heartbeat_seconds=0.02, streams=1))
    app = create_app(hub.deps)
    key = {"X-API-Key": hub.keys.issue("v", Role.VIEWER)}
    async with subscribe(app, key) as stream:
        await stream.next()
        async with subscribe(app, key) as refused:
            assert await refused.status == 503
        hub.queries.error = Unavailable("away")
        while app.state.gateway.streams.open:  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.01)
    hub.queries.error = None
    async with subscribe(app, key) as stream:
        assert await stream.status == 200
