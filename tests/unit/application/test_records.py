"""Records of the topic of reports: what a gateway writes, a worker reads; what nobody should write is parked."""

from dataclasses import dataclass, replace
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.clocks import LATEST
from adapters.reading import Lookup
from adapters.registry import load_manifests
from hub.application.bodies import KEPT_BYTES, seal
from hub.application.ports import Delivery
from hub.application.records import (
    ADAPTER,
    BODY,
    HEADERS,
    RECORD,
    RECORD_BYTES,
    UNREADABLE,
    RecordReader,
    encode,
    encode_unreadable,
)
from schemas.events import InputPosition
from schemas.instant import SECOND, from_iso
from schemas.report import Report, with_delivery_id

UID = "SRV-20260126-00872-A9F"
NOW = from_iso("2026-03-02T08:00:00Z")
STAMP = NOW // 1000 - 60_000
TOPIC = "ticket.status.reported.v1"
READER = RecordReader(load_manifests())
SYSTEMS = sorted(load_manifests())


@dataclass(frozen=True)
class Record:
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()
    timestamp: int = STAMP
    topic: str = TOPIC
    partition: int = 3
    offset: int = 1_234


def written(report: Report) -> Record:
    published = encode(report)
    return Record(published.key, published.value, tuple(published.headers))


def direct(key: str | None = UID, **fields: Any) -> Record:
    """What another program writes: no headers."""
    sent = {"system": "crm", "native_status": "Working", "uid": UID} | fields
    return Record(key.encode() if key is not None else None, msgspec.json.encode(sent))


def texts(size: int) -> st.SearchStrategy[str]:
    """Texts as the edges let them through: without NUL, without spaces around."""
    return st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=size).map(str.strip)


instants = st.integers(min_value=0, max_value=LATEST)
reports = st.builds(
    Report,
    system=st.sampled_from(SYSTEMS),
    native_status=texts(40).filter(bool),
    received_at=st.integers(min_value=0, max_value=NOW),
    occurred_at=st.none() | instants,
    uid=texts(40).filter(bool),
    native_id=texts(40),
    delivery_id=texts(40),
    flags=st.lists(texts(20), max_size=5).map(tuple),
    event=texts(40),
    sequence=st.none() | st.integers(min_value=-(2**63) + 1, max_value=2**63 - 1),
    actor=texts(40),
    note=st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=200),
    adapter=texts(40).filter(bool),
)


@given(reports)
def test_a_report_comes_out_of_its_record_as_it_went_in(report: Report) -> None:
    assert READER.read(written(report), NOW).report == with_delivery_id(report)


ids = st.lists(texts(40).filter(bool), max_size=8, unique=True).map(tuple)


@given(reports, ids)
def test_a_report_that_only_its_system_can_name_comes_out_as_it_went_in(
    report: Report, aliases: tuple[str, ...]
) -> None:
    report = msgspec.structs.replace(report, uid="", native_id="the number", aliases=aliases)
    assert READER.read(written(report), NOW).report == with_delivery_id(report)


@given(
    key=st.none() | st.binary(max_size=60),
    value=st.none()
    | st.binary(max_size=300)
    | st.recursive(st.none() | st.text() | st.integers(), st.lists).map(lambda document: msgspec.json.encode(document)),
    headers=st.lists(
        st.tuples(
            st.sampled_from(["ce_type", "ce_time", "ce_adapter", "ce_system", "ce_problem", "content-type", "x"]),
            st.binary(max_size=40) | st.just(UNREADABLE.encode()),
        ),
        max_size=6,
    ).map(tuple),
    timestamp=st.integers(min_value=-1, max_value=2**62),
)
def test_whatever_a_record_holds_it_is_a_delivery_with_its_bytes_and_its_place(
    key: bytes | None, value: bytes | None, headers: tuple[tuple[str, bytes], ...], timestamp: int
) -> None:
    delivery = READER.read(Record(key, value, headers, timestamp), NOW)

    assert delivery.report or delivery.problem
    assert delivery.body == (value or b"")
    assert delivery.input == InputPosition(topic=TOPIC, partition=3, offset=1_234)
    assert 0 <= delivery.received_at <= NOW
    assert "\x00" not in delivery.problem + delivery.content_type + delivery.system


