"""Webhooks over HTTP, one for each way in which a system proves itself, and what each system hears."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import httpx
import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from standardwebhooks.webhooks import Webhook

from adapters.manifest import parse_manifest
from adapters.specification import load_samples
from hub.application.ports import Unavailable
from hub.entrypoints.gateway.app import create_app
from hub.entrypoints.gateway.below import Below
from schemas.instant import SECOND, to_datetime
from tests.unit.gateway.conftest import problem
from tests.unit.gateway.fakes import NOW, FakeHub

SAMPLES = Path(__file__).parents[2] / "fixtures" / "adapters"
PUBLIC = "https://hub.example/plant"
SECONDS = str(NOW // SECOND)

AES = base64.b64encode(bytes(range(32))).decode().removesuffix("=")


class Sent(NamedTuple):
    """A webhook that proves itself: what stands behind its path, its headers and its body."""

    body: bytes
    headers: dict[str, str]
    query: str = ""


def shown(**headers: str) -> Callable[[bytes], Sent]:
    return lambda body: Sent(body, {name.replace("_", "-"): value for name, value in headers.items()})


def sha1(body: bytes) -> Sent:
    return Sent(body, {"X-Hub-Signature": "sha1=" + hmac.new(b"s3cret", body, "sha1").hexdigest()})


def sha256(body: bytes) -> Sent:
    return Sent(body, {"X-Plain": hashlib.sha256(b"s3cret" + body).hexdigest()})


def hubspot(body: bytes, address: str = PUBLIC + "/webhooks/hubspot?site=a:b") -> Sent:
    """Version 3: the address is signed with its escapes taken out, and called with them."""
    text = b"POST" + address.encode() + body + str(NOW // 1000).encode()
    signature = base64.b64encode(hmac.digest(b"s3cret", text, "sha256")).decode()
    headers = {"X-HubSpot-Signature-v3": signature, "X-HubSpot-Request-Timestamp": str(NOW // 1000)}
    return Sent(body, headers, "?site=a%3Ab")


def standard(body: bytes) -> Sent:
    signature = Webhook("czNjcmV0").sign("m-1", to_datetime(NOW // SECOND * SECOND), body.decode())
    return Sent(body, {"webhook-id": "m-1", "webhook-timestamp": SECONDS, "webhook-signature": signature})


def encrypted(key: bytes, vector: bytes, text: bytes) -> bytes:
    padding = 16 - len(text) % 16
    cipher = Cipher(algorithms.AES(key), modes.CBC(vector)).encryptor()
    return cipher.update(text + bytes([padding]) * padding) + cipher.finalize()


def lark(body: bytes) -> Sent:
    sealed = base64.b64encode(bytes(16) + encrypted(hashlib.sha256(b"key").digest(), bytes(16), body)).decode()
    outer = json.dumps({"encrypt": sealed}).encode()
    signature = hashlib.sha256(SECONDS.encode() + b"n" + b"key" + outer).hexdigest()
    stamp = {"X-Lark-Request-Timestamp": SECONDS, "X-Lark-Request-Nonce": "n", "X-Lark-Signature": signature}
    return Sent(outer, stamp)


def wecom_sealed(text: bytes) -> str:
    key = base64.b64decode(AES + "=")
    plain = bytes(16) + len(text).to_bytes(4, "big") + text + b"company"
    return base64.b64encode(encrypted(key, key[:16], plain)).decode()


def wecom_query(sealed: str, **more: str) -> str:
    signature = hashlib.sha1("".join(sorted(["token", SECONDS, "n", sealed])).encode()).hexdigest()
    return "?" + urlencode({"msg_signature": signature, "timestamp": SECONDS, "nonce": "n", **more})


def wecom(body: bytes) -> Sent:
    sealed = wecom_sealed(body)
    return Sent(f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>".encode(), {}, wecom_query(sealed))


BASIC = "Basic " + base64.b64encode(b"hub:s3cret").decode()
PROVEN: dict[str, tuple[str, str, Callable[[bytes], Sent]]] = {
    "bearer": ("alertmanager/group_of_two", "s3cret", shown(Authorization="Bearer s3cret")),
    "basic": ("freshdesk/automation_status", "hub:s3cret", shown(Authorization=BASIC)),
    "header": ("itop/resolved", "s3cret", shown(X_StatusHub_Key="s3cret")),
    "query": ("odoo/manufacturing_order", "s3cret", lambda body: Sent(body, {}, "?key=s3cret")),
    "mtls": ("salesforce/outbound_two_cases", "CN=sf", shown(X_Client_Subject="CN=sf")),
    "hmac-sha1": ("zammad/open", "s3cret", sha1),
    "sha256": ("plain", "s3cret", sha256),
    "hmac-sha256 over method and address": ("hubspot/list_of_changes", "s3cret", hubspot),
    "standard-webhooks": ("webhook/one", "czNjcmV0", standard),
    "lark": ("lark/processing", "key:token", lark),
    "wecom": ("wecom/approved", f"token:{AES}:company", wecom),
}
PLAIN = """
system = "plain"
[webhook]
native_id = "id"
status = "status"
[auth]
kind = "sha256"
header = "X-Plain"
signs = "{secret}{body}"
"""


@pytest.fixture
def hub() -> FakeHub:
    hub = FakeHub()
    hub.manifests["plain"] = parse_manifest(PLAIN, "adapter.toml")
    hub.deps = replace(hub.deps, public_url=PUBLIC)
    return hub


async def post(client: httpx.AsyncClient, system: str, sent: Sent) -> httpx.Response:
    return await client.post(f"/webhooks/{system}{sent.query}", content=sent.body, headers=sent.headers)


def body_of(sample: str) -> tuple[str, bytes, int, str]:
    """A sample's system, its body, how many reports it holds, and why the rest of it is none."""
    system, _, name = sample.partition("/")
    if not name:
        return system, b'{"id": "7", "status": "Open"}', 1, ""
    found = load_samples(SAMPLES / system)[name]
    return system, found.sent, len(found.reports), "; ".join(found.ignored)


