"""An adapter from its manifest alone: what it reads, and what it will not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.declarative import Reading, Unreadable, read
from adapters.fields import MARK
from adapters.manifest import Manifest, parse_manifest
from schemas.instant import from_iso
from schemas.report import Report

NOW = from_iso("2026-01-26T09:30:00Z")


def manifest(**profile: str) -> Manifest:
    fields = {"native_id": "id", "status": "state"} | profile
    lines = "\n".join(f"{name} = {json.dumps(value)}" for name, value in fields.items())
    return parse_manifest(f'system = "fax"\nzone = "Asia/Shanghai"\n[webhook]\n{lines}', "fax.toml")


def one(body: Any, /, headers: dict[str, str] | None = None, **profile: str) -> Report:
    found = read(manifest(**profile), json.dumps({"id": "F-1", "state": "Open"} | body).encode(), headers or {}, NOW)
    assert isinstance(found, Reading), found
    [report] = found.reports
    return report


def reason(body: Any, /, **profile: str) -> str:
    found = read(manifest(**profile), json.dumps(body).encode(), {}, NOW)
    assert isinstance(found, Unreadable), found
    return found.reason


@pytest.mark.parametrize(
    ("at", "form", "expected"),
    [
        ("2026-01-26T09:30:00Z", "iso", "2026-01-26T09:30:00Z"),
        ("2026-01-26 17:30:00", "iso", "2026-01-26T09:30:00Z"),
        ("2026-01-26T10:30:00.123456789+0100", "iso", "2026-01-26T09:30:00.123456Z"),
        (1769419800, "unix-s", "2026-01-26T09:30:00Z"),
        (1769419800.25, "unix-s", "2026-01-26T09:30:00.250Z"),
        ("1769419800.000001", "unix-s", "2026-01-26T09:30:00.000001Z"),
        (1769419800123, "unix-ms", "2026-01-26T09:30:00.123Z"),
        ("1769419800123456", "unix-us", "2026-01-26T09:30:00.123456Z"),
        (1769419800123456789, "unix-ns", "2026-01-26T09:30:00.123456Z"),
        ("26.01.2026 17:30", "%d.%m.%Y %H:%M", "2026-01-26T09:30:00Z"),
        ("26/Jan/2026:09:30:00 +0000", "%d/%b/%Y:%H:%M:%S %z", "2026-01-26T09:30:00Z"),
        ("2026-01-26 09:30:00 UTC", "iso", "2026-01-26T09:30:00Z"),
        ("2026-01-26T09:30:00.5GMT", "iso", "2026-01-26T09:30:00.500Z"),
        ("Mon, 26 Jan 2026 09:30:00 GMT", "%a, %d %b %Y %H:%M:%S %Z", "2026-01-26T09:30:00Z"),
        ("26.01.2026 09:30 UTC", "%d.%m.%Y %H:%M UTC", "2026-01-26T09:30:00Z"),
    ],
)
def test_times_are_read_as_the_manifest_says(at: object, form: str, expected: str) -> None:
    report = one({"at": at}, occurred_at="at", at_format=form)
    assert report.occurred_at == from_iso(expected)


@pytest.mark.parametrize(
    ("at", "form"),
    [
        ("soon", "iso"),
        (5, "iso"),
        (["2026"], "iso"),
        ("2026-13-01", "iso"),
        ("UTC", "iso"),
        ("2026-01-26T09:30:00+01:00 UTC", "iso"),
        ("2" * 1_000_000, "iso"),
        ("0001-01-01T00:00:00Z", "iso"),
        ("9999-12-31T23:59:59Z", "iso"),
        ("0001-01-01T00:00:00+23:59", "iso"),
        (True, "unix-s"),
        (-1, "unix-s"),
        (1e30, "unix-s"),
        ("1e999999999", "unix-s"),
        ("NaN", "unix-s"),
        ("Infinity", "unix-ms"),
        ("9" * 60, "unix-ns"),
        ({}, "unix-s"),
        ("31.02.2026", "%d.%m.%Y"),
    ],
)
def test_a_time_that_is_none_makes_a_body_unreadable(at: object, form: str) -> None:
    assert "time" in reason({"id": "F-1", "state": "Open", "at": at}, occurred_at="at", at_format=form)


@pytest.mark.parametrize("at", [None, ""])
def test_a_time_that_is_not_given_is_left_open(at: object) -> None:
    assert one({"at": at}, occurred_at="at").occurred_at is None


def test_fields_come_from_the_report_from_the_body_around_it_and_from_headers() -> None:
    profile = manifest(reports="items", actor="body:sender", delivery_id="header:X-Delivery", event="kind")
    body = {"sender": "li.na", "items": [{"id": 1, "state": "Open", "kind": "k"}, {"id": 2, "state": "Shut"}]}
    found = read(profile, json.dumps(body).encode(), {"x-delivery": "d"}, NOW)
    assert isinstance(found, Reading)
    assert [(item.native_id, item.actor, item.delivery_id, item.event) for item in found.reports] == [
        ("1", "li.na", "d#0", "k"),
        ("2", "li.na", "d#1", ""),
    ]


def test_what_says_something_else_by_the_same_id_is_told_apart_and_what_says_the_same_is_not() -> None:
    profile = manifest(reports="items", delivery_id="d || header('webhook-id')")
    mine, others = {"id": 1, "state": "Open", "d": "own"}, [{"id": number, "state": "Open"} for number in (2, 3)]
    body = {"items": [mine, *others, mine, {"id": 5, "state": "Open", "d": "other"}]}
    found = read(profile, json.dumps(body).encode(), {"webhook-id": "m"}, NOW)
    assert isinstance(found, Reading)
    assert [item.delivery_id for item in found.reports] == ["own", "m#1", "m#2", "own", "other"]


def test_a_body_with_one_wrong_report_is_parked_as_a_whole() -> None:
    assert "no status" in reason({"items": [{"id": 1, "state": "Open"}, {"id": 2}]}, reports="items")


@pytest.mark.parametrize("items", [None, "text", {"a": 1}])
def test_reports_must_be_a_list(items: object) -> None:
    assert "no list" in reason({"items": items}, reports="items")


def test_what_is_not_about_a_status_passes_by() -> None:
    profile = manifest(only="kind == 'status'")
    passed = read(profile, b'{"kind": "comment"}', {}, NOW)
    assert passed == Reading(ignored=("`kind == 'status'` is not true of it",))
    assert read(manifest(reports="items"), b'{"items": []}', {}, NOW) == Reading()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"id": "F-1", "state": "x" * 257}, "status is 257 characters"),
        ({"id": "x" * 257, "state": "Open"}, "native_id is 257 characters"),
        ({"id": "F-1", "state": "a\x00"}, "NUL"),
        ({"id": "F\x00", "state": "Open"}, "NUL"),
        ({"id": 1.5, "state": "Open"}, "native_id is neither"),
        ({"id": True, "state": "Open"}, "native_id is neither"),
        ({"id": "F-1", "state": ["a"]}, "status is neither"),
        ({"id": "F-1", "state": " "}, "no status"),
        ({"id": " ", "state": "Open"}, "names a ticket"),
    ],
)
def test_a_field_is_bounded_and_of_its_kind(body: object, said: str) -> None:
    assert said in reason(body)


def test_a_function_that_meets_another_type_makes_the_body_unreadable() -> None:
    assert "cannot be evaluated" in reason({"id": "F-1", "state": 5}, status="join('/', state)")


@pytest.mark.parametrize("sequence", ["x", "1.5", "-", "--5", "١٢", 2**63, "9" * 5_000])
def test_a_sequence_is_a_whole_number(sequence: object) -> None:
    assert "sequence" in reason({"id": "F-1", "state": "Open", "n": sequence}, sequence="n")
    assert one({"n": "-12"}, sequence="n").sequence == one({"n": -12}, sequence="n").sequence == -12


def test_a_note_is_cut_off_with_a_mark_and_is_no_reason_to_refuse() -> None:
    note = one({"note": "x" * 1_000_000}, note="note").note
    assert len(note) == 4_000
    assert note.endswith(MARK)


def test_flags_come_as_a_list_or_with_spaces_and_stand_in_for_the_status() -> None:
    profile = {"status": "missing", "flags": "flags"}
    assert one({"flags": "REL  PCNF"}, **profile).flags == ("REL", "PCNF")
    assert one({"flags": ["REL", "PCNF"]}, **profile).native_status == "REL PCNF"
    assert "more than 64" in reason({"id": "F-1", "flags": ["F"] * 65}, **profile)


def test_a_system_without_a_profile_has_no_webhook() -> None:
    found = read(parse_manifest('system = "fax"', "fax.toml"), b"{}", {}, NOW)
    assert isinstance(found, Unreadable)
    assert "no [webhook] profile" in found.reason


@given(
    st.binary(max_size=200)
    | st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists).map(
        lambda value: json.dumps({"id": value, "state": value, "at": value, "n": value}).encode()
    )
)
def test_whatever_comes_is_read_or_said_to_be_unreadable(body: bytes) -> None:
    found = read(manifest(occurred_at="at", sequence="n", flags="n", note="at"), body, {}, NOW)
    assert isinstance(found, Reading | Unreadable)
