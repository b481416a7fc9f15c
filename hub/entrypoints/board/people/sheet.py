"""What the page of people draws, as plain values. Pure."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from hub.application.access import Role
from hub.application.deeds import RULES, Deed
from hub.entrypoints.board.model import Millis
from hub.entrypoints.board.people.reading import MOST_DEEDS, Seen, Wanted
from hub.entrypoints.board.people.words import DEEDS, DETAILS, PEOPLE_WORDS
from hub.entrypoints.board.reader import role_word
from hub.entrypoints.board.words import WORDS, Language, parked_word, status_named, status_word

_UID: Final = re.compile(r"[A-Z]{2,8}-[0-9]{8}-[0-9]{5,}-[0-9A-F]{3,}")
_IN_CODES: Final = {
    "signed-in": 2,
    **dict.fromkeys(("person-added", "person-role", "key-issued", "key-link", "decided", "released", "retried"), 1),
}
"""How many parts of a deed's detail, from the first on, are the hub's own words; the others are as somebody wrote."""
_PARTS: Final = " · "
_ROLES: Final = frozenset(Role)
_OF_CONFLICTS: Final = frozenset({"claimed", "handed-over", "commented", "decided"})


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who was added."""

    name: str
    role: str
    state: str
    since: Millis
    is_me: bool


class DeedLine(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was done; ``link`` leads to what it was done to, where there is a page."""

    position: int
    at: Millis
    who: str
    what: str
    about: str
    link: str
    detail: str


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """All that the page shows."""

    people: list[Line] = []
    deeds: list[DeedLine] = []
    who: str = ""
    older: int = 0
    """Where the next page of deeds begins; 0 where there is none."""
    newer: bool = False
    roles: list[tuple[str, str]] = []


def sheet_of(seen: Seen, wanted: Wanted, me: str, language: Language) -> Sheet:
    """The page as one administrator has chosen it."""
    texts, words = PEOPLE_WORDS[language], WORDS[language]
    return Sheet(
        people=[
            Line(
                name=person.name,
                role=person.role,
                state=texts.active if person.password else texts.invited,
                since=person.created_at // 1000,
                is_me=person.name == me,
            )
            for person in seen.people
        ],
        deeds=[_line(deed, language) for deed in seen.deeds],
        who=wanted.who,
        older=seen.deeds[-1].position if len(seen.deeds) == MOST_DEEDS else 0,
        newer=bool(wanted.before),
        roles=[(role.value, role_word(role, words)) for role in (Role.VIEWER, Role.REVIEWER, Role.ADMIN)],
    )


def _line(deed: Deed, language: Language) -> DeedLine:
    return DeedLine(
        position=deed.position,
        at=deed.at // 1000,
        who=deed.who,
        what=DEEDS[language].get(deed.what, deed.what),
        about=deed.about,
        link=link_of(deed),
        detail=_detail(deed, language),
    )


def _detail(deed: Deed, language: Language) -> str:
    own = _IN_CODES.get(deed.what, 0)
    parts = deed.detail.split(_PARTS, own)
    return _PARTS.join([*(_said(part, language) for part in parts[:own]), *parts[own:]])


def _said(code: str, language: Language) -> str:
    """A role, a status, a way in, an outcome or a reason as people read it."""
    if (status := status_named(code)) is not None:
        return status_word(status, language)
    if code in _ROLES:
        return role_word(Role(code), WORDS[language])
    return DETAILS[language].get(code) or parked_word(code, WORDS[language])


def link_of(deed: Deed) -> str:
    """The page about what something was done to; empty where there is none."""
    if deed.what in _OF_CONFLICTS:
        return f"/conflicts/{deed.about}"
    if deed.what in {"published", "rolled-back"}:
        return "/rules" if deed.about == RULES else f"/mappings?system={deed.about}"
    return f"/tickets/{deed.about}" if _UID.fullmatch(deed.about) else ""