@pytest.mark.parametrize("kind", PROVEN)
async def test_a_webhook_that_proves_itself_is_read(client: httpx.AsyncClient, hub: FakeHub, kind: str) -> None:
    sample, secret, prove = PROVEN[kind]
    system, body, reports, ignored = body_of(sample)
    hub.secrets[system] = ("another:" + AES, secret)

    response = await post(client, system, prove(body))

    assert response.is_success, response.text
    taken = hub.ingest.taken[:reports]
    assert [delivery.problem for delivery in taken] == [""] * reports
    assert all(delivery.report and delivery.body == body for delivery in taken)
    assert [delivery.ignored for delivery in hub.ingest.taken[reports:]] == [ignored] * bool(ignored)


@pytest.mark.parametrize("kind", PROVEN)
async def test_a_webhook_that_proves_nothing_is_refused(client: httpx.AsyncClient, hub: FakeHub, kind: str) -> None:
    sample, secret, prove = PROVEN[kind]
    system, body, *_ = body_of(sample)
    hub.secrets[system] = (secret,)
    sent = prove(body)
    forged = {name: value[:-4] + "0000" for name, value in sent.headers.items()}

    for wrong in (Sent(body, {}), Sent(sent.body, forged, sent.query[:-4])):
        problem(await post(client, system, wrong), 401, "bad-signature")
    assert hub.ingest.taken == []


async def test_hubspot_signs_the_address_that_it_calls_and_not_the_one_behind_the_proxy(
    client: httpx.AsyncClient, hub: FakeHub
) -> None:
    hub.secrets["hubspot"] = ("s3cret",)
    behind = hubspot(b"[]", "http://hub/webhooks/hubspot?site=a:b")
    problem(await post(client, "hubspot", behind), 401, "bad-signature")


@pytest.mark.parametrize("before", ["", "/plant"], ids=["taken away", "left"])
async def test_an_address_is_proven_whether_the_proxy_takes_its_path_away_or_not(hub: FakeHub, before: str) -> None:
    hub.secrets["hubspot"] = ("s3cret",)
    transport = httpx.ASGITransport(Below(create_app(hub.deps), "/plant", ("/webhooks/{system}",)))
    async with httpx.AsyncClient(transport=transport, base_url=f"http://hub{before}") as client:
        response = await post(client, "hubspot", hubspot(b"[]"))
    assert response.status_code == 202, response.text


async def test_without_a_public_address_the_request_says_which_it_is() -> None:
    hub = FakeHub()
    hub.secrets["hubspot"] = ("s3cret",)
    transport = httpx.ASGITransport(app=create_app(hub.deps))
    async with httpx.AsyncClient(transport=transport, base_url="http://hub:8600") as client:
        response = await post(client, "hubspot", hubspot(b"[]", "http://hub:8600/webhooks/hubspot?site=a:b"))
    assert response.status_code == 202, response.text


async def test_salesforce_gets_its_acknowledgement_once_its_message_is_safe(
    client: httpx.AsyncClient, hub: FakeHub
) -> None:
    hub.secrets["salesforce"] = ("CN=sf",)
    sent = PROVEN["mtls"][2](body_of("salesforce/outbound_one_case")[1])

    taken = await post(client, "salesforce", sent)

    assert (taken.status_code, taken.headers["content-type"]) == (200, "text/xml; charset=utf-8")
    assert "<Ack>true</Ack>" in taken.text
    assert taken.headers["Statushub-Position"] == "1"

    hub.ingest.error = Unavailable("the database is away")
    problem(await post(client, "salesforce", sent), 503, "unavailable")


async def test_wecom_hears_success(client: httpx.AsyncClient, hub: FakeHub) -> None:
    hub.secrets["wecom"] = (f"token:{AES}:company",)
    response = await post(client, "wecom", wecom(body_of("wecom/approved")[1]))
    assert (response.status_code, response.text) == (200, "success")


