"""Signatures: published vectors hold, and whatever differs from them does not."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest

from adapters.manifest import Manifest, parse_manifest
from adapters.signatures import BadSignature, verify
from schemas.instant import MINUTE, SECOND

# The example of the Standard Webhooks specification's reference libraries.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE = "msg_p5jXN8AQM9LWM0D4loKWxJek"
SIGNED_AT = 1614265330
BODY = b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

# The example of RFC 4231, test case 2.
RFC_KEY, RFC_BODY = "Jefe", b"what do ya want for nothing?"
RFC_DIGEST = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


def manifest(auth: str) -> Manifest:
    return parse_manifest(f'system = "itsm"\n[auth]\n{auth}', "adapter.toml")


STANDARD = manifest('kind = "standard-webhooks"')
HEX = manifest('kind = "hmac-sha256"\nheader = "X-Signature"\nprefix = "sha256="')
BASE64 = manifest('kind = "hmac-sha256"\nheader = "X-Signature"\nencoding = "base64"')


def headers(**changed: str) -> dict[str, str]:
    found = {"webhook-id": MESSAGE, "webhook-timestamp": str(SIGNED_AT), "webhook-signature": SIGNATURE}
    return found | {name.replace("_", "-"): value for name, value in changed.items()}


@pytest.mark.parametrize("before", ["", "v1a,xyz ", "v1,AAAA ", "v1,!!! "])
@pytest.mark.parametrize("off", [-5 * MINUTE, 0, 5 * MINUTE])
def test_a_standard_webhook_holds_within_five_minutes(before: str, off: int) -> None:
    verify(STANDARD, [SECRET], headers(webhook_signature=before + SIGNATURE), BODY, SIGNED_AT * SECOND + off)


@pytest.mark.parametrize("secrets", [[SECRET, "whsec_bmV3"], ["whsec_bmV3", SECRET], ["not base64", SECRET]])
def test_while_a_secret_is_replaced_both_hold(secrets: list[str]) -> None:
    verify(STANDARD, secrets, headers(), BODY, SIGNED_AT * SECOND)


@pytest.mark.parametrize(
    ("given", "body", "off"),
    [
        (headers(webhook_signature="v1,h0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="), BODY, 0),
        (headers(webhook_signature=SIGNATURE.replace("v1,", "v2,")), BODY, 0),
        (headers(webhook_signature="v1"), BODY, 0),
        (headers(webhook_signature=""), BODY, 0),
        (headers(webhook_id="msg_other"), BODY, 0),
        (headers(webhook_timestamp=str(SIGNED_AT + 1)), BODY, 0),
        (headers(webhook_timestamp="nan"), BODY, 0),
        (headers(webhook_timestamp="9" * 400), BODY, 0),
        (headers(webhook_timestamp="-1"), BODY, 0),
        (headers(), BODY + b" ", 0),
        (headers(), b"\xff", 0),
        (headers(), BODY, 5 * MINUTE + 1),
        (headers(), BODY, -5 * MINUTE - 1),
        ({}, BODY, 0),
    ],
    ids=range(14),
)
def test_a_standard_webhook_that_was_changed_or_replayed_is_refused(
    given: dict[str, str], body: bytes, off: int
) -> None:
    with pytest.raises(BadSignature):
        verify(STANDARD, [SECRET], given, body, SIGNED_AT * SECOND + off)


@pytest.mark.parametrize("secret", ["whsec_", "whsec_a", "", "whsec_é"])
def test_a_secret_that_is_none_never_holds(secret: str) -> None:
    with pytest.raises(BadSignature):
        verify(STANDARD, [secret], headers(), BODY, SIGNED_AT * SECOND)


@pytest.mark.parametrize(
    ("profile", "signature"),
    [
        (HEX, f"sha256={RFC_DIGEST}"),
        (HEX, f"sha256={RFC_DIGEST.upper()}"),
        (HEX, f"sha256=00, sha256={RFC_DIGEST}"),
        (BASE64, base64.b64encode(bytes.fromhex(RFC_DIGEST)).decode()),
    ],
)
def test_an_hmac_holds_in_the_form_of_the_manifest(profile: Manifest, signature: str) -> None:
    verify(profile, ["another", RFC_KEY], {"x-signature": signature}, RFC_BODY, 0)


@pytest.mark.parametrize(
    "signature",
    [
        "",
        RFC_DIGEST,
        f"sha1={RFC_DIGEST}",
        f"sha256={RFC_DIGEST[:-2]}",
        f"sha256={RFC_DIGEST}00",
        "sha256=",
        "sha256=zz",
        "sha256=é",
        f"sha256={hmac.new(b'', RFC_BODY, hashlib.sha256).hexdigest()}",
    ],
)
def test_an_hmac_in_another_form_or_of_another_key_is_refused(signature: str) -> None:
    with pytest.raises(BadSignature):
        verify(HEX, [RFC_KEY], {"x-signature": signature}, RFC_BODY, 0)


def test_without_a_secret_nothing_holds_and_the_setting_is_named() -> None:
    with pytest.raises(BadSignature, match="STATUSHUB_SECRET_ITSM"):
        verify(HEX, [], {"x-signature": f"sha256={RFC_DIGEST}"}, RFC_BODY, 0)
