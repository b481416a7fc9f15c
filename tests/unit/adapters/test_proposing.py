"""A first manifest, proposed from one body."""

from __future__ import annotations

import json
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.declarative import Reading, read
from adapters.documents import Form
from adapters.manifest import parse_manifest
from adapters.proposing import manifest_of, others, propose
from adapters.time_forms import forms_of_time
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
        ({"a'''b": {"status": "x"}}, {"status": "\"a'''b\".status"}),
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
    told = text.replace("# [handshake]", "[handshake]").replace('# word = "challenge"', 'word = "challenge"')
    assert parse_manifest(told, "servo.toml").handshake is not None


def test_an_xml_body_is_proposed_from_alike() -> None:
    document = parse_xml(b"<order xmlns='urn:x'><id>7</id><state>Open</state></order>")
    text = manifest_of("servo", propose(document), form=Form.XML)
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


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (
            {"issue": {"id": 3, "state": "open", "text": f"See {UID}, line 4"}, "labels": [{"title": "a"}]},
            {"uid": "uid(issue.text)", "native_id": "issue.id", "status": "issue.state"},
        ),
        (
            {"auftrag": "4711", "zustand": "fertig", "gebucht": "26.01.2026 09:33:05"},
            {
                "native_id": "auftrag",
                "status": "zustand",
                "occurred_at": "gebucht",
                "at_format": "%d.%m.%Y %H:%M:%S",
            },
        ),
        (
            {"data": {"STATUS": "Offen", "ID": "A-1", "geändert": "20260126093305"}},
            {
                "native_id": "data.ID",
                "status": "data.STATUS",
                "occurred_at": "data.geändert",
                "at_format": "%Y%m%d%H%M%S",
            },
        ),
        (
            {"params": {"jobs": [{"job": 7, "stage": "RUN"}], "tags": [{"tag": "x"}]}},
            {"reports": "params.jobs", "native_id": "job", "status": "stage"},
        ),
        (
            {"lines": [{"line": "L4", "jobs": [{"job": 7, "stage": "RUN"}]}]},
            {"reports": "pairs(lines, 'jobs')", "native_id": "inner.job", "status": "inner.stage"},
        ),
        (
            {
                "id": "L-42",
                "fields": [{"name": "Prio", "value": {"name": "2"}}, {"name": "State", "value": {"name": "On"}}],
            },
            {"native_id": "id", "status": "fields[?name == 'State'].value.name | [0]"},
        ),
        (
            {"status": "ok", "count": 1, "data": {"items": [{"ticketNo": "T1", "ticketStatus": "OPEN"}]}},
            {"reports": "data.items", "native_id": "ticketNo", "status": "ticketStatus"},
        ),
        (
            {"event": "x", "payload": '{"order": {"id": 77, "state": "Released"}}'},
            {"unwrap": "json(payload)", "native_id": "order.id", "status": "order.state"},
        ),
        (
            {
                "message": {
                    "data": "eyJvcmRlciI6IHsiaWQiOiA3NywgInN0YXRlIjogIlJlbGVhc2VkIn19",
                    "messageId": "1357900001",
                }
            },
            {"unwrap": "json(base64(message.data))", "native_id": "order.id", "status": "order.state"},
        ),
        (
            {"event": {"id": "e-00000017", "key": "T1", "state": "Done"}},
            {"native_id": "event.key", "status": "event.state", "delivery_id": "event.id"},
        ),
        (
            {
                "event": {"key": "T1", "state": "Done", "subscriptionId": "73759690"},
                "message": {"text": "T1 of line 12"},
            },
            {"native_id": "event.key", "status": "event.state"},
        ),
        ({"id": 7, "state": "Done", "message": "Task 000007 done"}, {"native_id": "id", "status": "state"}),
        ({"id": 7, "tags": [{"key": "line", "colour": "red"}]}, {"native_id": "id"}),
        ({"hits": [{"id": 7, "colour": "red"}]}, {"reports": "hits", "native_id": "id"}),
        ({"id": 1, "状态": "完成", "event": "updated"}, {"native_id": "id", "status": "状态"}),
        (
            {"id": 1, "status": "x", "delivery": "d-00000017"},
            {"native_id": "id", "status": "status", "delivery_id": "delivery"},
        ),
        (
            {
                "webhookId": "000042e3-d123-4980",
                "updatedFrom": {"stateId": "s-1", "updatedAt": "2026-01-26T09:00:00Z"},
                "actor": {"id": "u-1", "name": "Mei"},
                "data": {"id": "2a9d0f4e", "identifier": "OPS-41", "state": {"id": "s-2", "name": "Doing"}},
                "createdAt": "2026-01-26T09:33:05Z",
            },
            {
                "native_id": "data.identifier",
                "status": "data.state.name",
                "occurred_at": "createdAt",
                "actor": "actor.name",
            },
        ),
        ({"id": 7, "statusId": 30, "status": "Doing"}, {"native_id": "id", "status": "status"}),
        ({"id": 7, "statusId": 30}, {"native_id": "id", "status": "statusId"}),
        (
            {"id": 7, "items": [{"field": "status", "from": "1", "to": "3"}]},
            {"native_id": "id", "status": "items[?field == 'status'].to | [0]"},
        ),
    ],
)
def test_fields_are_found_in_bodies_of_every_kind(document: object, expected: dict[str, str]) -> None:
    assert {key: expression.replace('"', "") for key, expression in found(document).items()} == expected


