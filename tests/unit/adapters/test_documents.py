"""Bodies become documents: XML and forms as expressions address them, and loose notation as it was meant."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import jmespath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.clocks import Clock, parse_zone
from adapters.documents import Form, Unreadable, is_charset, parse_document
from adapters.functions import OPTIONS
from adapters.loose import parse_loose
from schemas.instant import from_iso


@pytest.mark.parametrize(
    ("body", "document"),
    [
        ("<a>1</a>", {"a": "1"}),
        ("<a/>", {"a": None}),
        ("<a> <b>1</b> <b>2</b> <c> x </c> </a>", {"a": {"b": ["1", "2"], "c": "x"}}),
        ("<a><b/><b/><b/></a>", {"a": {"b": [None, None, None]}}),
        ('<a t="1">x</a>', {"a": {"@t": "1", "#": "x"}}),
        ('<n:a xmlns:n="urn:n" n:t="1"><n:b>1</n:b></n:a>', {"a": {"@t": "1", "b": "1"}}),
        ('<a xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><b i:nil="true"/></a>', {"a": {"b": None}}),
        ("<a><![CDATA[<&>]]>&amp;&#233;</a>", {"a": "<&>&é"}),
        ('\ufeff<?xml version="1.0" encoding="utf-8"?><a>é</a>', {"a": "é"}),
    ],
)
def test_an_element_is_its_text_or_what_is_in_it(body: str, document: object) -> None:
    assert parse_document(body.encode(), [Form.XML]) == document


def test_an_xml_body_may_say_how_it_is_encoded() -> None:
    body = '<?xml version="1.0" encoding="iso-8859-1"?><a>é</a>'.encode("latin-1")
    assert parse_document(body, [Form.XML]) == {"a": "é"}
    assert parse_document("<a>é</a>".encode("utf-16"), [Form.XML]) == {"a": "é"}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "no element"),
        (b"<a>", "not XML"),
        (b"<a></b>", "not XML"),
        (b"<a/><b/>", "not XML"),
        (b"<a>\xff</a>", "not XML"),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "not XML"),
        (b"<a>" * 101, "nested more than 100 deep"),
        (b"<!DOCTYPE a><a/>", "document type"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "document type"),
    ],
)
def test_xml_that_cannot_be_read_or_must_not_be_says_why(body: bytes, said: str) -> None:
    found = parse_document(body, [Form.XML])
    assert isinstance(found, Unreadable)
    assert said in found.reason


@pytest.mark.parametrize(
    ("body", "document"),
    [
        (b"a=1&b=x+y%C3%A9&c=", {"a": "1", "b": "x yé", "c": ""}),
        (b"a=1&a=2&a=3", {"a": ["1", "2", "3"]}),
    ],
)
def test_a_form_is_its_fields(body: bytes, document: object) -> None:
    assert parse_document(body, [Form.JSON, Form.FORM]) == document


def parts(*fields: str, end: str = "--x--\r\n") -> bytes:
    """A form in parts, each with what stands behind ``form-data``, and its value."""
    return ("".join(f"--x\r\nContent-Disposition: form-data; {field}\r\n" for field in fields) + end).encode()


def test_a_form_in_parts_is_its_fields_without_the_files() -> None:
    body = parts(
        'name="id"\r\n\r\n7',
        'name="état"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nprêt\r\n--y\r\n',
        'name="photo"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n\x00',
        'name="id"\r\n\r\n8',
        "of=no name\r\n\r\n9",
    )
    assert parse_document(body, [Form.JSON, Form.FORM]) == {"id": ["7", "8"], "état": "prêt\r\n--y\r\n"}
    assert parse_document(parts('name="a"\r\n\r\ngeprüft').decode().encode("cp1252"), [Form.FORM], "cp1252") == {
        "a": "geprüft"
    }


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (parts('name="id"\r\n\r\n7', end=""), "cut off"),
        (parts(*['name="a"\r\n\r\n1'] * 1_001), "more than 1000"),
        (b"--", "cut off"),
        (b"--x\r\n", "cut off"),
        (parts('name="id"\r\n\r\n7').replace(b"7", b"\xff"), "not UTF-8"),
    ],
)
def test_a_form_whose_parts_cannot_be_read_says_so(body: bytes, said: str) -> None:
    found = parse_document(body, [Form.FORM])
    assert isinstance(found, Unreadable)
    assert said in found.reason


@given(st.lists(st.sampled_from([b"--", b"x", b"\r\n", b'; name="a"', b"\r\n\r\n", b"\xff"])))
def test_no_form_in_parts_makes_the_reader_fail(pieces: list[bytes]) -> None:
    parse_document(b"--" + b"".join(pieces), [Form.FORM])


def test_a_body_may_be_encoded_as_its_manifest_says() -> None:
    form = "zustand=geprüft&b=gepr%FCft".encode("windows-1252")
    assert parse_document(form, [Form.FORM], "windows-1252") == {"zustand": "geprüft", "b": "geprüft"}
    assert parse_document('{"状态": "完成"}'.encode("gb18030"), [Form.JSON], "gb18030") == {"状态": "完成"}


@pytest.mark.parametrize("body", [b"zustand=gepr%FCft", b"zustand=gepr\xfcft", b'{"zustand": "gepr\xfcft"}'])
def test_a_byte_that_the_encoding_does_not_know_is_no_word_but_a_fault(body: bytes) -> None:
    found = parse_document(body, [Form.FORM, Form.JSON])
    assert isinstance(found, Unreadable)
    assert "not UTF-8" in found.reason
    assert "charset" in found.reason


@pytest.mark.parametrize("name", ["windows-1252", "iso-8859-1", "gb18030", "gbk", "shift_jis", "UTF-8"])
def test_an_encoding_that_keeps_the_signs_of_ascii_can_be_named(name: str) -> None:
    assert is_charset(name)


@pytest.mark.parametrize("name", ["", "klingon", "utf-16", "hex", "rot13", "idna", "punycode", "undefined", "a\x00"])
def test_what_is_no_encoding_or_none_for_text_cannot(name: str) -> None:
    assert not is_charset(name)


@pytest.mark.parametrize("body", [b"nothing", b"&", b"\xff=1", b"&".join([b"a=1"] * 1_001)])
def test_what_is_no_form_says_so(body: bytes) -> None:
    assert isinstance(parse_document(body, [Form.FORM]), Unreadable)


def test_of_several_forms_the_first_character_chooses() -> None:
    both = [Form.JSON, Form.XML]
    assert parse_document(b' {"a": 1}', both) == {"a": 1}
    assert parse_document(b" <a>1</a>", both) == {"a": "1"}
    assert isinstance(parse_document(b"a=1", both), Unreadable)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{status:{from:4,to:6}}", {"status": {"from": "4", "to": "6"}}),
        ("{ticket_action:created}", {"ticket_action": "created"}),
        ('{ "a" : "x, y" , b: [1, two words, {}], c: [] }', {"a": "x, y", "b": ["1", "two words", {}], "c": []}),
        ("{url:'a:b'}", {"url": "a:b"}),
        ("word", "word"),
    ],
)
def test_loose_notation_needs_no_quotes(text: str, value: object) -> None:
    assert parse_loose(text) == value


@pytest.mark.parametrize(
    "text", ["", "{", "{a}", "{a:}", "{a:1", "{a:1]", "[1,]", "{a:1}}", "{:1}", '{a:"x}', "[" * 40]
)
def test_loose_notation_that_is_broken_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        parse_loose(text)


@given(st.text(alphabet="{}[]:,\"' ab1", max_size=60))
def test_loose_notation_is_a_value_or_a_clear_refusal(text: str) -> None:
    with suppress(ValueError):
        json.dumps(parse_loose(text))


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("json(t)", {"a": 1}),
        ("json(n)", None),
        ("json('{')", None),
        ("loose('{a:{b:2}}').a.b", "2"),
        ("loose(missing).a", None),
        ("split('zen:ticket:47', ':')[-1]", "47"),
        ("split(n, ':')", None),
        ("split('a', '')", None),
        ("first('0019000001KwyWtAAJ', `15`)", "0019000001KwyWt"),
        ("first(n, `15`)", None),
        ("lower('DONE')", "done"),
        ("lower(n)", None),
        ("uid('Re: [SRV-20260126-00872-A9F] dark')", "SRV-20260126-00872-A9F"),
        ("uid('XSRV-20260126-00872-A9F-')", "XSRV-20260126-00872-A9F"),
        ("uid('drupal_sub_79588')", None),
        ("uid(n)", None),
        (
            "flags({REL: 'X', CNF: '', DLV: `true`, PRT: `1`, ONE: 'x', NO: 'false', OBJECT: `{}`})",
            ["REL", "DLV", "PRT", "ONE"],
        ),
        ("flags(missing)", []),
    ],
)
def test_a_function_of_the_hub_finds_its_value_or_nothing(expression: str, value: Any) -> None:
    document = {"t": '{"a": 1}', "n": 5}
    assert jmespath.compile(expression).search(document, OPTIONS) == value


@pytest.mark.parametrize(
    ("at", "form", "expected"),
    [
        ("2012-11-29T11:58:25.3149559+01:00", "iso", "2012-11-29T10:58:25.314955Z"),
        ("2009-12-10T17:14:16.0Z", "iso", "2009-12-10T17:14:16Z"),
        ("2019-02-15T19:14:22.002-0800", "iso", "2019-02-16T03:14:22.002Z"),
        ("2026-01-26T09:30:00.123456789Z", "iso", "2026-01-26T09:30:00.123456Z"),
        ("/Date(1769419800000)/", "odata", "2026-01-26T09:30:00Z"),
        ("/Date(1769419800000+0060)/", "odata", "2026-01-26T09:30:00Z"),
        ("/Date(1769385600000)/PT17H30M05S", "odata", "2026-01-26T09:30:05Z"),
        ("/Date(1769385600000)/PT17H", "odata", "2026-01-26T09:00:00Z"),
        (1769419800, "unix", "2026-01-26T09:30:00Z"),
        ("1769419800123", "unix", "2026-01-26T09:30:00.123Z"),
        (1769419800123456, "unix", "2026-01-26T09:30:00.123456Z"),
        (1769419800123456789, "unix", "2026-01-26T09:30:00.123456Z"),
        ("2026-01-26T10:30:00.5+01:00[Europe/Berlin]", "iso", "2026-01-26T09:30:00.5Z"),
        ("2026-01-26T09:30:00Z[UTC]", "iso", "2026-01-26T09:30:00Z"),
        ("2026-01-26T10:30:00 Europe/Berlin", "iso", "2026-01-26T09:30:00Z"),
        ("26.07.2026 11:30 [Europe/Berlin]", "%d.%m.%Y %H:%M", "2026-07-26T09:30:00Z"),
        ("26/Jan/2026 17:30", "%d/%b/%Y %H:%M", "2026-01-26T09:30:00Z"),
        ("26.01.2026 17:30 [Mon]", "%d.%m.%Y %H:%M [%a]", "2026-01-26T09:30:00Z"),
        ("Mon Jan 26 17:30:00 CST 2026", "%a %b %d %H:%M:%S CST %Y", "2026-01-26T09:30:00Z"),
    ],
)
def test_times_as_vendors_write_them(at: object, form: str, expected: str) -> None:
    assert Clock((form,), parse_zone("Asia/Shanghai")).read(at) == from_iso(expected)


@pytest.mark.parametrize("name", ["Mars/Olympus", "etc", "-/-", "Europe", ""])
def test_a_time_in_a_zone_that_there_is_not_is_no_time(name: str) -> None:
    with pytest.raises(ValueError, match="is not ISO 8601"):
        Clock().read(f"2026-01-26T10:30:00[{name}]")


@pytest.mark.parametrize(
    "at", ["/Date(x)/", "/Date(1)", "Date(1)", "/Date(99999999999999999)/", "/Date(-1)/", "2026-01-26"]
)
def test_a_date_of_odata_that_is_none_is_refused(at: str) -> None:
    with pytest.raises(ValueError, match="time"):
        Clock(("odata",)).read(at)


def test_the_forms_of_a_clock_are_tried_in_turn() -> None:
    clock = Clock(("unix-ms", "odata", "iso"))
    assert {clock.read(at) for at in (1769419800000, "/Date(1769419800000)/", "2026-01-26T09:30:00Z")} == {
        from_iso("2026-01-26T09:30:00Z")
    }
    with pytest.raises(ValueError, match="ISO 8601"):
        clock.read("soon")