POISON = {
    "random bytes": (replace(direct(), value=b"\x93\xff\x00random"), "publish one report as JSON"),
    "a tombstone": (replace(direct(), value=None), "the record has no value"),
    "nothing": (replace(direct(), value=b""), "the record has no value"),
    "another schema": (replace(direct(), value=b'{"id": 5, "state": "open"}'), "`"),
    "a list": (replace(direct(), value=b"[]"), "object"),
    "a field too many": (direct(colour="red"), "colour"),
    "a field twice": (
        replace(direct(), value=b'{"system": 1, "system": "crm", "native_status": "New", "uid": "x"}'),
        "same field twice",
    ),
    "too much": (direct(note="n" * 2_000_000), f"a report may have {RECORD_BYTES}"),
    "no system": (direct(system=None), "name the system"),
    "an unknown system": (direct(system="fax"), "no adapter for the system 'fax'"),
    "no ticket": (direct(uid=None), "nothing names the ticket"),
    "another ticket's key": (direct("SRV-20260126-00873-EE3"), f"belongs under '{UID}'"),
    "no key": (direct(None), f"belongs under '{UID}'"),
    "a key that is no text": (replace(direct(), key=b"\xff\xfe"), f"belongs under '{UID}'"),
    "a time that is none": (direct(occurred_at="yesterday"), "is not ISO 8601"),
    "another type": (replace(direct(), headers=(("ce_type", b"order.placed"),)), "ce_type is 'order.placed'"),
    "an envelope": (
        replace(direct(), value=b'{"specversion": "1.0", "id": "1", "data": {}}'),
        "publish it in binary mode",
    ),
    "depth": (replace(direct(), value=b"[" * 100_000), "nested too deeply"),
}


@pytest.mark.parametrize(("record", "problem"), POISON.values(), ids=POISON)
def test_a_record_that_is_no_report_says_what_is_wrong_and_keeps_its_bytes(record: Record, problem: str) -> None:
    delivery = READER.read(record, NOW)

    assert delivery.report is None
    assert problem in delivery.problem
    assert delivery.body == (record.value or b"")
    assert delivery.content_type == RECORD
    assert delivery.input == InputPosition(topic=TOPIC, partition=3, offset=1_234)


@pytest.mark.parametrize(
    ("value", "headers", "system"),
    [
        (b'{"system": "crm"}', (), "crm"),
        (b'{"system": "crm"}', (("ce_system", b"erp"),), "crm"),
        (b"?", (("ce_system", b"erp"),), "erp"),
        (b"?", (), "kafka"),
        (b'{"system": "No System"}', (("ce_system", b"\xff"),), "kafka"),
    ],
)
def test_a_record_is_parked_under_the_system_that_it_names(
    value: bytes, headers: tuple[tuple[str, bytes], ...], system: str
) -> None:
    assert READER.read(Record(None, value, headers), NOW).system == system


def test_a_report_without_headers_was_received_when_the_broker_had_it() -> None:
    report = READER.read(direct(), NOW).report

    assert report is not None
    assert report.received_at == STAMP * 1000
    assert report.adapter == ADAPTER


@pytest.mark.parametrize("time", [b"later", b"\xff", b"", b"1969-01-01T00:00:00Z"])
def test_a_time_of_receipt_that_cannot_be_read_is_the_brokers(time: bytes) -> None:
    assert READER.read(replace(direct(), headers=(("ce_time", time),)), NOW).received_at == STAMP * 1000


