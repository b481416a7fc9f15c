"""A hub with systems that report to it, for tests that look at the board."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from uuid import uuid4

import httpx
from playwright.sync_api import Browser, Page

from hub.application.access import Role
from hub.application.circuit import LOOKUPS, Trouble
from hub.application.writing import OwedWrite
from hub.entrypoints.cli.keys import address_for_people, link_to
from hub.settings import Settings
from hub.wiring import Hub, open_hub
from schemas.instant import MINUTE, Instant
from tests.acceptance.conftest import make_folder, remove_folder
from tests.acceptance.running import Up, free_port

LIVE = 10_000
"""Milliseconds in which what happened must be on the screen, on a slow machine too."""


ODOO_SECRET = "a-secret-in-an-address"
SAP_LOGIN = ("iflow", "a-password")


class Systems:
    """Systems that report to a hub, or to a gateway of one."""

    def __init__(self, address: str, headers: Mapping[str, str]) -> None:
        # A connection that the hub is just letting go of, after five seconds, must not be used once more.
        fresh = httpx.Limits(keepalive_expiry=2.0)
        self._http = httpx.Client(base_url=address, headers=headers, timeout=10, limits=fresh)

    def new_uid(self) -> str:
        answer = self._http.post("/api/v1/uids", json={"domain": "SRV", "count": 1})
        assert answer.is_success, answer.text
        uid: str = answer.json()["uids"][0]
        return uid

    def report(self, uid: str, system: str, word: str, ago: float = 0.0) -> None:
        self.report_at(uid, system, word, (datetime.now(UTC) - timedelta(seconds=ago)).isoformat())

    def report_at(self, uid: str, system: str, word: str, at: str) -> None:
        report = {
            "system": system,
            "uid": uid,
            "native_id": f"{system}-{uid[-9:]}",
            "native_status": word,
            "occurred_at": at,
        }
        answer = self._http.post("/api/v1/reports", json=report)
        assert answer.status_code == 202, answer.text

    def contradict(self, uid: str) -> None:
        """The CRM resolves, and four minutes later the ITSM reopens."""
        self.report(uid, "crm", "Working", ago=900)
        self.report(uid, "crm", "Solved", ago=300)
        self.report(uid, "itsm", "Resolved", ago=299)
        self.report(uid, "itsm", "In Progress", ago=60)

    def close(self) -> None:
        self._http.close()


class Plant(Systems):
    """A hub in one process, and systems that report to it."""

    def __init__(self, hub: Up) -> None:
        super().__init__(hub.address, hub.headers)
        self.hub = hub
        self._opened = ExitStack()

    def send_order(self, state: str, ago: float) -> str:
        """A webhook of Odoo's about a new order; the UID of its ticket is returned."""
        at = datetime.now(UTC) - timedelta(seconds=ago)
        order = {"_model": "mrp.production", "_id": int(uuid4().int % 10**9), "state": state, "api_token": "hush-hush"}
        order["write_date"] = f"{at:%Y-%m-%d %H:%M:%S}"
        answer = self._http.post(f"/webhooks/odoo?key={ODOO_SECRET}", json=order)
        assert answer.status_code == 202, answer.text
        uid: str = answer.json()["uid"]
        return uid

    def send_incident(self, state: str, **ids: str) -> str:
        """What ServiceNow sends of an incident, by its ``sys_id``, its ``number`` or both; the UID of its ticket."""
        answer = self._http.post("/webhooks/servicenow", json={**ids, "state": state, "sys_mod_count": state})
        assert answer.status_code == 202, answer.text
        uid: str = answer.json()["uid"]
        return uid

    def name_notification(self, number: str) -> None:
        """An event of SAP's, which names a notification without its status."""
        kind = "sap.s4.beh.maintenancenotification.v1.MaintenanceNotification.Changed.v1"
        event = {"specversion": "1.0", "type": kind, "id": number, "data": {"MaintenanceNotification": number}}
        answer = httpx.post(f"{self.hub.address}/webhooks/sap", json=event, auth=SAP_LOGIN)
        assert answer.status_code == 202, answer.text

    def report_unlinked(self, system: str, word: str) -> str:
        """A report that names no ticket; its own id is returned."""
        native_id = f"{system}-{uuid4().hex[:12]}"
        at = datetime.now(UTC).isoformat()
        report = {"system": system, "native_id": native_id, "native_status": word, "occurred_at": at}
        answer = self._http.post("/api/v1/reports", json=report)
        assert answer.status_code == 202, answer.text
        return native_id

    def flood(self, uid: str, count: int) -> None:
        """So many reports of one system, a minute apart."""
        now = datetime.now(UTC)
        words = ("New", "Working")
        self._send(
            {
                "system": "crm",
                "uid": uid,
                "native_id": f"crm-{uid[-9:]}",
                "native_status": words[number % 2],
                "occurred_at": (now - timedelta(minutes=count - number)).isoformat(),
            }
            for number in range(count)
        )

    def crowd(self, domain: str, count: int) -> list[str]:
        """So many tickets of a domain, each of which one system has reported; their UIDs, in that order."""
        uids = self._uids(domain, count)
        at = datetime.now(UTC).isoformat()
        self._send({"system": "crm", "uid": uid, "native_status": "New", "occurred_at": at} for uid in uids)
        return uids

    def quarrel(self, domain: str, count: int) -> None:
        """So many tickets of a domain, each of which the CRM resolves and the ITSM reopens."""
        now = datetime.now(UTC)
        at = [(now - timedelta(minutes=ago)).isoformat() for ago in (30, 20, 18, 12)]
        said = (("crm", "Working"), ("crm", "Solved"), ("itsm", "Resolved"), ("itsm", "In Progress"))
        self._send(
            {"system": system, "uid": uid, "native_status": word, "occurred_at": moment}
            for uid in self._uids(domain, count)
            for (system, word), moment in zip(said, at, strict=True)
        )

    def puzzle(self, domain: str, count: int) -> None:
        """So many reports of the CRM, each of another ticket, by a word that nobody knows."""
        at = datetime.now(UTC).isoformat()
        self._send(
            {"system": "crm", "uid": uid, "native_status": "Puzzling", "occurred_at": at}
            for uid in self._uids(domain, count)
        )

    def decide(self, conflict: str) -> None:
        """Somebody settles a conflict."""
        decision = {"choice": "no-conflict", "reason": "the shift has seen it"}
        answer = self._http.post(f"/api/v1/conflicts/{conflict}/decide", json=decision)
        assert answer.is_success, answer.text

    def _uids(self, domain: str, count: int) -> list[str]:
        answer = self._http.post("/api/v1/uids", json={"domain": domain, "count": count})
        assert answer.is_success, answer.text
        uids: list[str] = answer.json()["uids"]
        return uids

    def _send(self, given: Iterable[Mapping[str, str]]) -> None:
        reports = list(given)
        for first in range(0, len(reports), 1_000):
            answer = self._http.post("/api/v1/reports", json=reports[first : first + 1_000], timeout=60)
            assert answer.is_success, answer.text

    def conflict_of(self, uid: str) -> str:
        """The exception ticket of a frozen ticket."""
        found = self._http.get("/api/v1/conflicts", params={"uid": uid}).json()["items"]
        conflict: str = found[0]["conflict"]
        return conflict

    def link(self, role: str, name: str = "ann") -> str:
        """A link as `statushub login-link` prints it; the command itself would take a second or two each time."""
        return link_to(address_for_people(self._store), self._store.links.issue(name, Role(role), by="tests"))

    def leave_alone(self, system: str, uid: str, why: str) -> None:
        """What a connector stores of a system that failed five times in a row, and is owed one status."""
        now = self._fail(system, why)
        owed = {"system": system, "uid": uid, "native_id": "7", "native": "Closed", "status": "Closed", "snapshot": 2}
        self._store.owed.keep(OwedWrite(**owed, due_at=now, since=now))

    def fail_to_look_up(self, system: str, why: str) -> None:
        """What a connector stores of a system that could not be asked for an object five times in a row."""
        self._fail(LOOKUPS + system, why)

    def _fail(self, what: str, why: str) -> Instant:
        now = self._store.clock()
        trouble = Trouble(system=what, failures=5, error=why, failed_at=now, left_alone_until=now + 15 * MINUTE)
        self._store.owed.keep_trouble(trouble)
        return now

    def close(self) -> None:
        self._opened.close()
        super().close()

    @cached_property
    def _store(self) -> Hub:
        return self._opened.enter_context(open_hub(Settings(data=self.hub.folder)))


@contextmanager
def planted(environment: Mapping[str, str], begin: Callable[[Path], None] | None = None) -> Iterator[Plant]:
    """A plant with a hub of its own. ``begin`` puts into the hub's folder what is there before it is up."""
    path = make_folder()
    if begin is not None:
        begin(path / "hub")
    with Up(path / "hub", free_port(), environment) as hub, closing(Plant(hub)) as plant:
        yield plant
    remove_folder(path)


@contextmanager
def opened(browser: Browser, link: str, locale: str) -> Iterator[Page]:
    """What a link leads to, in a browser of that language with nothing remembered."""
    with browser.new_context(viewport={"width": 1440, "height": 900}, locale=locale) as context:
        page = context.new_page()
        page.goto(link)
        yield page
