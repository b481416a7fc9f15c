"""Secrets that are shown: the right one opens, and nothing like it does."""

from __future__ import annotations

import base64

import pytest

from adapters.manifest import Manifest, parse_manifest
from adapters.proof import by_line
from adapters.signatures import BadSignature, Call, admit
from hub.settings import webhook_secrets


def manifest(auth: str) -> Manifest:
    return parse_manifest(f'system = "fax"\n[auth]\n{auth}', "adapter.toml")


def basic(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


BASIC, BEARER = manifest('kind = "basic"'), manifest('kind = "bearer"')
HEADER = manifest('kind = "header"\nheader = "X-Token"')
SPLUNK = manifest('kind = "header"\nheader = "Authorization"\nprefix = "GenieKey "')
QUERY = manifest('kind = "query"\nquery = "code"')
MTLS = manifest('kind = "mtls"\nheader = "X-Client-Subject"')
URL = "https://hub.example/webhooks/fax"


@pytest.mark.parametrize(
    ("profile", "secret", "good", "bad"),
    [
        (
            BASIC,
            "glpi:påss",
            [{"authorization": f"Basic {basic('glpi:påss')}"}, {"authorization": f"basic {basic('glpi:påss')}"}],
            [
                {"authorization": f"Basic {basic('glpi:pass')}"},
                {"authorization": "Basic !"},
                {"authorization": "Basic /w=="},
                {"authorization": "Bearer glpi:påss"},
            ],
        ),
        (
            BEARER,
            "t0ken",
            [{"authorization": "Bearer t0ken"}],
            [{"authorization": "Bearer t0ke"}, {"authorization": "t0ken"}, {"authorization": "Bearer "}],
        ),
        (HEADER, "t0ken", [{"x-token": "t0ken"}], [{"x-token": "t0ken1"}, {"x-token": ""}]),
        (SPLUNK, "k", [{"authorization": "GenieKey k"}], [{"authorization": "k"}, {"authorization": "GenieKey "}]),
        (MTLS, "CN=press-3", [{"x-client-subject": "CN=press-3"}], [{"x-client-subject": "CN=press-4"}]),
    ],
    ids=["basic", "bearer", "header", "header with a prefix", "mtls"],
)
def test_what_is_shown_in_a_header(
    profile: Manifest, secret: str, good: list[dict[str, str]], bad: list[dict[str, str]]
) -> None:
    for headers in good:
        admit(profile, ["old", secret], Call(body=b"", headers=headers), 0)
    for headers in [*bad, {}]:
        with pytest.raises(BadSignature):
            admit(profile, ["old", secret], Call(body=b"", headers=headers), 0)


@pytest.mark.parametrize("between", [" ", "\n"])
def test_a_secret_that_holds_spaces_is_one_secret_and_no_part_of_it_lets_anybody_in(between: str) -> None:
    whole = "CN=proxy.example,O=Example, Inc.,L=San Francisco,C=US"
    environment = {"STATUSHUB_SECRET_FAX": f"CN=old\n{whole}\n", "STATUSHUB_SECRET_CRM": f"one{between}two"}
    secrets = webhook_secrets(environment, by_line=by_line({"fax": MTLS, "crm": BEARER}))
    assert secrets == {"fax": ("CN=old", whole), "crm": ("one", "two")}
    admit(MTLS, secrets["fax"], Call(body=b"", headers={"x-client-subject": whole}), 0)
    for part in whole.split():
        with pytest.raises(BadSignature):
            admit(MTLS, secrets["fax"], Call(body=b"", headers={"x-client-subject": part}), 0)


@pytest.mark.parametrize(
    ("url", "holds"),
    [
        (f"{URL}?code=a%2Bb", True),
        (f"{URL}?x=1&code=a%2Bb", True),
        (f"{URL}?code=a+b", False),
        (f"{URL}?Code=a%2Bb", False),
        (f"{URL}?code=&code=a%2Bb", False),
        (URL, False),
        ("", False),
        (f"{URL}?" + "&".join(["code=a%2Bb"] * 101), False),
        ("http://[", False),
    ],
)
def test_what_is_shown_in_the_address(url: str, holds: bool) -> None:
    call = Call(body=b"", headers={}, url=url)
    if holds:
        admit(QUERY, ["a+b"], call, 0)
        return
    with pytest.raises(BadSignature, match="parameter code"):
        admit(QUERY, ["a+b"], call, 0)


@pytest.mark.parametrize("profile", [BASIC, BEARER, HEADER, QUERY, MTLS])
def test_without_a_secret_nothing_holds(profile: Manifest) -> None:
    with pytest.raises(BadSignature, match="STATUSHUB_SECRET_FAX"):
        admit(profile, [], Call(body=b"", headers={"x-token": "", "authorization": "Bearer "}), 0)


@pytest.mark.parametrize("profile", [BASIC, BEARER, HEADER, QUERY, MTLS])
def test_an_empty_secret_opens_nothing(profile: Manifest) -> None:
    shown = {"x-token": "", "authorization": "Bearer ", "x-client-subject": ""}
    with pytest.raises(BadSignature):
        admit(profile, [""], Call(body=b"", headers=shown, url=f"{URL}?code="), 0)
