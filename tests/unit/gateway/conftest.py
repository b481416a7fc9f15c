"""A gateway over fakes, and clients that talk to it as somebody."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from hub.application.access import Role
from hub.entrypoints.board.door import links
from hub.entrypoints.gateway.app import create_app
from tests.unit.gateway.fakes import FakeHub

As = Callable[[Role | None], dict[str, str]]


@pytest.fixture
def hub() -> FakeHub:
    return FakeHub()


@pytest.fixture
def app(hub: FakeHub) -> FastAPI:
    app = create_app(hub.deps)
    app.include_router(links.router)
    return app


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://hub") as client,
    ):
        yield client


@pytest.fixture
def key(hub: FakeHub) -> Callable[..., dict[str, str]]:
    """The header with a new key of a role."""

    def issue(role: Role, system: str = "") -> dict[str, str]:
        name = system or f"a-{role}"
        return {"X-API-Key": hub.keys.issue(name, role, system)}

    return issue


def report(**fields: Any) -> dict[str, Any]:
    """A report that is right, with the fields that a test is about."""
    return {
        "system": "crm",
        "native_id": "CASE-7",
        "native_status": "Working",
        "occurred_at": "2026-01-26T09:29:00Z",
        **fields,
    }


def problem(response: httpx.Response, status: int, slug: str) -> dict[str, Any]:
    """The problem document of an answer, after checking that it is one."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = response.json()
    assert document["type"] == f"urn:statushub:problem:{slug}"
    assert document["status"] == status
    assert document["detail"]
    return document
