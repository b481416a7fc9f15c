"""What an unknown word probably means."""

import tomllib

import pytest

from mappings.loader import load_builtin, parse_tables
from mappings.proposing import line_of, propose
from schemas.status import Status

TABLES = list(parse_tables('[mapping.a]\n"On Hold" = "Pending"\n[mapping.b]\n"Erledigt" = "Resolved"\n', "t").values())


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("on-hold", Status.PENDING),
        ("ON_HOLD", Status.PENDING),
        ("Erledigd", Status.RESOLVED),
        ("Quark", None),
        ("", None),
    ],
)
def test_a_word_is_taken_for_the_one_it_is_most_like(word: str, status: Status | None) -> None:
    assert propose(word, TABLES) is status


def test_the_built_in_tables_know_the_usual_words() -> None:
    assert propose("In progress", load_builtin().values()) is Status.IN_PROGRESS
    assert propose("resolved", load_builtin().values()) is Status.RESOLVED


@pytest.mark.parametrize("word", ["Plain", 'with "quotes"', "back\\slash", "line\nfeed", "已关闭"])
def test_the_line_means_that_word(word: str) -> None:
    assert tomllib.loads(line_of(word, Status.CLOSED)) == {word: "Closed"}


def test_without_a_proposal_the_table_cannot_be_taken_as_it_is() -> None:
    assert line_of("Quark", None) == '"Quark" = "?"'
