"""The page of systems, as plain values."""

from __future__ import annotations

from dataclasses import replace

from hub.entrypoints.board.systems.reading import Systems
from hub.entrypoints.board.systems.sheet import sheet_of, silence_about
from hub.entrypoints.board.words import Language
from hub.entrypoints.gateway.views.writes import WriteRow
from projections.rhythm import Patience
from schemas.instant import MINUTE
from tests.unit.board.given import NOW, UID, a_system


def test_a_system_says_how_it_delivers_and_agrees() -> None:
    row = a_system(
        reports=1200,
        repeats=300,
        sent_again=400,
        delay_median_s=2.0,
        delay_p95_s=90.0,
        deviation_median_s=61.0,
        clock_ahead_s=40.0,
        consistency=0.992,
        behind=3,
        unmapped=2,
        conflicts=4,
    )
    [line] = sheet_of(Systems((row,), ()), Language.EN).lines
    assert (line.reports, line.repeats, line.agreement) == ("1,200", "25.0 % repeat", "99.2 %")
    assert line.sent_again == "25.0 % sent again", "of all 1,600 that it sent"
    assert (line.transport, line.transport_note) == ("2 s", "95 % within 1 min 30 s")
    assert (line.deviation, line.deviation_note, line.clock) == ("1 min 1 s", "", "40 s ahead")
    assert (line.behind, line.unmapped, line.conflicts) == ("3 yellow", "2 unknown words", "4")


def test_who_is_silent_for_too_long_says_so_beside_what_is_usual() -> None:
    row = a_system(silent=True, usual_silence_s=720.0, reports_hour=3.4, reports_hour_usual=40.0)
    [line] = sheet_of(Systems((row,), ()), Language.EN).lines
    assert (line.silent, line.usual_silence) == (True, "usually up to 12 min")
    assert line.rate == "3 in the last hour, usually 40"


def test_when_it_turns_yellow_is_said_by_the_sites_own_settings() -> None:
    patience = Patience(pauses=1.5, at_least=20 * MINUTE, weeks=3)
    assert "by over 20 min and by more than 1.5 × its usual" in silence_about(patience, Language.EN)
    assert silence_about(patience, Language.EN).endswith("fewer weeks than 3.")
    assert "超出 20 分，并超出其通常间隔的 1.5 倍" in silence_about(patience, Language.ZH)
    assert "不足 3 周" in silence_about(patience, Language.ZH)


def test_of_what_is_not_known_nothing_is_claimed() -> None:
    [line] = sheet_of(Systems((a_system(reports_hour=3.0),), ()), Language.ZH).lines
    assert (line.repeats, line.sent_again) == ("", "")
    assert (line.silent, line.usual_silence, line.rate) == (False, "通常间隔尚不清楚", "最近一小时 3 条")


def test_those_in_trouble_come_first_and_those_never_heard_below() -> None:
    rows = (
        a_system("a", "A", last_seen=None),
        a_system("b", "B"),
        a_system("c", "C", behind=2),
        a_system("d", "D", writes_failed=1, writes_owed=3),
    )
    sheet = sheet_of(Systems(rows, ()), Language.ZH)
    assert [line.system for line in sheet.lines] == ["d", "c", "b"]
    assert (sheet.lines[0].failed, sheet.lines[0].owed) == ("失败 1 个", "待写 2 个")
    assert sheet.unheard.endswith("A")


def test_uids_are_counted_beside_writes_and_one_that_failed_is_trouble_and_says_why() -> None:
    rows = (a_system("b", "B", writes_owed=2), a_system("c", "C", uids_failed=1, uids_owed=4))
    refused = WriteRow(
        what="uid",
        system="c",
        uid=UID,
        native_id="7",
        native="",
        status="",
        snapshot=0,
        state="failed",
        attempts=1,
        due_at=None,
        error="there may be no such field",
        since=NOW,
    )
    sheet = sheet_of(Systems(rows, (refused,)), Language.EN)
    assert [(line.system, line.owed, line.uids_owed, line.uids_failed) for line in sheet.lines] == [
        ("c", "", "UIDs: 3 owed", "UIDs: 1 failed"),
        ("b", "2 owed", "", ""),
    ]
    assert sheet.failures == [f"C 7: UID {UID}, failed, tried 1 times: there may be no such field"]
    assert sheet_of(Systems(rows, (refused,)), Language.ZH).failures == [
        f"C 7：UID {UID}，失败，已试 1 次：there may be no such field"
    ]
    forbidden = replace(refused, state="forbidden")
    assert "，无权限，" in sheet_of(Systems(rows, (forbidden,)), Language.ZH).failures[0]


