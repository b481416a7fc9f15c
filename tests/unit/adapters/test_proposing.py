"""A first manifest, proposed from one body."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.declarative import Reading, read
from adapters.documents import Form
from adapters.manifest import parse_manifest
from adapters.proposing import manifest_of, propose
from adapters.xml_documents import parse_xml

UID = "SRV-20260126-00872-A9F"


def found(document: object) -> dict[str, str]:
    return {each.key: each.expression for each in propose(document)}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (
            {"ticket": {"id": 7, "state": "open", "updated_at": "2026-01-26T09:30:00Z"}, "user": {"login": "ann"}},
            {
                "native_id": "ticket.id",
                "status": "ticket.state",
                "occurred_at": "ticket.updated_at",
                "actor": "user.login",
            },
        ),
        (
            [{"Key": "OPS-7", "Status": "Done", "ts": 1769419800}],
            {"reports": "@", "native_id": "Key", "status": "Status", "occurred_at": "ts", "at_format": "unix-s"},
        ),
        (
            {"items": [{"no": "1", "phase": 3, "ref": UID}]},
            {"reports": "items", "uid": "ref", "native_id": "no", "status": "phase"},
        ),
        ({"a-b": {"status": "x"}}, {"status": '"a-b".status'}),
        ({}, {}),
        ("text", {}),
    ],
)
def test_fields_are_found_by_name_and_form(document: object, expected: dict[str, str]) -> None:
    assert found(document) == expected


def test_the_manifest_is_one_and_shows_what_was_seen() -> None:
    text = manifest_of("servo", propose({"id": "A-1", "state": "open", "at": "2026-01-26T09:30:00Z"}))
    assert parse_manifest(text, "servo.toml").system == "servo"
    assert 'status = "state"   # open' in text
    assert '# uid = ""' in text


def test_an_xml_body_is_proposed_from_alike() -> None:
    document = parse_xml(b"<order xmlns='urn:x'><id>7</id><state>Open</state></order>")
    text = manifest_of("servo", propose(document), Form.XML)
    assert 'format = "xml"' in text
    assert ".state" in text or 'status = "state"' in text
    manifest = parse_manifest(text, "servo.toml")
    read_again = read(manifest, b"<order><id>7</id><state>Open</state></order>", {}, 0)
    assert isinstance(read_again, Reading)
    assert [(report.native_id, report.native_status) for report in read_again.reports] == [("7", "Open")]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
def test_whatever_the_body_is_the_manifest_can_be_read_as_toml(document: object) -> None:
    tomllib.loads(manifest_of("servo", propose(document)))
