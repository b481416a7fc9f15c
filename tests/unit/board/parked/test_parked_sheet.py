"""The page of parked reports: what is shown of them, and what is said of another try."""

from __future__ import annotations

from dataclasses import replace

from hub.application.ports import Outcome, Verdict
from hub.entrypoints.board.parked.reading import Lot, Wanted, from_address, to_address
from hub.entrypoints.board.parked.sheet import body_of, sheet_of, told
from hub.entrypoints.board.parked.words import EN, WHYS
from hub.entrypoints.board.turning import Place
from hub.entrypoints.board.words import WORDS, Language, Words, parked_word
from hub.entrypoints.gateway.views.parked import ParkedBody, ParkedPage, ParkedRow
from projections.parked import ParkedCount
from tests.unit.board.given import NOW, UID

ROW = ParkedRow(
    id="PRK-1", system="crm", reason="unmapped", detail="Map it.", received_at=NOW, uid=UID, native="Odd", retries=2
)


def a_count(reason: str, count: int, system: str = "crm") -> ParkedCount:
    return ParkedCount(system=system, reason=reason, count=count, since=NOW)


def test_a_line_says_what_it_is_about_and_why_it_stays() -> None:
    lot = Lot(ParkedPage(items=(ROW,)), [a_count("unmapped", 1)])
    sheet = sheet_of(lot, Wanted(), {"crm": "CRM"}, Language.EN)
    [line] = sheet.lines
    assert (line.system, line.reason, line.uid, line.word) == ("CRM", "unknown word", UID, "Odd")
    assert line.why == "Map it. (tried 2 times)"
    assert [option.label for option in sheet.reasons] == ["Any reason", "unknown word (1)"]


def test_a_line_says_why_in_the_reader_s_language() -> None:
    unreadable = replace(ROW, reason="unreadable", detail="the body is not JSON", retries=0)
    lot = Lot(ParkedPage(items=(ROW, unreadable)), [a_count("unmapped", 1), a_count("unreadable", 1)])
    unmapped, unread = sheet_of(lot, Wanted(), {}, Language.ZH).lines
    assert unmapped.why == "该系统的映射表没有这个原词；请在“映射”页加入，然后重试。 (已重试 2 次)"
    assert unread.why == "无法解读收到的内容（the body is not JSON）"


def test_every_reason_that_has_a_word_has_a_sentence_in_chinese() -> None:
    assert [reason for reason in WHYS if parked_word(reason, WORDS[Language.ZH]) == reason] == []
    assert len(WHYS) == len([name for name in Words.__slots__ if name.startswith("parked_")])


def test_each_filter_is_counted_within_the_other_and_the_page_within_both() -> None:
    counts = [a_count("unmapped", 450), a_count("unlinked", 3), a_count("unmapped", 7, "mes")]
    page = ParkedPage(items=(ROW,) * 200, next="9.PRK-9")
    sheet = sheet_of(Lot(page, counts), Wanted("unmapped", "crm"), {"crm": "CRM"}, Language.EN)
    assert [option.label for option in sheet.reasons] == ["Any reason", "unlinked (3)", "unknown word (450)"]
    assert [option.label for option in sheet.systems] == ["Any system", "CRM (450)", "mes (7)"]
    assert sheet.count == "1–200 of 450"
    assert sheet.turns.next == "?reason=unmapped&system=crm&page=2.9.PRK-9"


def test_a_later_page_says_which_it_is_and_that_its_reports_may_have_gone() -> None:
    wanted = Wanted(place=Place(2, "9.PRK-9"))
    page = ParkedPage(items=(ROW,), previous="~9.PRK-9")
    behind = sheet_of(Lot(page, [a_count("unmapped", 201)]), wanted, {}, Language.EN)
    assert (behind.count, behind.turns.number, behind.at) == ("201–201 of 201", 2, "?page=2.9.PRK-9")
    gone = sheet_of(Lot(replace(page, items=()), []), wanted, {}, Language.EN)
    assert (gone.count, gone.nothing) == ("", WORDS[Language.EN].page_left)


def test_the_chosen_filter_stays_when_its_last_report_has_gone() -> None:
    sheet = sheet_of(Lot(ParkedPage(items=()), []), Wanted("unmapped", "crm"), {}, Language.EN)
    assert "unmapped" in [option.value for option in sheet.reasons]


def test_the_address_says_the_filter_and_is_read_back() -> None:
    wanted = Wanted("unmapped", "crm & co")
    assert to_address(wanted) == "?reason=unmapped&system=crm+%26+co"
    assert from_address({"reason": "unmapped", "system": "crm & co"}) == wanted
    assert to_address(Wanted()) == ""


def test_a_body_is_shown_as_text_where_it_is_text() -> None:
    assert body_of(ParkedBody(parked=ROW, body="状态".encode(), content_type=""), 4, EN)[0] == "状"
    assert body_of(ParkedBody(parked=ROW, body=b"{}", content_type=""), 4, EN) == ("{}", "")
    assert body_of(ParkedBody(parked=ROW, body=b'{"token": "t"}', content_type=""), 99, EN) == ('{"token": "***"}', "")
    assert body_of(ParkedBody(parked=ROW, body=b"\xff\x00", content_type=""), 4, EN)[0] == "/wA="


def test_headers_that_a_body_is_read_by_stand_above_it_without_secrets() -> None:
    found = ParkedBody(parked=ROW, body=b"{}", content_type="", headers={"ce-id": "17", "x-api-key": "k-1"})
    assert body_of(found, 99, EN) == ("ce-id: 17\nx-api-key: ***\n\n{}", "")


def test_what_flows_on_and_what_stays_is_said() -> None:
    flown = Outcome(verdict=Verdict.ACCEPTED)
    stayed = Outcome(verdict=Verdict.PARKED, reason="unmapped", detail="Map it.")
    assert told([flown], Language.EN) == "1 flows on."
    assert told([flown, stayed], Language.EN) == "1 flows on, 1 stays parked: Map it."