def test_look_ups_that_wait_are_counted_with_the_age_of_the_oldest_and_so_are_those_in_vain() -> None:
    waiting = {"lookup": 1_200, "lookup-failed": 2, "unmapped": 1}
    rows = (a_system("b", "B"), a_system("c", "C", parked=1_203, parked_by_reason=waiting, lookup_since=NOW - MINUTE))
    sheet = sheet_of(Systems(rows, ()), Language.EN)
    assert [(line.system, line.lookups, line.lookup_since, line.lookups_failed) for line in sheet.lines] == [
        ("c", "1,200 to look up, oldest", (NOW - MINUTE) // 1000, "2 looked up in vain"),
        ("b", "", None, ""),
    ]
    assert sheet_of(Systems(rows, ()), Language.ZH).lines[0].lookups == "待查询 1,200 个，最久"


def test_a_failed_write_says_why() -> None:
    write = WriteRow(
        system="jira",
        uid=UID,
        native_id="OPS-7",
        native="Done",
        status="Resolved",
        snapshot=2,
        state="failed",
        attempts=5,
        due_at=None,
        error="no such transition",
        since=NOW,
    )
    sheet = sheet_of(Systems((a_system("jira", "Jira"),), (write,)), Language.EN)
    assert sheet.failures == ["Jira OPS-7: “Done”, failed, tried 5 times: no such transition"]


def test_a_system_that_cannot_be_asked_says_so_as_long_as_anything_has_to_be_looked_up_there() -> None:
    failing = {"lookups_failures": 6, "lookups_error": "answers 503", "parked_by_reason": {"lookup": 2}}
    rows = (
        a_system("b", "B", silent=True),
        a_system("c", "C", **failing, lookups_left_alone_until=NOW),
        a_system("d", "D", **failing | {"lookups_failures": 1}, writes_failures=2, writes_error="x", writes_owed=1),
        a_system("e", "E", **failing | {"parked_by_reason": {"lookup-failed": 1}}, lookups_left_alone_until=NOW),
    )
    sheet = sheet_of(Systems(rows, ()), Language.EN)
    told = [(line.system, line.left_alone, line.lookups_left_alone) for line in sheet.lines]
    assert told == [("c", "", "left alone for now"), ("b", "", ""), ("d", "", ""), ("e", "", "")]
    assert sheet.troubles == [
        "C is left alone until 2026-01-26 09:30:00 UTC: 6 look-ups in a row failed, at last: answers 503",
        "D: 2 writes in a row failed, at last: x",
        "D: the last look-up failed: answers 503",
    ]
    chinese = sheet_of(Systems(rows, ()), Language.ZH)
    assert chinese.lines[0].lookups_left_alone == "暂停查询"
    assert (
        chinese.troubles[0] == "C：连续 6 次查询失败，暂停查询至 2026-01-26 09:30:00 UTC，最近一次的原因：answers 503"
    )


def test_a_system_that_is_left_alone_says_until_when_and_why_as_long_as_it_is_owed_anything() -> None:
    failing = {"writes_failures": 6, "writes_error": "answers 503", "writes_owed": 2}
    rows = (
        a_system("b", "B", silent=True),
        a_system("c", "C", **failing, writes_left_alone_until=NOW),
        a_system("d", "D", **failing | {"writes_failures": 1}),
        a_system("e", "E", **failing | {"writes_owed": 0}),
    )
    sheet = sheet_of(Systems(rows, ()), Language.EN)
    assert [(line.system, line.left_alone) for line in sheet.lines][:2] == [("c", "left alone for now"), ("b", "")]
    assert sheet.troubles == [
        "C is left alone until 2026-01-26 09:30:00 UTC: 6 writes in a row failed, at last: answers 503",
        "D: the last write failed: answers 503",
    ]
    assert sheet_of(Systems(rows, ()), Language.ZH).troubles == [
        "C：连续 6 次写回失败，暂停写回至 2026-01-26 09:30:00 UTC，最近一次的原因：answers 503",
        "D：连续 1 次写回失败，最近一次的原因：answers 503",
    ]
