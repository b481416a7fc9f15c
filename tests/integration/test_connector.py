"""Connectors on one store: one of them asks a system, and another goes on where it stopped."""

import json
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from hub.entrypoints.connector.activities import activities_of
from hub.entrypoints.connector.turns import Turns
from hub.entrypoints.signals import Stop
from hub.settings import Settings
from hub.wiring import Hub, open_hub
from schemas.events import StatusReported
from tests.integration.local_server import LocalServer, Quiet
from tests.integration.site import site_with

ADAPTER = """
system = "shop"
originates = true
[webhook]
native_id = "id"
status = "status"
occurred_at = "at"
[poll]
path = "/jobs"
params = { since = "{since}" }
items = "@"
id = "id"
at = "at"
[login]
kind = "bearer"
"""
TABLE = """
[mapping.shop]
"@version" = 1
"busy" = "In Progress"
"done" = "Resolved"
"""


class Shop(LocalServer):
    """A system with one job, which counts the questions that show its token."""

    def __init__(self) -> None:
        super().__init__(Counter)
        self.job = {"id": "J1", "status": "busy", "at": "2026-01-26T08:00:00Z"}
        self.questions = 0
        self.is_away = False


class Counter(Quiet, BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        shop = self.server
        assert isinstance(shop, Shop)
        shop.questions += 1
        is_known = self.headers.get("Authorization") == "Bearer s3cret"
        self.send_response(503 if shop.is_away else 200 if is_known else 401)
        self.end_headers()
        self.wfile.write(json.dumps([shop.job]).encode())


@pytest.fixture
def shop() -> Iterator[Shop]:
    with Shop() as server:
        yield server


@pytest.fixture
def settings(shop: Shop, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("STATUSHUB_SHOP_URL", shop.url)
    monkeypatch.setenv("STATUSHUB_SHOP_TOKEN", "s3cret")
    monkeypatch.setenv("STATUSHUB_SHOP_EVERY", "0.1")
    return site_with(tmp_path, "shop", ADAPTER, TABLE, database_url)


def words(hub: Hub) -> list[str]:
    return [one.event.native for one in hub.log.read(0, 1000) if isinstance(one.event, StatusReported)]


def until(holds: Callable[[], bool]) -> None:
    patience = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < patience
        time.sleep(0.02)


def polls(hub: Hub, outcome: str) -> float:
    return hub.metrics.registry.get_sample_value("statushub_poll_total", {"system": "shop", "outcome": outcome}) or 0.0


def reports(hub: Hub, verdict: str) -> float:
    labels = {"system": "shop", "verdict": verdict}
    return hub.metrics.registry.get_sample_value("statushub_reports_total", labels) or 0.0


def test_one_connector_asks_and_another_takes_over(settings: Settings, shop: Shop) -> None:
    with open_hub(settings) as one, open_hub(settings) as other:
        first, second = Turns(one, activities_of(one), Stop()), Turns(other, activities_of(other), Stop())
        with first.taken():
            until(lambda: words(one) == ["busy"])
            with second.taken():
                until(lambda: polls(one, "nothing") + polls(one, "changes") > 5)
                assert polls(other, "nothing") + polls(other, "changes") == 0, "the second stands by"
        shop.job = {"id": "J1", "status": "done", "at": "2026-01-26T08:00:05Z"}
        third = Turns(other, activities_of(other), Stop())
        with third.taken():
            until(lambda: words(other) == ["busy", "done"])
            until(lambda: reports(other, "accepted") == 1)
        assert reports(one, "accepted") == 1
        assert reports(one, "duplicate") > 0, "what a poll reads twice"


def test_a_system_that_comes_back_is_asked_again_and_its_age_is_told(settings: Settings, shop: Shop) -> None:
    shop.is_away = True
    with open_hub(settings) as hub, Turns(hub, activities_of(hub), Stop()).taken():
        until(lambda: polls(hub, "failed") > 0)
        shop.is_away = False
        until(lambda: words(hub) == ["busy"])
        age = hub.metrics.registry.get_sample_value("statushub_poll_age_seconds", {"system": "shop"})
        assert age is not None
        assert age < 20


def test_a_login_that_lacks_is_told_and_asks_nothing(
    settings: Settings, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("STATUSHUB_SHOP_TOKEN")
    with open_hub(settings) as hub, Turns(hub, activities_of(hub), Stop()).taken():
        until(lambda: polls(hub, "refused") > 0)
    assert shop.questions == 0


def test_a_system_without_a_url_is_left_alone(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STATUSHUB_SHOP_URL")
    with open_hub(settings) as hub:
        assert activities_of(hub) == []
