"""Digests over whatever a vendor signs: the vendors' own examples hold, and whatever differs from them does not."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest

from adapters.manifest import Manifest, parse_manifest
from adapters.signatures import BadSignature, Call, admit
from schemas.instant import SECOND, from_iso

NOW = from_iso("2026-01-26T09:30:00Z")
SECRET = "yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy"
"""The secret of HubSpot's published examples."""


def manifest(auth: str) -> Manifest:
    return parse_manifest(f'system = "fax"\n[auth]\n{auth}', "adapter.toml")


def hashed(signs: str) -> Manifest:
    return manifest(f'kind = "sha256"\nheader = "X-HubSpot-Signature"\nsigns = "{signs}"')


@pytest.mark.parametrize(
    ("signs", "call", "digest"),
    [
        (
            "{secret}{body}",
            Call(
                body=b'[{"eventId":1,"subscriptionId":12345,"portalId":62515,"occurredAt":1564113600000,'
                b'"subscriptionType":"contact.creation","attemptNumber":0,"objectId":123,"changeSource":"CRM",'
                b'"changeFlag":"NEW","appId":54321}]',
                headers={},
            ),
            "232db2615f3d666fe21a8ec971ac7b5402d33b9a925784df3ca654d05f4817de",
        ),
        (
            "{secret}{method}{url}{body}",
            Call(body=b"", headers={}, method="GET", url="https://www.example.com/webhook_uri"),
            "eee2dddcc73c94d699f5e395f4b9d454a069a6855fbfa152e91e88823087200e",
        ),
        (
            "{secret}{method}{url}{body}",
            Call(body=b'{"example_field":"example_value"}', headers={}, url="https://www.example.com/webhook_uri"),
            "9569219f8ba981ffa6f6f16aa0f48637d35d728c7e4d93d0d52efaa512af7900",
        ),
    ],
    ids=["HubSpot 1", "HubSpot 2, GET", "HubSpot 2, POST"],
)
def test_published_examples_hold_and_nothing_else_does(signs: str, call: Call, digest: str) -> None:
    def sent(signature: str, secret: str = SECRET) -> None:
        headers = {"x-hubspot-signature": signature}
        changed = Call(body=call.body, headers=headers, method=call.method, url=call.url)
        admit(hashed(signs), [secret], changed, NOW)

    sent(digest)
    for signature, secret in [(digest[::-1], SECRET), (digest, "other"), ("", SECRET), ("zz", SECRET)]:
        with pytest.raises(BadSignature):
            sent(signature, secret)


def signature(signed: bytes, algorithm: str = "sha256") -> bytes:
    return hmac.new(b"s3cret", signed, algorithm).digest()


ZENDESK = """kind = "hmac-sha256"
header = "X-Sign"
encoding = "base64"
signs = "{timestamp}{body}"
timestamp = "X-Time"
timestamp_format = "iso"
"""
HUBSPOT = """kind = "hmac-sha256"
header = "X-Sign"
encoding = "base64"
signs = "{method}{decoded-url}{body}{timestamp}"
timestamp = "X-Time"
timestamp_format = "unix-ms"
"""


def test_the_time_and_the_body_are_signed_together() -> None:
    at = "2026-01-26T09:28:00Z"
    good = base64.b64encode(signature(at.encode() + b"{}")).decode()
    admit(manifest(ZENDESK), ["s3cret"], Call(body=b"{}", headers={"x-sign": good, "x-time": at}), NOW)
    for changed in ({"x-time": "2026-01-26T09:28:01Z"}, {"x-time": "soon"}, {"x-time": ""}):
        with pytest.raises(BadSignature):
            admit(manifest(ZENDESK), ["s3cret"], Call(body=b"{}", headers={"x-sign": good} | changed), NOW)