async def test_wecom_asks_whether_somebody_is_there(client: httpx.AsyncClient, hub: FakeHub) -> None:
    hub.secrets["wecom"] = (f"token:{AES}:company",)
    sealed = wecom_sealed(b"5927782489442352469")

    answer = await client.get("/webhooks/wecom" + wecom_query(sealed, echostr=sealed))
    wrong = await client.get("/webhooks/wecom" + wecom_query(sealed, echostr=wecom_sealed(b"another")))

    assert (answer.status_code, answer.text) == (200, "5927782489442352469")
    problem(wrong, 401, "bad-signature")
    problem(await client.get("/webhooks/wecom"), 401, "bad-signature")
    assert hub.ingest.batches == []


async def test_lark_asks_whether_somebody_is_there(client: httpx.AsyncClient, hub: FakeHub) -> None:
    hub.secrets["lark"] = ("key:token",)
    question = {"type": "url_verification", "challenge": "ajls384k", "token": "token"}

    answer = await client.post("/webhooks/lark", json=question)
    wrong = await client.post("/webhooks/lark", json=question | {"token": "guess"})

    assert (answer.status_code, answer.json()) == (200, {"challenge": "ajls384k"})
    problem(wrong, 401, "bad-signature")
    assert hub.ingest.batches == []


async def test_a_sender_of_cloudevents_gets_leave_to_send(client: httpx.AsyncClient, hub: FakeHub) -> None:
    leave = await client.options("/webhooks/cloudevents", headers={"WebHook-Request-Origin": "events.example"})
    assert leave.status_code == 200
    assert leave.headers["WebHook-Allowed-Origin"] == "events.example"
    problem(await client.options("/webhooks/cloudevents"), 405, "method-not-allowed")
    problem(await client.options("/webhooks/fax"), 404, "unknown-system")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_only_what_asks_by_get_is_answered_by_get(client: httpx.AsyncClient, method: str) -> None:
    response = await client.request(method, "/webhooks/crm")
    assert (response.status_code, response.headers["allow"]) == (405, "POST")


ASKS_FIRST = """\
system = "grid"
[webhook]
native_id = "id"
status = "state"
[auth]
kind = "header"
header = "X-Token"
[handshake]
"""


async def test_a_system_that_asks_first_hears_its_word_and_proves_itself_later(
    client: httpx.AsyncClient, hub: FakeHub
) -> None:
    hub.manifests["grid"] = parse_manifest(ASKS_FIRST + 'word = "challenge"\njson = "challenge"', "adapter.toml")

    answer = await client.post("/webhooks/grid", json={"challenge": "k3-x"})
    unproven = await client.post("/webhooks/grid", json={"id": 7, "state": "done"})

    assert (answer.status_code, answer.json()) == (200, {"challenge": "k3-x"})
    problem(unproven, 401, "bad-signature")
    assert hub.ingest.batches == []


async def test_a_word_in_the_address_or_in_a_header_is_said_back(client: httpx.AsyncClient, hub: FakeHub) -> None:
    hub.manifests["grid"] = parse_manifest(ASKS_FIRST + 'word = "query:validationToken"', "adapter.toml")
    answers = [await client.request(method, "/webhooks/grid?validationToken=a%20b") for method in ("GET", "POST")]
    assert [(answer.text, answer.headers["content-type"]) for answer in answers] == [
        ("a b", "text/plain; charset=utf-8")
    ] * 2
    asked = problem(await client.get("/webhooks/grid"), 405, "method-not-allowed")
    assert "[handshake]" in asked["detail"]

    hub.manifests["grid"] = parse_manifest(ASKS_FIRST + "word = 'header:X-Echo'\nheader = 'X-Echo'", "adapter.toml")
    echo = await client.post("/webhooks/grid", headers={"X-Echo": "b5-77"})
    assert (echo.status_code, echo.headers["x-echo"], echo.content) == (200, "b5-77", b"")


async def test_a_system_that_only_looks_hears_200(client: httpx.AsyncClient, hub: FakeHub) -> None:
    hub.manifests["grid"] = parse_manifest(ASKS_FIRST, "adapter.toml")
    assert [(await client.request(method, "/webhooks/grid")).status_code for method in ("HEAD", "GET")] == [200, 200]


async def test_what_stands_in_the_address_is_read_and_kept_where_the_body_is_parked_but_never_the_secret(
    client: httpx.AsyncClient, hub: FakeHub
) -> None:
    hub.secrets["grid"] = ("s3cret",)
    asks = ASKS_FIRST.replace("[handshake]\n", "").replace("header", "query").replace("X-Token", "key")
    place = "native_id = \"concat(query('plant'), '/', id)\"\nnote = 'query:key'"
    hub.manifests["grid"] = parse_manifest(asks.replace('native_id = "id"', place), "adapter.toml")

    for body in ({"id": 7, "state": "done"}, {"id": 7, "state": ["done"]}):
        answer = await client.post("/webhooks/grid?key=s3cret&plant=P3%C3%BC&other=1", json=body)
        assert answer.status_code == 202

    taken, parked = hub.ingest.taken
    assert taken.report is not None
    assert taken.report.native_id == "P3ü/7"
    assert (parked.report, parked.headers) == (None, {"?plant": "P3ü"})
    await client.post("/webhooks/grid?key=s3cret&plant=%00", json={"id": 7, "state": ["done"]})
    assert hub.ingest.taken[-1].headers == {}
