"""Both languages say everything."""

import re
import string
from dataclasses import asdict, fields
from pathlib import Path

import pytest

from hub.entrypoints import board
from hub.entrypoints.board.words import EN, WORDS, ZH, Language, Words, parked_word, status_word
from schemas.status import Status

CHINESE = re.compile(r"[\u4e00-\u9fff]")
NAMES = [field.name for field in fields(Words)]
FOLDER = Path(board.__file__).parent
OTHER = {"language_other", "language_name"}
"""They name the other language in its own words."""


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_language_has_its_words() -> None:
    assert set(WORDS) == set(Language)


@pytest.mark.parametrize("name", NAMES)
def test_every_text_is_in_both_languages(name: str) -> None:
    english, chinese = getattr(EN, name), getattr(ZH, name)
    assert english.strip()
    assert chinese.strip()
    assert CHINESE.search(chinese) or name in OTHER, "this text is not in Chinese"
    assert not CHINESE.search(english) or name in OTHER, "this text is not in English"


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_fill_in_the_same(name: str) -> None:
    assert placeholders(getattr(EN, name)) == placeholders(getattr(ZH, name))


@pytest.mark.parametrize("name", NAMES)
def test_no_text_is_left_over(name: str) -> None:
    sources = [path for path in FOLDER.rglob("*") if path.suffix in {".py", ".js"} and path.name != "words.py"]
    used = "".join(path.read_text("utf-8") for path in sources) + (FOLDER / "words.py").read_text("utf-8")
    units = {"days", "hours", "minutes", "seconds"}
    assert re.search(rf"(words|WORDS\[language\])\.{name}\b", used) or name in units


def test_the_parts_in_the_browser_use_only_words_that_there_are() -> None:
    scripts = "".join(path.read_text("utf-8") for path in FOLDER.rglob("*.js"))
    assert set(re.findall(r"\bwords\.(\w+)", scripts)) <= set(asdict(EN))


@pytest.mark.parametrize("status", Status)
def test_every_status_has_a_word_in_both_languages(status: Status) -> None:
    assert status_word(status, Language.EN) == status.value
    assert CHINESE.search(status_word(status, Language.ZH))


@pytest.mark.parametrize("reason", ["unreadable", "unlinked", "unmapped", "bad-uid", "uid-clash"])
def test_every_reason_to_park_has_a_word(reason: str) -> None:
    assert CHINESE.search(parked_word(reason, ZH))


def test_a_reason_of_a_later_version_is_shown_as_it_is() -> None:
    assert parked_word("too-late", EN) == "too-late"
