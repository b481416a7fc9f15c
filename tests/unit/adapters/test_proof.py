"""What is said of a proof at hand: it holds, it is wrong, or it is only too old."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.calls import Call
from adapters.manifest import Manifest, parse_manifest
from adapters.proof import Proof, prove
from schemas.instant import MINUTE, SECOND, Instant
from tests.unit.cli.conftest import Run, run

__all__ = ["run"]

BODY = b'{"id": "7", "state": "done"}'
SIGNED: Instant = 1_769_419_800 * SECOND
HMAC = """system = "fax"
[webhook]
native_id = "id"
status = "state"
[auth]
kind = "hmac-sha256"
header = "X-Sign"
signs = "{timestamp}.{body}"
timestamp = "X-Time"
tolerance = 60
"""
STANDARD = HMAC.partition("[auth]")[0] + '[auth]\nkind = "standard-webhooks"\n'
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def of_hmac(secret: str = SECRET) -> dict[str, str]:
    signed = b"1769419800." + BODY
    return {"x-time": "1769419800", "x-sign": hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}


def of_standard(secret: str = SECRET) -> dict[str, str]:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signature = base64.b64encode(hmac.digest(key, b"m1.1769419800." + BODY, "sha256")).decode()
    return {"webhook-id": "m1", "webhook-timestamp": "1769419800", "webhook-signature": f"v1,{signature}"}


Sign = Callable[..., dict[str, str]]
CASES = [(parse_manifest(HMAC, "fax.toml"), of_hmac), (parse_manifest(STANDARD, "fax.toml"), of_standard)]
KINDS = ["hmac", "standard"]


def tried(manifest: Manifest, headers: dict[str, str], now: Instant) -> Proof:
    return prove(manifest, [SECRET], Call(body=BODY, headers=headers), now, shown=True)[0]


@pytest.mark.parametrize(("manifest", "sign"), CASES, ids=KINDS)
def test_a_fresh_signature_that_is_right_holds(manifest: Manifest, sign: Sign) -> None:
    proof = tried(manifest, sign(), SIGNED + 30 * SECOND)
    assert (proof.holds, proof.aged, proof.said) == (True, False, "it holds")


@pytest.mark.parametrize("off", [-MINUTE * 6, MINUTE * 6, MINUTE * 60 * 24 * 365])
@pytest.mark.parametrize(("manifest", "sign"), CASES, ids=KINDS)
def test_a_signature_that_is_right_but_for_its_age_is_told_so_with_the_cure(
    manifest: Manifest, sign: Sign, off: int
) -> None:
    proof = tried(manifest, sign(), SIGNED + off)
    assert (proof.holds, proof.aged) == (True, True)
    is_hmac = manifest is CASES[0][0]
    for words in ("2026-01-26T09:30:00Z", "clock", "60 seconds" if is_hmac else "300 seconds"):
        assert words in proof.said
    assert ("larger tolerance" in proof.said) is is_hmac


@pytest.mark.parametrize("off", [0, MINUTE * 60])
@pytest.mark.parametrize(("manifest", "sign"), CASES, ids=KINDS)
def test_a_wrong_signature_is_told_so_however_old_it_is(manifest: Manifest, sign: Sign, off: int) -> None:
    proof = tried(manifest, sign("whsec_bmV3"), SIGNED + off)
    assert (proof.holds, proof.aged) == (False, False)
    assert "fits the body" in proof.said or "does not fit" in proof.said
    assert ("too old as well" in proof.said) is bool(off)


@pytest.mark.parametrize("time", ["", "soon"])
def test_a_signature_without_a_time_that_can_be_read_is_refused(time: str) -> None:
    proof = tried(CASES[0][0], {**of_hmac(), "x-time": time}, SIGNED)
    assert (proof.holds, proof.aged) == (False, False)
    assert "X-Time" in proof.said


def test_a_recorded_body_with_its_headers_is_tried_on_the_command_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "fax.toml").write_text(HMAC + "\n", "utf-8")
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "fax.toml").write_text('[mapping.fax]\n"done" = "Resolved"\n', "utf-8")
    (tmp_path / "body.json").write_bytes(BODY)
    monkeypatch.setenv("STATUSHUB_SECRET_FAX", SECRET)
    given = [word for name, value in of_hmac().items() for word in ("--header", f"{name}: {value}")]
    places = ["--system", "fax", "--adapters", "site", "--mappings", "words", "--json"]

    done = run("adapters", "try", "body.json", *places, *given)

    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["proof"]["aged"] is True


@pytest.mark.parametrize(
    ("more", "holds"),
    [
        ([], None),
        (["--header", "X-Delivery: d-1"], None),
        (["--query", "key=s3cret"], True),
        (["--query", "?a=1&key=s3cret"], True),
        (["--query", "key=other"], False),
        (["--query", "a=1"], False),
    ],
)
def test_a_proof_in_the_address_is_tried_on_the_command_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: list[str], holds: bool | None
) -> None:
    auth = '[auth]\nkind = "query"\nquery = "key"\n'
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "mes.toml").write_text(HMAC.partition("[auth]")[0].replace("fax", "mes") + auth, "utf-8")
    (tmp_path / "body.json").write_text('{"id": "7", "state": "DONE"}')
    monkeypatch.setenv("STATUSHUB_SECRET_MES", "s3cret")

    done = run("adapters", "try", "body.json", "--system", "mes", "--adapters", "site", "--json", *more)

    proof = json.loads(done.stdout)["proof"]
    assert (proof["holds"], "query of the address" in proof["said"]) == (holds, holds is None)