@pytest.mark.parametrize(("off", "holds"), [(-300, True), (300, True), (-301, False), (301, False)])
def test_what_is_older_than_the_window_may_have_been_replayed(off: int, holds: bool) -> None:
    at = str((NOW // SECOND + off) * 1000)
    url = "https://hub.example/webhooks/hubspot?a=%2Fb%3F&c=%20"
    good = base64.b64encode(signature(b"POST" + b"https://hub.example/webhooks/hubspot?a=/b?&c=%20{}" + at.encode()))
    call = Call(body=b"{}", headers={"x-sign": good.decode(), "x-time": at}, url=url)
    if holds:
        admit(manifest(HUBSPOT), ["s3cret"], call, NOW)
        return
    with pytest.raises(BadSignature, match="more than 300 seconds off"):
        admit(manifest(HUBSPOT), ["s3cret"], call, NOW)


def test_a_system_that_sends_from_a_queue_has_no_window_but_a_signed_time() -> None:
    glpi = 'kind = "hmac-sha256"\nheader = "X-Sign"\nsigns = "{body}{timestamp}"\ntimestamp = "X-Time"\ntolerance = 0'
    good = signature(b"{}1500000000").hex()
    admit(manifest(glpi), ["s3cret"], Call(body=b"{}", headers={"x-sign": good, "x-time": "1500000000"}), NOW)
    with pytest.raises(BadSignature):
        admit(manifest(glpi), ["s3cret"], Call(body=b"{}", headers={"x-sign": good, "x-time": "1500000001"}), NOW)


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha512"])
def test_any_prefix_of_a_list_and_any_secret_in_force_will_do(algorithm: str) -> None:
    profile = manifest(f'kind = "hmac-{algorithm}"\nheader = "X-Sign"\nprefix = ["v1=", "{algorithm}="]')
    good = signature(b"{}", algorithm).hex()
    for given in (f"v1={good}", f"{algorithm}={good}", f"v0=00,v1=00, v1={good}"):
        for secrets in (["s3cret"], ["new", "s3cret"]):
            admit(profile, secrets, Call(body=b"{}", headers={"x-sign": given}), NOW)
    for given in (good, f"v2={good}", f"V1={good}", f"v1={good}00", "v1=", ",".join(["v1=00"] * 16 + [f"v1={good}"])):
        with pytest.raises(BadSignature):
            admit(profile, ["s3cret"], Call(body=b"{}", headers={"x-sign": given}), NOW)


def test_slack_style_templates_keep_their_own_characters() -> None:
    profile = manifest(
        'kind = "hmac-sha256"\nheader = "X-Sign"\nprefix = "v0="\nsigns = "v0:{timestamp}:{body}"\ntimestamp = "X-Time"'
    )
    at = str(NOW // SECOND)
    good = "v0=" + signature(f"v0:{at}:a=1".encode()).hex()
    admit(profile, ["s3cret"], Call(body=b"a=1", headers={"x-sign": good, "x-time": at}), NOW)


def test_time_and_signatures_may_be_parts_of_one_header() -> None:
    profile = manifest(
        'kind = "hmac-sha256"\nheader = "X-Sign"\nprefix = "v1="\nsigns = "{timestamp}.{body}"\n'
        'timestamp = "X-Sign"\ntimestamp_prefix = "t="'
    )
    at = str(NOW // SECOND)
    good = signature(f"{at}.{{}}".encode()).hex()
    for given in (f"t={at},v1={good}", f"v1={good}, t={at}", f"t={at},v1=00,v1={good},v0=11"):
        admit(profile, ["s3cret"], Call(body=b"{}", headers={"x-sign": given}), NOW)
    for given in (f"t={int(at) + 1},v1={good}", f"v1={good}", f"ts={at},v1={good}", f"t={at}", f"t=,v1={good}"):
        with pytest.raises(BadSignature):
            admit(profile, ["s3cret"], Call(body=b"{}", headers={"x-sign": given}), NOW)
    with pytest.raises(BadSignature, match="seconds off"):
        admit(profile, ["s3cret"], Call(body=b"{}", headers={"x-sign": f"t={at},v1={good}"}), NOW + 301 * SECOND)


def test_a_hash_without_its_secret_never_holds() -> None:
    bare = hashlib.sha256(b"{}").hexdigest()
    with pytest.raises(BadSignature):
        admit(hashed("{secret}{body}"), [SECRET], Call(body=b"{}", headers={"x-hubspot-signature": bare}), NOW)