def test_nothing_was_received_later_than_now() -> None:
    ahead = replace(direct(), timestamp=NOW // 1000 + 5_000)
    early = replace(direct(), headers=(("ce_time", b"2026-03-02T08:00:01Z"),))

    assert READER.read(ahead, NOW).received_at == NOW
    assert READER.read(early, NOW).received_at == NOW


def test_a_report_of_a_system_s_own_id_may_come_without_a_key() -> None:
    assert READER.read(direct(None, uid=None, native_id="CASE-1"), NOW).report is not None
    assert READER.read(direct("crm/CASE-1", uid=None, native_id="CASE-1"), NOW).report is not None
    assert READER.read(direct("CASE-1", uid=None, native_id="CASE-1"), NOW).report is None


def test_a_body_that_a_gateway_could_not_read_arrives_as_it_came_with_the_reason() -> None:
    kept = Delivery(
        system="crm",
        received_at=NOW - SECOND,
        problem="there is no status at `状态`, look there",
        body=b"<case>\xff</case>",
        content_type="text/xml",
        headers={"ce-id": "17", "ce-subject": "维修"},
    )
    published = encode_unreadable(kept, "1")

    delivery = READER.read(Record(published.key, published.value, tuple(published.headers)), NOW)

    place = InputPosition(topic=TOPIC, partition=3, offset=1_234)
    assert delivery == msgspec.structs.replace(kept, input=place)


LOOKED_UP = Delivery(
    system="crm",
    received_at=NOW,
    problem="the event names case 7 without its status, which a connector looks up where STATUSHUB_CRM_URL is set",
    lookup=Lookup(system="crm", what="case", native_id="7", delivery_id="lookup-1", occurred_at=NOW - SECOND),
    body=b'{"case": "7"}',
)


def test_an_object_that_has_to_be_looked_up_arrives_with_the_body_that_names_it() -> None:
    published = encode_unreadable(LOOKED_UP, "1")

    delivery = READER.read(Record(published.key, published.value, tuple(published.headers)), NOW)

    place = InputPosition(topic=TOPIC, partition=3, offset=1_234)
    assert delivery == msgspec.structs.replace(LOOKED_UP, input=place)


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"{",
        b"\xff",
        b"[]",
        b"{}",
        b'{"system":"mes","what":"case","delivery_id":"1"}',
        b'{"system":"crm","what":"case"}',
        b'{"system":"crm","what":"case","native_id":"a\\u0000b","delivery_id":"1"}',
        b'{"system":"crm","what":"case","native_id":"' + b"x" * 257 + b'","delivery_id":"1"}',
    ],
)
def test_a_look_up_that_cannot_be_one_leaves_the_body_to_be_parked(written: bytes) -> None:
    published = encode_unreadable(msgspec.structs.replace(LOOKED_UP, lookup=None), "1")
    headers = [*published.headers, ("ce_lookup", written)]

    delivery = READER.read(Record(published.key, published.value, tuple(headers)), NOW)

    assert (delivery.lookup, delivery.problem, delivery.body) == (None, LOOKED_UP.problem, LOOKED_UP.body)


@pytest.mark.parametrize(
    "beside", [b"", b"{", b"\xff", b"[]", b'{"ce-id": 17}', b'{"ce-id": "' + b"x" * 70_000 + b'"}']
)
def test_headers_that_can_be_none_leave_the_body_to_be_parked_by_itself(beside: bytes) -> None:
    published = encode_unreadable(LOOKED_UP, "1")
    record = Record(published.key, published.value, (*published.headers, (HEADERS, beside)))
    delivery = READER.read(record, NOW)
    assert (delivery.headers, delivery.lookup, delivery.body) == ({}, LOOKED_UP.lookup, LOOKED_UP.body)


def test_no_webhook_can_pass_its_body_off_as_a_record() -> None:
    kept = Delivery(system="crm", received_at=NOW, problem="what", body=b"{}", content_type=RECORD)
    published = encode_unreadable(kept, "1")

    assert READER.read(Record(None, published.value, tuple(published.headers)), NOW).content_type == ""


def test_a_parked_value_is_read_again_as_a_record_s_value_whatever_its_key_was() -> None:
    parked = READER.read(direct("SRV-20260126-00873-EE3"), NOW)

    again = READER.read_value(parked.system, parked.body, parked.received_at)

    assert again.report is not None
    assert (again.report.uid, again.report.received_at) == (UID, STAMP * 1000)
    assert READER.read_value("crm", b"?", NOW).problem


def test_a_record_without_a_value_is_told_so_again_at_a_retry() -> None:
    assert READER.read_value("crm", b"", NOW).problem.startswith("the record has no value")


def test_the_body_that_a_report_came_in_travels_with_it() -> None:
    report = Report(system="crm", native_status="Working", uid=UID, received_at=NOW)
    sealed = seal(b'{"id": 7}', "application/json")
    published = encode(report, sealed)
    read = READER.read(Record(published.key, published.value, tuple(published.headers)), NOW)
    assert (read.report is not None, read.kept) == (True, sealed)
    assert READER.read(written(report), NOW).kept == b""


def test_a_body_that_is_longer_than_any_of_ours_is_left_behind() -> None:
    record = replace(direct(), headers=((BODY, b"0" * (KEPT_BYTES + 70_000)),))
    read = READER.read(record, NOW)
    assert (read.report is not None, read.kept) == (True, b"")
