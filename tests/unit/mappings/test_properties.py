"""What holds for every table, whatever its words."""

from collections.abc import Mapping, Sequence
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from mappings.loader import load_builtin, parse_table
from mappings.model import Ignored, Mapped, MappingTable, Unmapped
from mappings.translate import to_native, translate
from schemas.status import Status

BUILTIN = load_builtin()
FLAGS = ("CRTD", "REL", "CNF", "PRC", "ZZ01")

natives = st.text(st.sampled_from("abAB /1"), min_size=1, max_size=5).filter(lambda word: word == word.strip())
wildcards = st.builds(lambda head, tail: f"{head}*{tail}", natives, st.sampled_from(["", "a", "/1"]))
meanings = st.sampled_from([*(status.value for status in Status), "@ignore"])
flag_entries = st.one_of(
    meanings,
    st.builds(lambda status, rank: {"status": status.value, "rank": rank}, st.sampled_from(Status), st.integers(0, 2)),
)


def a_table(entries: Mapping[str, object]) -> MappingTable:
    return parse_table("desk", entries, "desk.toml", "")


tables = st.dictionaries(natives | wildcards, meanings, min_size=1).map(a_table)
flagged = st.dictionaries(st.sampled_from(FLAGS), flag_entries, min_size=1).map(
    lambda entries: a_table({"@flags": entries}),
)


@given(tables, st.text() | natives)
def test_the_same_word_means_the_same_every_time(table: MappingTable, native: str) -> None:
    first = translate(table, native)

    assert translate(table, native) is first
    assert translate(table, f" {native}\t") == first


@given(tables)
def test_an_exact_word_beats_every_pattern(table: MappingTable) -> None:
    for word, meaning in table.words.items():
        assert translate(table, word) is meaning


@given(tables, natives)
def test_an_answer_other_than_unmapped_stands_in_the_table(table: MappingTable, native: str) -> None:
    answer = translate(table, native)

    stands = answer in table.words.values() or any(answer is pattern.meaning for pattern in table.patterns)
    assert stands != isinstance(answer, Unmapped)


@given(flagged, st.lists(st.sampled_from(FLAGS), min_size=1), st.randoms(use_true_random=False))
def test_the_order_and_repetition_of_flags_do_not_matter(
    table: MappingTable, flags: Sequence[str], chance: Random
) -> None:
    shuffled = [*flags, *flags[:1]]
    chance.shuffle(shuffled)

    assert translate(table, "", flags=shuffled) == translate(table, "", flags=flags)


@given(flagged, st.lists(st.sampled_from(FLAGS), min_size=1))
def test_a_set_with_an_unknown_flag_is_never_guessed(table: MappingTable, flags: Sequence[str]) -> None:
    answer = translate(table, "", flags=flags)

    assert isinstance(answer, Unmapped) == (not set(flags) <= set(table.flags))


@given(st.sampled_from(sorted(BUILTIN)), st.sampled_from(Status))
def test_what_a_system_is_told_comes_back_as_what_was_meant(system: str, status: Status) -> None:
    native = to_native(BUILTIN[system], status)
    if native is not None:
        answer = translate(BUILTIN[system], native)
        assert isinstance(answer, Mapped)
        assert answer.word.can_mean(status)


@given(st.dictionaries(natives | wildcards, meanings, min_size=1))
def test_a_version_stands_for_what_the_table_says(entries: dict[str, str]) -> None:
    table = a_table(entries)

    assert a_table({f" {word} ": meaning for word, meaning in entries.items()}).version == table.version
    assert a_table({**entries, "one more": "@ignore"}).version != table.version


@given(tables, st.text())
def test_only_a_word_or_a_reason_comes_out(table: MappingTable, native: str) -> None:
    match translate(table, native):
        case Mapped(word):
            assert word.status in Status
        case Ignored(reason) | Unmapped(_, reason):
            assert reason
