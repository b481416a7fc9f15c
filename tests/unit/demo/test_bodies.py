"""What the demo's systems send is what their adapters read, and signed as these demand."""

import json
from itertools import groupby

import pytest

from adapters import declarative
from adapters.manifest import Kind
from adapters.registry import load_manifests
from adapters.signatures import verify
from hub.entrypoints.demo.bodies import Naming, by_api, webhook
from hub.entrypoints.demo.day import plants_day
from hub.entrypoints.demo.plant import SYSTEMS
from hub.entrypoints.demo.said import Said, Slip
from hub.entrypoints.demo.signing import new_secret, signature
from schemas.errors import InvalidUid
from schemas.instant import SECOND, from_iso
from schemas.uid import parse_uid

START = from_iso("2026-01-26T00:00:00Z")
UID = "SRV-20260126-00872-A9F"
MANIFESTS = load_manifests()


def naming() -> Naming:
    names = Naming()
    for fault in range(1, 100):
        names.learn(fault, UID)
    return names


def said(system: str) -> list[Said]:
    return [item for item in plants_day().happenings if isinstance(item, Said) and item.system == system]


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_adapter_reads_what_was_meant(system: str) -> None:
    for item in said(system):
        if item.slip is Slip.TORN:
            continue
        body = webhook([item], naming(), START)
        headers = {"x-delivery": item.delivery, "webhook-id": item.delivery}
        found = declarative.read(MANIFESTS[system], body, headers, START)
        assert isinstance(found, declarative.Reading), (body, found)
        [report] = found.reports
        assert report.occurred_at is not None
        assert (report.native_status, report.native_id) == (item.word, naming().native_id(item))
        assert report.occurred_at == START + int(item.at) * SECOND
        assert report.delivery_id == item.delivery
        assert bool(report.uid) is not (item.opens or item.slip is Slip.NAMELESS)


def test_the_erp_sends_what_it_collected_in_one_body() -> None:
    batches = [list(batch) for _, batch in groupby(said("erp"), key=lambda item: item.sent)]
    batch = next(batch for batch in batches if len(batch) > 1)
    found = declarative.read(MANIFESTS["erp"], webhook(batch, naming(), START), {}, START)
    assert isinstance(found, declarative.Reading)
    assert [report.native_id for report in found.reports] == [naming().native_id(item) for item in batch]


def test_a_torn_body_cannot_be_read() -> None:
    [item, *_] = [item for item in said("mes") if item.slip is Slip.TORN]
    found = declarative.read(MANIFESTS["mes"], webhook([item], naming(), START), {}, START)
    assert isinstance(found, declarative.Unreadable)


def test_a_mistyped_uid_looks_like_one_and_is_none() -> None:
    [item, *_] = [item for item in said("erp") if item.slip is Slip.MISTYPED]
    uid = naming().uid(item)
    assert len(uid) == len(UID)
    assert sorted(uid) == sorted(UID)
    with pytest.raises(InvalidUid):
        parse_uid(uid)


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_signature_proves_the_body(system: str) -> None:
    manifest, body = MANIFESTS[system], webhook(said(system)[:1], naming(), START)
    secret = new_secret(manifest)
    headers = signature(manifest, secret, body, "message-1", START)
    if manifest.auth.kind is Kind.API_KEY:
        assert headers == {"X-API-Key": secret}
    else:
        verify(manifest, [secret], {name.lower(): value for name, value in headers.items()}, body, START)


def test_the_api_gets_the_same_in_its_own_form() -> None:
    [item, *_] = said("erp")
    [report] = json.loads(by_api([item], naming(), START))
    assert report["system"] == "erp"
    assert report["native_status"] == item.word
    assert report["flags"] == item.word.split()
    assert from_iso(report["occurred_at"]) == START + int(item.at) * SECOND
