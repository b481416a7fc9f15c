"""Who gets in and who did what, asked of a whole hub."""

from __future__ import annotations

import httpx
import pytest

from hub.application.access import Role
from hub.application.deeds import TOPICS
from hub.infrastructure.event_log import _DEEDS
from tests.integration.gateway.conftest import Caller, Site
from tests.needs import ROOT

pytestmark = pytest.mark.postgres

PASSWORD = "a sentence that nobody guesses"


async def test_an_administrator_lets_somebody_in_and_sees_what_they_did(site: Site, caller: Caller) -> None:
    link = await caller.post("/api/v1/people", {"name": "Mei", "role": "reviewer"}, expect=201)
    token = link["path"].removeprefix("/welcome?token=")
    assert (await caller.get("/api/v1/people"))["items"][0] | {"created_at": ""} == {
        "name": "Mei",
        "role": "reviewer",
        "active": False,
        "created_at": "",
    }
    session = site.hub.entering.by_invitation(token, PASSWORD)
    assert session is not None
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(site.app),
        base_url="http://hub",
        cookies={"statushub_session": session},
        headers={"Sec-Fetch-Site": "same-origin"},
    ) as mei:
        uid = await caller.mint()
        answer = await mei.post("/api/v1/links", json={"system": "crm", "native_id": "C-1", "uid": uid})
        assert answer.status_code == 200, answer.text
        assert (await mei.get("/api/v1/deeds")).status_code == 403
        assert (await caller.client.post("/api/v1/people/mei/role", json={"role": "viewer"})).status_code == 204
        assert (await mei.get("/api/v1/tickets")).status_code == 401

    told = (await caller.get("/api/v1/deeds"))["items"]
    assert [(each["who"], each["what"], each["about"]) for each in told][:5] == [
        ("test", "person-role", "Mei"),
        ("Mei", "linked", uid),
        ("Mei", "signed-in", "Mei"),
        ("Mei", "person-password", "Mei"),
        ("test", "person-added", "Mei"),
    ]
    hers = await caller.get("/api/v1/deeds", who="Mei", limit=2)
    assert [each["what"] for each in hers["items"]] == ["linked", "signed-in"]
    rest = await caller.get("/api/v1/deeds", who="Mei", limit=2, before=hers["next"])
    assert ([each["what"] for each in rest["items"]], rest["next"]) == (["person-password"], 0)


async def test_a_published_table_and_who_got_in_are_no_tickets(site: Site, caller: Caller) -> None:
    site.hub.keys.issue("another", Role.VIEWER, by="test")
    text = '[mapping.mes]\nversion = "9"\ntitle = "MES"\n[mapping.mes.words]\nNew = "New"\n'
    answer = await caller.client.post("/api/v1/mappings/mes/publish", json={"text": text, "reason": "to see"})
    assert answer.status_code in {200, 201, 422}, answer.text
    assert (await caller.get("/api/v1/tickets"))["items"] == []


async def test_who_got_in_goes_to_no_subscriber(site: Site, caller: Caller) -> None:
    site.hub.keys.issue("another", Role.VIEWER, by="test")
    fed = await caller.client.get("/api/v1/feed", params={"after": 0, "wait": 0})
    assert "access." not in fed.text


def test_the_list_of_deeds_has_an_index_over_exactly_its_events(site: Site) -> None:
    script = (ROOT / "hub/infrastructure/sql/store.sql").read_text("utf-8")
    listed = script[script.index("ticket_events_deeds_2_idx") :]
    assert set(TOPICS) == {line.strip(" ',") for line in listed.splitlines() if line.strip().startswith("'")}
    with site.hub.connect() as connection:
        connection.execute("SET enable_seqscan = off")
        plan = str(connection.execute(b"EXPLAIN " + _DEEDS, (1 << 62, 10)).fetchall())
        connection.execute("RESET enable_seqscan")
    assert "ticket_events_deeds_2_idx" in plan
