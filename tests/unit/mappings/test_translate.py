"""A system's word into the hub's, and back."""

import pytest

from mappings.model import Ignored, Mapped, Unmapped, Word
from mappings.translate import join_key, to_native, translate
from schemas.status import Status
from tests.unit.mappings.given import a_table, status_of

CODES_AND_LABELS = """
"6" = "Resolved"
"Resolved" = "Resolved"
"Active" = { status = "In Progress", after_done = "Reopened" }
"Queued/*" = "Acknowledged"
"Queued/Awaiting *" = "Pending"
"Queued/Awaiting Assignment" = "New"
"Unmatched/*" = "@ignore"
"""
ORDER_FLAGS = """
"REL" = "Acknowledged"
[mapping.desk."@flags"]
CRTD = { status = "New", rank = 1 }
REL = { status = "Acknowledged", rank = 2, after_done = "Reopened" }
TECO = { status = "Resolved", rank = 8 }
PRC = "@ignore"
PRT = "@ignore"
"""
EVENTS = """
"triggered" = "New"
[mapping.desk."@events"]
"incident.reopened" = "Reopened"
"incident.priority_updated" = "@ignore"
[mapping.desk."@flags"]
TECO = "Resolved"
"""


@pytest.mark.parametrize("native", ["6", "Resolved"])
def test_a_code_and_a_label_mean_the_same(native: str) -> None:
    assert status_of(translate(a_table(CODES_AND_LABELS), native)) is Status.RESOLVED


def test_a_word_may_mean_reopened_after_done() -> None:
    answer = translate(a_table(CODES_AND_LABELS), "Active")

    assert answer == Mapped(Word(Status.IN_PROGRESS, reopens=True))


@pytest.mark.parametrize("native", [" Resolved", "Resolved\n", "\tResolved "])
def test_white_space_around_a_word_does_not_count(native: str) -> None:
    assert status_of(translate(a_table(CODES_AND_LABELS), native)) is Status.RESOLVED


@pytest.mark.parametrize("native", ["resolved", "RESOLVED", "Resolve", "Resolved/Fixed", "66", ""])
def test_a_word_that_is_not_in_the_table_is_never_guessed(native: str) -> None:
    answer = translate(a_table(CODES_AND_LABELS), native)

    assert answer == Unmapped(native, f'the table of desk has no word "{native}"')


@pytest.mark.parametrize(
    ("native", "status"),
    [
        ("Queued/Second Line", Status.ACKNOWLEDGED),
        ("Queued/", Status.ACKNOWLEDGED),
        ("Queued/Awaiting Parts", Status.PENDING),
        ("Queued/Awaiting Assignment", Status.NEW),
    ],
    ids=["the pattern", "nothing where the wildcard stands", "the longer pattern", "the word itself"],
)
def test_what_is_said_more_exactly_wins(native: str, status: Status) -> None:
    assert status_of(translate(a_table(CODES_AND_LABELS), native)) is status


def test_a_word_that_is_no_status_is_ignored_with_a_reason() -> None:
    answer = translate(a_table(CODES_AND_LABELS), "Unmatched/Spam")

    assert answer == Ignored('"Unmatched/*" is not a status')


def test_of_flags_that_hold_together_the_highest_rank_counts() -> None:
    answer = translate(a_table(ORDER_FLAGS), "REL PRC TECO", flags=["REL", "PRC", "TECO"])

    assert status_of(answer) is Status.RESOLVED


def test_flags_beat_the_word() -> None:
    assert status_of(translate(a_table(ORDER_FLAGS), "REL", flags=["CRTD"])) is Status.NEW


def test_an_unknown_flag_leaves_the_set_unmapped_and_is_named() -> None:
    answer = translate(a_table(ORDER_FLAGS), "TECO", flags=["TECO", "ZZ02", "REL", "ZZ01"])

    assert answer == Unmapped("ZZ01 ZZ02", "the table of desk has no flag ZZ01, ZZ02")


def test_flags_that_are_all_ignored_are_no_status() -> None:
    answer = translate(a_table(ORDER_FLAGS), "", flags=["PRT", "PRC"])

    assert answer == Ignored("none of the flags PRC, PRT is a status")


def test_the_event_type_beats_the_status_it_carries() -> None:
    answer = translate(a_table(EVENTS), "triggered", flags=["TECO"], event="incident.reopened")

    assert status_of(answer) is Status.REOPENED


def test_an_event_type_may_be_no_status_whatever_it_carries() -> None:
    assert isinstance(translate(a_table(EVENTS), "triggered", event="incident.priority_updated"), Ignored)


def test_an_event_type_that_is_not_listed_leaves_the_word_to_count() -> None:
    assert status_of(translate(a_table(EVENTS), "triggered", event="incident.triggered")) is Status.NEW


def test_words_from_outside_do_not_grow_the_table_without_bound() -> None:
    table = a_table(CODES_AND_LABELS)

    for number in range(5_000):
        translate(table, f"Queued/{number}")
    translate(table, "Queued/" + "x" * 100_000)

    assert len(table.recent) <= 1024
    assert max(map(len, table.recent)) < 1000


def test_the_way_back_is_the_first_word_that_means_the_status_by_itself() -> None:
    table = a_table('"Wait/*" = "Pending"\n"On Hold" = "Pending"\n"Parked" = "Pending"\n"@events" = { e = "Closed" }')

    assert to_native(table, Status.PENDING) == "On Hold"
    assert to_native(table, Status.CLOSED) is None


def test_the_way_back_is_what_the_table_says_it_is() -> None:
    table = a_table('"Solved" = "Resolved"\n"6" = "Resolved"\n"@back" = { Resolved = "6" }')

    assert to_native(table, Status.RESOLVED) == "6"


def test_a_word_that_means_reopened_only_after_done_is_no_way_back_unless_named() -> None:
    active = '"Active" = { status = "In Progress", after_done = "Reopened" }\n'

    assert to_native(a_table(active), Status.REOPENED) is None
    assert to_native(a_table(active + '"@back" = { Reopened = "Active" }'), Status.REOPENED) == "Active"


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        (["On Hold", "3"], "On Hold/3"),
        ([" On Hold ", "3\n"], "On Hold/3"),
        (["Open", "", ""], "Open"),
        (["Closed", "", "Duplicate"], "Closed//Duplicate"),
        (["", "Duplicate"], "/Duplicate"),
        ([], ""),
    ],
)
def test_several_fields_make_one_word(fields: list[str], word: str) -> None:
    assert join_key(fields) == word
