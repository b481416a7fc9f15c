"""A report's idempotency key: the vendor's own, or what identifies the report."""

from typing import Any

import msgspec
import pytest

from schemas.report import Report, delivery_key, with_delivery_id

REPORT = Report(
    system="crm",
    native_status="Working",
    received_at=2_000_000,
    occurred_at=1_000_000,
    uid="SRV-20260126-00872-A9F",
    native_id="C-17",
    flags=("REL", "CNF"),
    event="case.updated",
    sequence=4,
    actor="ann",
    note="called",
    adapter="crm@1",
)


def changed(**fields: Any) -> Report:
    return msgspec.structs.replace(REPORT, **fields)


def test_the_vendors_own_key_is_kept() -> None:
    assert with_delivery_id(changed(delivery_id="d-1")).delivery_id == "d-1"


def test_the_same_report_delivered_later_has_the_same_key() -> None:
    again = changed(received_at=9_000_000, note="called again", actor="bob", adapter="crm@2")
    assert with_delivery_id(again).delivery_id == with_delivery_id(REPORT).delivery_id


@pytest.mark.parametrize(
    "field",
    [
        {"system": "erp"},
        {"uid": "SRV-20260126-00873-1AB"},
        {"native_status": "Closed"},
        {"flags": ("REL",)},
        {"event": "case.created"},
        {"occurred_at": 1_000_001},
        {"sequence": 5},
        {"sequence": None},
        {"uid": "", "native_id": "C-18"},
    ],
    ids=str,
)
def test_another_report_has_another_key(field: dict[str, Any]) -> None:
    assert with_delivery_id(changed(**field)).delivery_id != with_delivery_id(REPORT).delivery_id


def test_a_report_without_a_time_is_identified_by_its_arrival() -> None:
    untimed = changed(occurred_at=None)
    later = msgspec.structs.replace(untimed, received_at=3_000_000)
    assert with_delivery_id(untimed).delivery_id != with_delivery_id(later).delivery_id


def test_no_two_fields_run_into_each_other() -> None:
    one = changed(native_status="A", flags=("B",), event="")
    other = changed(native_status="AB", flags=(), event="")
    assert with_delivery_id(one).delivery_id != with_delivery_id(other).delivery_id


def test_a_key_never_changes_because_it_is_stored() -> None:
    assert with_delivery_id(REPORT).delivery_id == "hash-3b3c58dbc5910c4ceb559916"
    assert delivery_key("crm", "d-1") == 6004444736066441124
    assert delivery_key("crm", "\ud800") == -6645353932633865083


def test_the_same_delivery_id_of_two_systems_are_two_deliveries() -> None:
    assert delivery_key("crm", "1") != delivery_key("erp", "1")
    assert delivery_key("crm1", "1") != delivery_key("crm", "11")


@pytest.mark.parametrize("number", range(50))
def test_a_stored_key_fits_a_signed_64_bit_column(number: int) -> None:
    assert -(1 << 63) <= delivery_key("crm", str(number)) < 1 << 63
