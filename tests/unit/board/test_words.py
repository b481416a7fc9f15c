"""Both languages say everything, on every page."""

import re
import string
from dataclasses import asdict, fields
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from hub.entrypoints import board
from hub.entrypoints.board.words import EN, WORDS, ZH, Language, parked_word, status_word
from schemas.status import Status

CHINESE = re.compile(r"[\u4e00-\u9fff]")
FOLDER = Path(board.__file__).parent
PLACES = sorted(path.parent for path in FOLDER.rglob("words.py"))
"""The board's folder, and those of its pages that have words of their own."""
OTHER = {"language_other", "language_name"}
"""They name the other language in its own words."""
UNITS = {"days", "hours", "minutes", "seconds"}


def texts_of(place: Path, language: str) -> Any:
    name = ".".join(("hub.entrypoints.board", *place.relative_to(FOLDER).parts, "words"))
    return getattr(import_module(name), language)


TEXTS = [(place, field.name) for place in PLACES for field in fields(texts_of(place, "EN"))]
every_text = pytest.mark.parametrize(
    ("place", "name"), TEXTS, ids=[f"{place.relative_to(FOLDER)}:{name}" for place, name in TEXTS]
)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_language_has_its_words() -> None:
    assert set(WORDS) == set(Language)


@every_text
def test_every_text_is_in_both_languages(place: Path, name: str) -> None:
    english, chinese = getattr(texts_of(place, "EN"), name), getattr(texts_of(place, "ZH"), name)
    assert english.strip()
    assert chinese.strip()
    assert CHINESE.search(chinese) or name in OTHER, "this text is not in Chinese"
    assert not CHINESE.search(english) or name in OTHER, "this text is not in English"


@every_text
def test_both_languages_fill_in_the_same(place: Path, name: str) -> None:
    assert placeholders(getattr(texts_of(place, "EN"), name)) == placeholders(getattr(texts_of(place, "ZH"), name))


@every_text
def test_no_text_is_left_over(place: Path, name: str) -> None:
    sources = [path for path in place.rglob("*") if path.suffix in {".py", ".js"}]
    used = "".join(path.read_text("utf-8") for path in sources)
    assert re.search(rf"(words|texts|WORDS\[\w*\.?language\])\.{name}\b", used) or name in UNITS


def test_the_parts_in_the_browser_use_only_words_that_there_are() -> None:
    for script in FOLDER.rglob("*.js"):
        places = [place for place in PLACES if script.is_relative_to(place)]
        known = {name for place in places for name in asdict(texts_of(place, "EN"))}
        assert set(re.findall(r"\bwords\.(\w+)", script.read_text("utf-8"))) <= known, script.name


@pytest.mark.parametrize("status", Status)
def test_every_status_has_a_word_in_both_languages(status: Status) -> None:
    assert status_word(status, Language.EN) == status.value
    assert CHINESE.search(status_word(status, Language.ZH))


@pytest.mark.parametrize("reason", ["unreadable", "unlinked", "unmapped", "bad-uid", "uid-clash"])
def test_every_reason_to_park_has_a_word(reason: str) -> None:
    assert CHINESE.search(parked_word(reason, ZH))


def test_a_reason_of_a_later_version_is_shown_as_it_is() -> None:
    assert parked_word("too-late", EN) == "too-late"
