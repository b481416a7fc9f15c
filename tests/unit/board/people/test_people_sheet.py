"""What the page of people draws."""

from __future__ import annotations

import msgspec
import pytest

from hub.application.deeds import WHATS, Deed
from hub.application.people import Person
from hub.entrypoints.board.people.reading import MOST_DEEDS, Seen, Wanted, from_address
from hub.entrypoints.board.people.sheet import link_of, sheet_of
from hub.entrypoints.board.people.words import DEEDS
from hub.entrypoints.board.words import Language
from tests.unit.board.given import CONFLICT, NOW, UID


def a_deed(what: str, about: str, position: int = 1) -> Deed:
    return Deed(position=position, at=NOW, who="mei", what=what, about=about)


@pytest.mark.parametrize("language", Language)
def test_everything_that_can_be_done_has_words(language: Language) -> None:
    assert set(DEEDS[language]) == set(WHATS)


def test_people_are_shown_with_what_they_lack() -> None:
    people = (Person("mei", "admin", "a hash", NOW), Person("ann", "viewer", "", NOW))
    sheet = sheet_of(Seen(people, ()), Wanted(), "mei", Language.EN)
    assert [(line.name, line.state, line.is_me) for line in sheet.people] == [
        ("mei", "has a password", True),
        ("ann", "invited, no password yet", False),
    ]
    assert (sheet.older, sheet.newer) == (0, False)


def test_a_full_page_leads_to_older_ones() -> None:
    deeds = [a_deed("signed-in", "mei", position) for position in range(MOST_DEEDS, 0, -1)]
    sheet = sheet_of(Seen((), deeds), Wanted("mei", 500), "mei", Language.ZH)
    assert (sheet.older, sheet.newer, sheet.who) == (1, True, "mei")
    assert {line.what for line in sheet.deeds} == {"登录"}


@pytest.mark.parametrize(
    ("deed", "link"),
    [
        (a_deed("decided", CONFLICT), f"/conflicts/{CONFLICT}"),
        (a_deed("linked", UID), f"/tickets/{UID}"),
        (a_deed("published", "crm"), "/mappings?system=crm"),
        (a_deed("published", "rules"), "/rules"),
        (a_deed("retried", "PRK-0123"), ""),
        (a_deed("person-added", "../evil"), ""),
    ],
)
def test_a_deed_leads_to_what_it_was_done_to(deed: Deed, link: str) -> None:
    assert link_of(deed) == link


@pytest.mark.parametrize(
    ("what", "detail", "en", "zh"),
    [
        ("signed-in", "reviewer · openid", "reviewer · by the site's login", "审核员 · 通过站点登录"),
        ("person-role", "admin", "admin", "管理员"),
        ("key-issued", "system · crm", "system · crm", "system · crm"),
        ("decided", "Closed · link · it stopped", "Closed · link · it stopped", "已关闭 · link · it stopped"),
        ("released", f"accepted · {UID}", f"taken in · {UID}", f"已接收 · {UID}"),
        ("retried", "unmapped", "unknown word", "未知状态词"),
        ("commented", "link · admin", "link · admin", "link · admin"),
        ("person-removed", "", "", ""),
    ],
)
def test_the_hub_s_own_words_are_in_the_language_and_those_of_people_as_they_are(
    what: str, detail: str, en: str, zh: str
) -> None:
    deed = msgspec.structs.replace(a_deed(what, "mei"), detail=detail)
    shown = [sheet_of(Seen((), (deed,)), Wanted(), "mei", language).deeds[0].detail for language in Language]
    assert dict(zip(Language, shown, strict=True)) == {Language.EN: en, Language.ZH: zh}


@pytest.mark.parametrize("before", ["", "x", "-1", "9" * 40])
def test_a_bad_address_shows_the_newest(before: str) -> None:
    assert from_address({"before": before, "who": "mei"}) == Wanted("mei", 0)
    assert from_address({"before": "41"}) == Wanted("", 41)
