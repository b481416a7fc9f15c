"""Times: formats, zones, and clocks that are set back."""

from pathlib import Path

import pytest

from tests.unit.audit.given import DESKS, a_csv, audited, reasons


def read(folder: Path, at: str, *settings: str) -> str:
    """The time as the audit reads it."""
    profile = DESKS.replace("[columns]", "\n".join(["[columns]", *settings]))
    found = audited(folder, a_csv(folder, [f'T1,crm,New,"{at}"']), profile)
    assert found["unreadable"] == []
    answer: str = found["until"]
    return answer


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-01-26T08:00:00Z", "2026-01-26T08:00:00Z"),
        ("2026-01-26T08:00:00.250+01:00", "2026-01-26T07:00:00.250Z"),
        ("2004-10-03T21:55:08.000+0000", "2004-10-03T21:55:08Z"),
        ("2026-01-26 08:00", "2026-01-26T08:00:00Z"),
        (" 2026-01-26 ", "2026-01-26T00:00:00Z"),
        ("2026-01-26T08:00:00.1234567", "2026-01-26T08:00:00.123456Z"),
    ],
)
def test_iso_8601_needs_no_format(tmp_path: Path, text: str, utc: str) -> None:
    assert read(tmp_path, text) == utc


def test_a_time_without_a_zone_takes_the_profile_s(tmp_path: Path) -> None:
    assert read(tmp_path, "2026-01-26 08:00", 'zone = "Asia/Shanghai"') == "2026-01-26T00:00:00Z"
    assert read(tmp_path, "2026-07-26 08:00", 'zone = "Europe/Berlin"') == "2026-07-26T06:00:00Z"


def test_a_time_with_a_zone_keeps_its_own(tmp_path: Path) -> None:
    assert read(tmp_path, "2026-01-26T08:00:00Z", 'zone = "Asia/Shanghai"') == "2026-01-26T08:00:00Z"


@pytest.mark.parametrize(("local", "utc"), [("02:30", "00:30"), ("03:00", "02:00")])
def test_where_the_clock_is_set_back_the_first_of_two_hours_is_meant(tmp_path: Path, local: str, utc: str) -> None:
    assert read(tmp_path, f"2025-10-26 {local}", 'zone = "Europe/Berlin"') == f"2025-10-26T{utc}:00Z"


def test_a_format_may_leave_out_leading_zeros_or_hold_a_zone(tmp_path: Path) -> None:
    assert read(tmp_path, "29/2/2016 1:23", 'at_format = "%d/%m/%Y %H:%M"') == "2016-02-29T01:23:00Z"
    form = 'at_format = "%d.%m.%y %H:%M:%S %z"'
    assert read(tmp_path, "26.01.26 08:00:00 +0800", form, 'zone = "UTC"') == "2026-01-26T00:00:00Z"


def test_a_time_in_another_format_is_unreadable(tmp_path: Path) -> None:
    profile = DESKS.replace("[columns]", '[columns]\nat_format = "%d/%m/%Y"')
    found = audited(tmp_path, a_csv(tmp_path, ["T1,crm,New,2026-01-26"]), profile)
    assert reasons(found) == [(2, "its time '2026-01-26' does not read as %d/%m/%Y")]