def test_an_xml_body_of_several_reports_is_split_also_when_it_holds_one() -> None:
    ticket = '<ticket id="{}"><state>UP</state><since>1769419985000</since></ticket>'
    body = f'<export source="w">{ticket.format("W-1")}{ticket.format("W-2")}</export>'.encode()
    document = parse_xml(body)
    proposals = propose(document, Form.XML)
    text = manifest_of("watch", proposals, others(document, proposals, Form.XML), Form.XML)
    assert "native_id = '\"@id\"'   # W-1" in text
    assert '#   body:export."@source": w' in text
    manifest = parse_manifest(text, "watch.toml")
    for sent, ids in ((body, ["W-1", "W-2"]), (f"<export>{ticket.format('W-3')}</export>".encode(), ["W-3"])):
        reading = read(manifest, sent, {}, 0)
        assert isinstance(reading, Reading)
        assert [report.native_id for report in reading.reports] == ids
        assert {report.occurred_at for report in reading.reports} == {1769419985000000}


def test_an_xml_body_with_elements_that_have_names_is_read_also_when_it_holds_one_of_them() -> None:
    extra = "<x:Ext key='{}'>{}</x:Ext>"
    order = "<x:Event xmlns:x='urn:x'><x:Order no='0047'>{}<x:State>40</x:State></x:Order></x:Event>"
    body = order.format(extra.format("Prio", "2") + extra.format("UID", UID)).encode()
    document = parse_xml(body)
    text = manifest_of("servo", propose(document, Form.XML), form=Form.XML)
    assert """uid = '''to_array(Event.Order.Ext)[?"@key" == 'UID']."#" | [0]'''   # SRV-""" in text
    manifest = parse_manifest(text, "servo.toml")
    for sent, uid in ((body, UID), (order.format(extra.format("UID", UID)).encode(), UID), (order.encode(), "")):
        reading = read(manifest, sent, {}, 0)
        assert isinstance(reading, Reading)
        assert [(report.uid, report.native_id, report.native_status) for report in reading.reports] == [
            (uid, "0047", "40")
        ]


def test_what_else_a_body_holds_stands_beside_the_proposals() -> None:
    document = {"id": 7, "state": "open", "kind": "is\nsue", "labels": [{"title": "a"}, {"title": "b"}]}
    proposals = propose(document)
    rest = others(document, proposals)
    assert [leaf.path for leaf in rest] == ["kind", "labels[0].title"]
    text = manifest_of("servo", proposals, rest)
    assert "#   kind: is sue\n#   labels[0].title: a\n" in text
    many = {"id": 7, "state": "open"} | {f"field{number}": number for number in range(50)}
    assert "#   and 10 more\n" in manifest_of("servo", propose(many), others(many, propose(many)))


def test_of_a_list_without_names_a_few_places_are_shown() -> None:
    document = {"rows": [["A-17", "UP", {"t": 1}], ["A-18", "DOWN", {"t": 2}]], "tags": [str(n) for n in range(9)]}
    paths = [leaf.path for leaf in others(document, [])]
    assert paths[:4] == ["rows[0][0]", "rows[0][1]", "rows[0][2].t", "rows[1][0]"]
    assert paths[-1] == "tags[4]"


@pytest.mark.parametrize(
    ("value", "forms"),
    [
        ("2026-01-26 09:33:05 UTC", ["iso"]),
        ("2026-01-26T09:33:05.123+0100", ["iso"]),
        ("/Date(1769419800000)/", ["odata"]),
        (1769419800, ["unix-s"]),
        ("1769419800123", ["unix-ms"]),
        ("20260126093305", ["%Y%m%d%H%M%S"]),
        ("20260126093305Z", ["%Y%m%d%H%M%S%z"]),
        ("26.01.26 09:33", ["%d.%m.%y %H:%M"]),
        ("2026.01.26 09:33:05", ["%Y.%m.%d %H:%M:%S"]),
        ("2026/01/26 09:33:05.123", ["%Y/%m/%d %H:%M:%S.%f"]),
        ("26-Jan-2026 09:33:05", ["%d-%b-%Y %H:%M:%S"]),
        ("26-JAN-2026 09:33:05 PM", ["%d-%b-%Y %I:%M:%S %p"]),
        ("Jan 26, 2026 9:33 AM", ["%b %d, %Y %I:%M %p"]),
        ("26.1.2026 09:33", ["%d.%m.%Y %H:%M"]),
        ("26/01/2026 09:33", ["%d/%m/%Y %H:%M"]),
        ("03/04/2026 09:33", ["%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M"]),
        ("01/26/2026 9:33:05 PM", ["%m/%d/%Y %I:%M:%S %p"]),
        ("2026年01月26日 09:33", ["%Y年%m月%d日 %H:%M"]),
        ("Mon, 26 Jan 2026 09:33:05 GMT", ["%a, %d %b %Y %H:%M:%S %Z"]),
        ("26.01.2026", []),
        ("2026-13-26 09:33:05", []),
        ("soon", []),
        (7, []),
        (True, []),
    ],
)
def test_the_form_of_a_time_is_known_by_its_look(value: object, forms: list[str]) -> None:
    assert forms_of_time(value) == forms


def test_what_is_proposed_for_fields_by_name_and_documents_inside_reads_the_body() -> None:
    fields = [{"name": "Prio", "value": "2"}, {"name": "State", "value": "On"}]
    body = json.dumps({"payload": json.dumps({"id": 7, "fields": fields})}).encode()
    proposals = propose(json.loads(body))
    reading = read(parse_manifest(manifest_of("servo", proposals), "servo.toml"), body, {}, 0)
    assert isinstance(reading, Reading)
    assert [(report.native_id, report.native_status) for report in reading.reports] == [("7", "On")]
    assert next(leaf.path for leaf in others(json.loads(body), proposals)) == "fields[0].name"


@given(JSON)
def test_whatever_the_body_is_what_else_it_holds_can_stand_in_a_manifest(document: object) -> None:
    for form in Form:
        proposals = propose(document, form)
        tomllib.loads(manifest_of("servo", proposals, others(document, proposals, form), form))
