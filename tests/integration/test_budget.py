"""What a system asks of one activity of a connector, all the others keep to: they share its budget."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from hub.application.ports import Delivery, Verdict
from hub.application.reading import deliveries_of
from hub.entrypoints.connector.activities import Activity, activities_of
from hub.entrypoints.connector.edges import SLOWEST, asked_systems, budget_of
from hub.settings import Settings
from hub.wiring import Hub, open_hub
from schemas.events import ReportRetried, StatusReported, UidTold, WriteBegun, WriteSettled
from schemas.instant import SECOND, Instant, from_iso
from schemas.report import Report
from tests.integration.local_server import LocalServer, Quiet
from tests.integration.site import site_with

NOON = from_iso("2026-01-26T12:00:00Z")
ADAPTER = """
system = "shop"
originates = true
[webhook]
native_id = "id"
occurred_at = "at"
[[webhook.shape]]
when = "status"
status = "status"
[[webhook.shape]]
when = "touched"
native_id = "touched"
lookup = "job"
[poll]
path = "/list"
params = { since = "{since}" }
items = "@"
id = "id"
at = "at"
per_second = 500
[lookup.job]
path = "/look/{id}"
[login]
kind = "none"
[write]
method = "PUT"
path = "/jobs/{id}"
body = { status = "{native}" }
[write.read]
path = "/jobs/{id}"
word = "status"
[write.uid]
method = "PUT"
path = "/names/{id}"
body = { uid = "{ticket_uid}" }
[write.uid.read]
path = "/names/{id}"
word = "uid"
"""
TABLE = """
[mapping.shop]
"busy" = "In Progress"
"done" = "Resolved"
"@writes" = ["In Progress", "Resolved"]
[mapping.office]
"done" = "Resolved"
"""
KINDS = {"poll": "/list", "look-up": "/look/", "write": "/jobs/", "uid": "/names/"}
"""What each activity asks for."""


class Shop(LocalServer):
    """A system with two jobs, of which the second is only ever named in its events."""

    def __init__(self) -> None:
        super().__init__(Answering)
        self.jobs = {name: {"id": name, "status": "busy", "at": "2026-01-26T11:59:59Z"} for name in ("J1", "J2")}
        self.uids: dict[str, str] = {}
        self.asked: list[str] = []
        self.wants_rest = False

    def answer(self, path: str, told: dict[str, Any]) -> Any:
        kind, _, name = path.removeprefix("/").partition("?")[0].partition("/")
        if kind == "names":
            self.uids[name] = told.get("uid", self.uids.get(name, ""))
            return {"uid": self.uids[name]}
        self.jobs[name or "J1"].update(told)
        return [self.jobs["J1"]] if kind == "list" else self.jobs[name]


class Answering(Quiet, BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        shop = self.server
        assert isinstance(shop, Shop)
        shop.asked.append(self.path)
        told = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
        self.send_response(429 if shop.wants_rest else 200)
        if shop.wants_rest:
            self.send_header("Retry-After", "60")
        self.end_headers()
        self.wfile.write(b"[]" if shop.wants_rest else json.dumps(shop.answer(self.path, told)).encode())

    do_PUT = do_GET  # noqa: N815 - the name is the library's


class Rounds:
    """Lets an activity go round so many times, and tells it that no time has passed."""

    def __init__(self, rounds: int) -> None:
        self._left = rounds

    @property
    def asked(self) -> bool:
        self._left -= 1
        return self._left < 0

    def wait(self, seconds: float) -> bool:
        return False


class Plant:
    """A hub whose shop is polled, looked into, written to and told UIDs, and to which all of that is owed."""

    def __init__(self, hub: Hub, shop: Shop, now: list[Instant]) -> None:
        self.hub = hub
        self.shop = shop
        self._now = now
        self.activities = {each.name.removesuffix("/shop"): each for each in activities_of(hub)}
        for each in self.activities.values():
            self.goes(each)  # the first start, from which on writes and UIDs are owed
        self._hears(json.dumps({"id": "J3", "status": "busy", "at": "2026-01-26T12:00:00Z"}).encode())
        self._hears(json.dumps({"touched": "J2", "at": "2026-01-26T11:59:58Z"}).encode())
        uid = hub.registry.resolve([("shop", "J1")])["shop", "J1"]
        report = Report(system="office", uid=uid, native_id="O1", native_status="done", received_at=now[0])
        [outcome] = hub.ingestion.ingest([Delivery(system="office", received_at=now[0], report=report)])
        assert outcome.verdict is Verdict.ACCEPTED
        shop.asked.clear()
        self.passes(5)

    def _hears(self, body: bytes) -> None:
        self.hub.ingestion.ingest(deliveries_of(self.hub.manifests["shop"], body, "", {}, self._now[0]))

    def passes(self, seconds: float) -> None:
        self._now[0] += int(seconds * SECOND)

    def goes(self, activity: Activity) -> None:
        activity.run(Rounds(3))

    def failed_polls(self) -> float:
        sample = {"system": "shop", "outcome": "failed"}
        return self.hub.metrics.registry.get_sample_value("statushub_poll_total", sample) or 0.0

    def events(self, *kinds: type) -> list[Any]:
        return [each.event for each in self.hub.log.read(0, 1000) if isinstance(each.event, kinds)]


@pytest.fixture
def shop() -> Iterator[Shop]:
    with Shop() as server:
        yield server


@pytest.fixture
def settings(shop: Shop, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("STATUSHUB_SHOP_URL", shop.url)
    monkeypatch.setenv("STATUSHUB_SHOP_WRITE", "on")
    return site_with(tmp_path, "shop", ADAPTER, TABLE, database_url)


@pytest.fixture
def plant(settings: Settings, shop: Shop) -> Iterator[Plant]:
    now = [NOON]
    with open_hub(settings, clock=lambda: now[0]) as hub:
        yield Plant(hub, shop, now)


def test_all_that_is_owed_is_done_where_the_system_lets_it(plant: Plant) -> None:
    for kind, path in KINDS.items():
        before = len(plant.shop.asked)
        plant.goes(plant.activities[kind])
        assert any(asked.startswith(path) for asked in plant.shop.asked[before:]), kind


@pytest.mark.parametrize("refused", KINDS)
def test_a_system_that_wants_rest_of_one_activity_gets_it_from_all(plant: Plant, refused: str) -> None:
    plant.shop.wants_rest = True
    plant.activities[refused].run(Rounds(2))
    [asked] = plant.shop.asked
    assert asked.startswith(KINDS[refused])
    plant.shop.wants_rest = False
    plant.passes(59)
    for each in plant.activities.values():
        plant.goes(each)
    assert plant.shop.asked == [asked], "nobody asks within the 60 s"
    assert len(plant.events(WriteBegun)) == (refused == "write"), "no write begins that cannot be made"
    assert len(plant.events(ReportRetried)) == (refused == "look-up"), "no try counts that was not made"
    assert plant.failed_polls() == (refused == "poll"), "nor is it a failure"
    plant.passes(60)
    for each in plant.activities.values():
        plant.goes(each)
    assert {event.native_id for event in plant.events(StatusReported)} == {"J1", "J2", "J3", "O1"}
    assert plant.shop.jobs["J1"]["status"] == "done"
    assert {(event.outcome, type(event)) for event in plant.events(WriteSettled, UidTold)} == {
        ("done", WriteSettled),
        ("done", UidTold),
    }


def test_a_site_can_set_the_limit_of_a_system(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def limit(text: str) -> float:
        monkeypatch.setenv("STATUSHUB_SHOP_PER_SECOND", text)
        with open_hub(settings) as hub:
            return budget_of(hub, asked_systems(hub)["shop"].connection).per_second

    with capture_logs() as logs:
        assert (limit("2.5"), limit("0"), limit("")) == (2.5, SLOWEST, 500.0)
        assert logs == []
        assert limit("fast") == 500.0
    [told] = [line for line in logs if line["event"] == "setting_not_usable"]
    assert told["setting"] == "STATUSHUB_SHOP_PER_SECOND"
