"""Systems that ask whether somebody is there before they send: what their manifests say is said back, to anybody."""

from __future__ import annotations

import json

import pytest

from adapters.answers import Greeting, answer_to_handshake
from adapters.calls import Call
from adapters.manifest import Manifest, ManifestErrors, parse_manifest
from adapters.proof import prove
from adapters.specification import Sample, faults
from mappings.parse import parse_table
from tests.unit.adapters.test_checking import FAX

GRID = "[?kind == 'hello'].data.code | [0]"


def fax(handshake: str) -> Manifest:
    return parse_manifest(f"{FAX}kind = 'header'\nheader = 'X-Token'\n[handshake]\n{handshake}", "fax.toml")


def posted(body: object, headers: dict[str, str] | None = None, url: str = "", method: str = "POST") -> Call:
    return Call(body=json.dumps(body).encode(), headers=headers or {}, url=url, method=method)


def said(handshake: str, call: Call) -> Greeting | None:
    return answer_to_handshake(fax(handshake), call)


def test_a_word_of_the_body_is_said_back_as_text_or_in_json() -> None:
    call = posted({"type": "hello", "challenge": "k3-x"})
    assert said("word = 'challenge'", call) == Greeting(body="k3-x")
    greeting = said("word = 'challenge'\njson = 'verification'", call)
    assert greeting == Greeting(body='{"verification":"k3-x"}', content_type="application/json")


def test_a_header_is_echoed_whatever_the_body_is() -> None:
    handshake = "word = 'header:X-Hook-Secret'\nheader = 'X-Hook-Secret'"
    greeting = said(handshake, Call(body=b"", headers={"x-hook-secret": "b5-77"}))
    assert greeting == Greeting(headers={"X-Hook-Secret": "b5-77"})
    assert said(handshake, Call(body=b"", headers={})) is None


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_parameter_of_the_address_is_said_back_with_its_escapes_taken_out(method: str) -> None:
    call = posted({}, url="https://hub.example/webhooks/fax?validationToken=Is%20it%20you%3F&key=1", method=method)
    assert said("word = 'query:validationToken'", call) == Greeting(body="Is it you?")
    assert said("word = 'query:other'", call) is None


def test_a_word_is_only_found_where_its_expression_says() -> None:
    hello = [{"kind": "hello", "data": {"code": "5C1A"}}]
    assert said(f'word = "{GRID}"', posted(hello)) == Greeting(body="5C1A")
    assert said(f'word = "{GRID}"', posted([{"kind": "ticket", "data": {"code": "5C1A"}}])) is None


@pytest.mark.parametrize("word", ["", "a\r\nSet-Cookie: b=1", "ü", "x" * 1_025, 7, None, {"a": 1}])
def test_what_could_be_anything_else_is_not_said_back(word: object) -> None:
    assert said("word = 'challenge'\nheader = 'X-Echo'", posted({"challenge": word})) is None


@pytest.mark.parametrize("body", [b"", b"no json", b"[1]", b'{"challenge": "x"}'])
def test_what_cannot_be_read_is_no_question(body: bytes) -> None:
    assert said("word = 'join(`1`, challenge)'", Call(body=body, headers={})) is None


def test_without_a_word_only_a_look_at_the_address_is_answered() -> None:
    greeting = said("", posted({}, method="HEAD"))
    assert greeting == said("", posted({}, method="GET")) == Greeting()
    assert said("", posted({"challenge": "x"})) is None
    assert said("word = 'query:a'", posted({}, url="/webhooks/fax?a=b", method="OPTIONS")) is None
    assert answer_to_handshake(parse_manifest(FAX + "kind = 'bearer'", "f"), posted({}, method="HEAD")) is None


@pytest.mark.parametrize(
    ("handshake", "problem"),
    [
        ("word = 'query:'", "a query has no name"),
        ("word = 'a'\njson = 'b'\nheader = 'c'", "two ways"),
        ("json = 'b'", "which word"),
        ("word = 'a'\nheader = 'X: y'", "no name of a header"),
        ("word = 'a ~ b'", "no JMESPath"),
    ],
)
def test_a_handshake_that_cannot_work_is_named(handshake: str, problem: str) -> None:
    with pytest.raises(ManifestErrors, match=problem):
        fax(handshake)


def test_a_trial_shows_the_answer_and_reads_no_report() -> None:
    proof, body = prove(fax("word = 'challenge'"), [], posted({"challenge": "k3-x"}), 0, shown=False)
    assert (proof.holds, proof.challenge, body) == (None, "k3-x", b"")
    assert "the answer is k3-x" in proof.said
    echo = fax("word = 'challenge'\nheader = 'X-Echo'")
    assert prove(echo, [], posted({"challenge": "k3-x"}), 0, shown=False)[0].challenge == "X-Echo: k3-x"


def test_a_report_that_the_handshake_would_swallow_is_named_by_the_check() -> None:
    table = parse_table("fax", {"@version": 1, "done": "Resolved"}, "fax.toml", "")
    sample = Sample(
        headers={},
        body={"id": 7, "state": "done"},
        reports=[{"native_id": "7", "native_status": "done", "means": "Resolved"}],
    )
    assert list(faults(fax("word = 'challenge'"), table, sample)) == []
    [fault] = faults(fax("word = 'state'"), table, sample)
    assert "[handshake] takes it" in fault
