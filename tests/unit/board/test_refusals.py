"""Why the hub refuses something, in the reader's language: every sentence that somebody at a page may be told."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from hub.entrypoints.board.refusals import refusal
from hub.entrypoints.board.words import Language
from schemas.errors import Refused
from tests.needs import ROOT

REFUSALS = {"Refused", "UnknownConflict"}
"""What carries a sentence; the other errors are told in a sentence of the board's own."""
COMMANDS = (
    "hub/application/parking.py",
    "hub/application/people.py",
    "hub/application/publishing.py",
    "hub/application/review.py",
    "hub/application/rules.py",
    "hub/application/what_if/trials.py",
    "hub/domain/decide.py",
)


def said_in(path: str) -> Iterator[str]:
    """The sentences of a file's refusals, with 12 wherever something is filled in."""
    for node in ast.walk(ast.parse((ROOT / path).read_text("utf-8"))):
        match node:
            case ast.Raise(exc=ast.Call(func=ast.Name(id=name), args=[said, *_])) if name in REFUSALS:
                yield sentence(said)


def sentence(said: ast.expr) -> str:
    if isinstance(said, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "12" for part in said.values)
    assert isinstance(said, ast.Constant), f"teach this test to read {ast.unparse(said)}"
    return str(said.value)


SAID = sorted({said for path in COMMANDS for said in said_in(path)})


def test_the_sentences_are_found() -> None:
    assert len(SAID) > 20


@pytest.mark.parametrize("said", SAID)
def test_every_refusal_of_what_is_done_on_a_page_is_told_in_chinese(said: str) -> None:
    told = refusal(Refused(said), Language.ZH)
    assert told != said
    assert any("一" <= character <= "鿿" for character in told)
    assert refusal(Refused(said), Language.EN) == said


def test_what_is_filled_in_stands_in_the_chinese_sentence_too() -> None:
    told = refusal(Refused("a password has 12 to 256 characters; a sentence is a good one"), Language.ZH)
    assert told == "密码须为 12 至 256 个字符，建议使用一句话"
    assert refusal(Refused("there is nobody named Li Na"), Language.ZH) == "没有名为 Li Na 的人员"
