"""Secrets in what a system sent are not shown; all else is."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.application.redaction import HIDDEN, legible_headers, redacted


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ('{"status": "Done", "password": "hunter2"}', '{"status": "Done", "password": "***"}'),
        ('{"apiKey":"k-1","n":1}', '{"apiKey":"***","n":1}'),
        ('{"auth_token": 12345, "id": 7}', '{"auth_token": "***", "id": 7}'),
        (r'{"secret": "a\"b", "id": 7}', '{"secret": "***", "id": 7}'),
        ('{"secret": null}', '{"secret": null}'),
        ('{"secret": "cut o', '{"secret": "***"'),
        ("<SessionId>00D5</SessionId><Status>New</Status>", "<SessionId>***</SessionId><Status>New</Status>"),
        ('<n:Password type="x">p</n:Password>', '<n:Password type="x">***</n:Password>'),
        ("token=abc&status=open", "token=***&status=open"),
        ("status=open&client_secret=abc", "status=open&client_secret=***"),
        ('{"header": "Bearer abcdefgh12345"}', '{"header": "Bearer ***"}'),
        ('{"passenger_note": "ok"}', '{"passenger_note": "ok"}'),
        ('{"status": "token expired"}', '{"status": "token expired"}'),
    ],
)
def test_the_values_of_secrets_are_hidden(sent: str, shown: str) -> None:
    assert redacted(sent) == shown


@given(st.dictionaries(st.sampled_from(["id", "status", "at", "note"]), st.text() | st.integers() | st.none()))
def test_what_is_no_secret_is_shown_as_it_came(content: dict[str, object]) -> None:
    text = json.dumps(content)
    if "earer" not in text and "asic" not in text.lower():
        assert json.loads(redacted(text)) == content


@given(st.text(min_size=1))
def test_a_secret_of_any_form_is_hidden_and_the_rest_stays_json(secret: str) -> None:
    content = {"id": 1, "db_password": secret, "status": "Done"}
    assert json.loads(redacted(json.dumps(content))) == {"id": 1, "db_password": HIDDEN, "status": "Done"}


def test_a_body_that_is_made_to_be_slow_is_not() -> None:
    began = time.perf_counter()
    redacted("<" + "a" * 30_000 + '"' + "x-" * 15_000 + "=" + "&" * 4_000)
    assert time.perf_counter() - began < 2


def test_of_headers_those_that_are_secret_are_hidden() -> None:
    sent = {
        "ce-id": "17",
        "x-api-key": "k-1",
        "X-Auth-Token": "t",
        "x-forwarded": "Bearer abcdefgh12345",
        "x-tokens": "",
    }
    shown = {"ce-id": "17", "x-api-key": "***", "X-Auth-Token": "***", "x-forwarded": "Bearer ***", "x-tokens": "***"}
    assert legible_headers(sent) == shown
