"""A whole hub on a database of its own, asked over HTTP without a socket."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from hub.application.access import Role
from hub.entrypoints.board.door import links
from hub.entrypoints.following import following
from hub.entrypoints.gateway.app import create_app
from hub.entrypoints.gateway.deps import GatewayDeps
from hub.entrypoints.gateway.ingesting import Ingesting
from hub.entrypoints.reads import queries_of
from hub.settings import Settings
from hub.wiring import Hub, open_hub, trials_of

CRM_SECRET = "a-secret-between-the-crm-and-the-hub"
JIRA_SECRET = "a-secret-between-jira-and-the-hub"
SECRETS = {"crm": (CRM_SECRET,), "jira": (JIRA_SECRET,), "odoo": ("a-secret-in-an-address",)}


@dataclass(frozen=True)
class Site:
    """A hub that answers, and the key of its administrator."""

    hub: Hub
    app: FastAPI
    key: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}


@pytest.fixture
def site(database_url: str, tmp_path: Path) -> Iterator[Site]:
    settings = Settings(data=tmp_path, database_url=SecretStr(database_url))
    with open_hub(settings) as hub, following(hub, sample_seconds=3600) as follower:
        deps = GatewayDeps(
            way_in=Ingesting(hub.ingestion, hub.metrics),
            review=hub.review,
            parking=hub.parking,
            publish=hub.publishing,
            publish_rules=hub.publishing_rules,
            tables=hub.tables,
            rules=hub.rules,
            trials=trials_of(hub),
            uids=hub.mint,
            queries=queries_of(hub),
            manifests=hub.manifests,
            secrets=lambda system: SECRETS.get(system, ()),
            keys=hub.keys,
            entering=hub.entering,
            clock=hub.clock,
            readiness=follower.impediments,
            metrics=hub.metrics,
            keeps_bodies=True,
        )
        app = create_app(deps)
        app.include_router(links.router)
        yield Site(hub, app, hub.keys.issue("test", Role.ADMIN))


class Caller:
    """Speaks to the hub as a program would."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def report(
        self, system: str, native: str, *, minutes_ago: float, uid: str = "", **more: Any
    ) -> dict[str, Any]:
        occurred_at = datetime.now(UTC) - timedelta(minutes=minutes_ago)
        body = {"system": system, "native_status": native, "occurred_at": occurred_at.isoformat(), **more}
        answer = await self.client.post("/api/v1/reports", json={**body, "uid": uid} if uid else body)
        assert answer.status_code == 202, answer.text
        return dict(answer.json())

    async def get(self, path: str, **params: Any) -> Any:
        answer = await self.client.get(path, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, body: Any, expect: int = 200) -> Any:
        answer = await self.client.post(path, json=body)
        assert answer.status_code == expect, answer.text
        return answer.json()

    async def mint(self) -> str:
        answer = await self.client.post("/api/v1/uids", json={"domain": "SRV", "count": 1})
        assert answer.status_code in {200, 201}, answer.text
        return str(answer.json()["uids"][0])


@pytest.fixture
async def caller(site: Site) -> AsyncIterator[Caller]:
    transport = httpx.ASGITransport(site.app)
    async with (
        site.app.router.lifespan_context(site.app),
        httpx.AsyncClient(transport=transport, base_url="http://hub", headers=site.headers) as client,
    ):
        yield Caller(client)
