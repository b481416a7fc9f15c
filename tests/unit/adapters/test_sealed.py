"""Lark and WeCom: what they seal is opened, what they ask is answered, and whoever knows no key is refused."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from adapters.answers import answer_to_challenge, answer_to_preflight
from adapters.manifest import Manifest, parse_manifest
from adapters.proof import prove
from adapters.sealed import Opened
from adapters.signatures import BadSignature, Call, admit
from schemas.instant import SECOND, Instant


def manifest(kind: str, more: str = "") -> Manifest:
    return parse_manifest(f'system = "desk"\n[auth]\nkind = "{kind}"\n{more}', "adapter.toml")


LARK, WECOM = manifest("lark"), manifest("wecom")
LARK_TIME, WECOM_TIME, WECOM_ASKED = 1_700_000_000 * SECOND, 1_411_525_903 * SECOND, 1_411_443_780 * SECOND
WINDOW = 300 * SECOND

# WeCom's published example.
WECOM_SECRET = "123456:kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR:wx49f0ab532d5d035a"
WECOM_SEALED = (
    "RgqEoJj5A4EMYlLvWO1F86ioRjZfaex/gePD0gOXTxpsq5Yj4GNglrBb8I2BAJVODGajiFnXBu7mCPatfjsu6IHCrsTyeDXzF6Bv"
    "283dGymzxh6ydJRvZsryDyZbLTE7rhnus50qGPMfp2wASFlzEgMW9z1ef/RD8XzaFYgm7iTdaXpXaG4+BiYyolBug/gYNx410cvk"
    "KR2/nPwBiT+P4hIiOAQqGp/TywZBtDh1yCF2KOd0gpiMZ5jSw3e29mTvmUHzkVQiMS6td7vXUaWOMZnYZlF3So2SjHnwh4jYFxdg"
    "pkHHqIrH/54SNdshoQgWYEvccTKe7FS709/5t6NMxuGhcUGAPOQipvWTT4dShyqio7mlsl5noTrb++x6En749zCpQVhDpbV6GDnT"
    "bcX2e8K9QaNWHp91eBdCRxthuL0="
)
WECOM_URL = "https://hub.example/webhooks/desk?msg_signature={}&timestamp=1411525903&nonce=461056294"
WECOM_SIGNATURE = "74d92dfeb87ba7c714f89d98870ae5eb62dff26d"
WECOM_QUESTION = (
    "https://hub.example/webhooks/desk?msg_signature=dd6b9c95b495b3f7e2901bfbc76c664930ffdb96&timestamp=1411443780"
    "&nonce=437374425&echostr=4ByGGj%2BsVCYcvGeQYhaKIk1o0pQRNbRjxybjTGblXrBaXlTXeOo1%2BbXFXDQQb1o6co6Yh9Bv41n7hOchLF6p"
    "%2BQ%3D%3D"
)


def wecom(sealed: str = WECOM_SEALED, signature: str = WECOM_SIGNATURE) -> Call:
    body = f"<xml><ToUserName>x</ToUserName><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
    return Call(body=body.encode(), headers={}, url=WECOM_URL.format(signature))


def test_wecoms_published_message_is_opened() -> None:
    opened = admit(WECOM, ["old:key", WECOM_SECRET], wecom(), WECOM_TIME)
    assert b"<![CDATA[test]]>" in opened.body
    assert answer_to_challenge(WECOM, opened) is None


def test_wecoms_published_question_is_answered_with_what_it_had_sealed() -> None:
    opened = admit(WECOM, [WECOM_SECRET], Call(body=b"", headers={}, method="GET", url=WECOM_QUESTION), WECOM_ASKED)
    answer = answer_to_challenge(WECOM, opened)
    assert answer is not None
    assert (answer.body, answer.content_type) == ("5927782489442352469", "text/plain")


@pytest.mark.parametrize(
    ("secret", "call"),
    [
        (WECOM_SECRET, wecom(signature="0" * 40)),
        (WECOM_SECRET, wecom(sealed=WECOM_SEALED[:-8] + "AAAAAAA=")),
        (WECOM_SECRET, Call(body=b"{}", headers={}, url=WECOM_URL)),
        (WECOM_SECRET, Call(body=b"<xml/>", headers={}, url=WECOM_URL)),
        (WECOM_SECRET, Call(body=b"", headers={}, method="GET", url="")),
        (WECOM_SECRET.replace("123456", "654321"), wecom()),
        (WECOM_SECRET.replace("wx49", "wx50"), wecom()),
        (WECOM_SECRET.replace("kWx", "kWy"), wecom()),
        ("123456", wecom()),
        ("", wecom()),
    ],
    ids=range(10),
)
def test_what_wecom_did_not_seal_is_refused(secret: str, call: Call) -> None:
    with pytest.raises(BadSignature):
        admit(WECOM, [secret], call, WECOM_TIME)


def lark(body: dict[str, object], key: str = "k:e y") -> bytes:
    text = json.dumps(body).encode()
    padding = 16 - len(text) % 16
    cipher = Cipher(algorithms.AES(hashlib.sha256(key.encode()).digest()), modes.CBC(bytes(16))).encryptor()
    sealed = bytes(16) + cipher.update(text + bytes([padding]) * padding) + cipher.finalize()
    return json.dumps({"encrypt": base64.b64encode(sealed).decode()}).encode()


def signed(body: bytes, key: str = "k:e y") -> Call:
    signature = hashlib.sha256(b"1700000000" + b"n0nce" + key.encode() + body).hexdigest()
    headers = {
        "x-lark-request-timestamp": "1700000000",
        "x-lark-request-nonce": "n0nce",
        "x-lark-signature": signature,
    }
    return Call(body=body, headers=headers)


LARK_SECRET = "k:e y:t0ken"


@pytest.mark.parametrize("body", [lark({"event": {}}), b'{"event": {}}'])
def test_a_lark_event_is_opened_whether_it_is_sealed_or_not(body: bytes) -> None:
    assert json.loads(admit(LARK, ["new:t", LARK_SECRET], signed(body), LARK_TIME).body) == {"event": {}}


@pytest.mark.parametrize("is_sealed", [True, False])
def test_larks_question_is_answered_with_its_challenge(is_sealed: bool) -> None:
    question: dict[str, object] = {"type": "url_verification", "challenge": "ajls384k", "token": "t0ken"}
    body = lark(question) if is_sealed else json.dumps(question).encode()
    answer = answer_to_challenge(LARK, admit(LARK, [LARK_SECRET], Call(body=body, headers={}), 0))
    assert answer is not None
    assert json.loads(answer.body) == {"challenge": "ajls384k"}


@pytest.mark.parametrize(
    "call",
    [
        Call(body=lark({"event": {}}), headers={}),
        signed(lark({"event": {}}), key="other"),
        signed(lark({"event": {}}, key="other")),
        signed(b'{"encrypt": "AAAA"}'),
        signed(b'{"encrypt": 5'),
        signed(b"[]"),
        signed(b'{"type": "url_verification", "challenge": "x", "token": "guess"}'),
        signed(b'{"type": "url_verification", "challenge": "x"}'),
    ],
    ids=range(8),
)
def test_what_lark_did_not_send_is_refused(call: Call) -> None:
    with pytest.raises(BadSignature):
        admit(LARK, [LARK_SECRET], call, LARK_TIME)


QUESTION = Call(body=b"", headers={}, method="GET", url=WECOM_QUESTION)
AGED: list[tuple[str, str, Call, Instant]] = [
    ("lark", LARK_SECRET, signed(lark({"event": {}})), LARK_TIME),
    ("lark", LARK_SECRET, signed(b'{"event": {}}'), LARK_TIME),
    ("wecom", WECOM_SECRET, wecom(), WECOM_TIME),
    ("wecom", WECOM_SECRET, QUESTION, WECOM_ASKED),
]


@pytest.mark.parametrize(("kind", "secret", "call", "at"), AGED, ids=range(4))
@pytest.mark.parametrize("side", [-1, 1], ids=["early", "late"])
def test_what_was_signed_is_taken_for_a_while_only(kind: str, secret: str, call: Call, at: Instant, side: int) -> None:
    admit(manifest(kind), [secret], call, at + side * WINDOW)
    with pytest.raises(BadSignature, match="more than 300 seconds off"):
        admit(manifest(kind), [secret], call, at + side * (WINDOW + 1))
    admit(manifest(kind, "tolerance = 301"), [secret], call, at + side * (WINDOW + 1))
    admit(manifest(kind, "tolerance = 0"), [secret], call, 0)


@pytest.mark.parametrize(("kind", "secret", "call", "at"), AGED, ids=range(4))
def test_a_body_kept_for_trying_is_told_to_be_right_but_for_its_age(
    kind: str, secret: str, call: Call, at: Instant
) -> None:
    proof, body = prove(manifest(kind), [secret], call, at + 2 * WINDOW, shown=True)
    assert (proof.holds, proof.aged) == (True, True)
    assert body == admit(manifest(kind), [secret], call, at).body


def test_a_time_that_is_none_is_signed_in_vain() -> None:
    headers = {**signed(b"{}").headers, "x-lark-request-timestamp": ""}
    headers["x-lark-signature"] = hashlib.sha256(b"n0nce" + b"k:e y" + b"{}").hexdigest()
    with pytest.raises(BadSignature, match="X-Lark-Request-Timestamp cannot be read"):
        admit(LARK, [LARK_SECRET], Call(body=b"{}", headers=headers), LARK_TIME)


def test_an_open_question_is_not_answered_where_no_token_tells_who_asks() -> None:
    question = b'{"type": "url_verification", "challenge": "x", "token": ""}'
    with pytest.raises(BadSignature):
        admit(LARK, ["key"], Call(body=question, headers={}), 0)


def test_a_sender_of_cloudevents_may_ask_whether_it_may_send() -> None:
    asked = Call(body=b"", headers={"webhook-request-origin": "events.example"}, method="OPTIONS")
    leave = answer_to_preflight(asked)
    assert leave is not None
    assert leave.headers["WebHook-Allowed-Origin"] == "events.example"
    assert answer_to_preflight(Call(body=b"", headers={}, method="OPTIONS")) is None
    assert answer_to_challenge(LARK, Opened(b"{}")) is None
