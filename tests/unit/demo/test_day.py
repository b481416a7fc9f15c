"""A plant's day: the same for the same seed, and told in words that the hub's tables know."""

from collections import Counter

from hub.entrypoints.demo.day import LENGTH, plants_day
from hub.entrypoints.demo.plant import NATIVE_IDS, SYSTEMS, WORDS
from hub.entrypoints.demo.said import Ruled, Said, Slip
from mappings.loader import load_builtin
from mappings.model import Mapped, Unmapped
from mappings.translate import translate
from schemas.status import Status


def said(seed: int = 1) -> list[Said]:
    return [item for item in plants_day(seed).happenings if isinstance(item, Said)]


def test_the_same_seed_gives_the_same_day_and_another_seed_another() -> None:
    assert plants_day(1) == plants_day(1)
    assert plants_day(1) != plants_day(2)


def test_the_day_is_in_the_order_in_which_the_hub_hears_of_it() -> None:
    day = plants_day()
    heard = [item.sent for item in day.happenings]
    assert heard == sorted(heard)
    assert 0 < heard[0] < heard[-1] <= LENGTH


def test_a_few_dozen_faults_are_told_by_all_four_systems() -> None:
    day = plants_day()
    assert 36 <= day.faults <= 60
    assert {item.system for item in said()} == set(SYSTEMS)
    assert {item.fault for item in said()} == set(range(1, day.faults + 1))


def test_a_ticket_is_opened_by_a_system_that_may_before_others_tell_of_it() -> None:
    first: dict[int, Said] = {}
    for item in said():
        first.setdefault(item.fault, item)
    assert all(item.opens and item.system in {"crm", "itsm"} for item in first.values())


def test_nothing_is_sent_before_it_happened_and_no_clock_runs_so_fast_that_it_looks_so() -> None:
    assert all(item.at - item.sent < 60 for item in said())


def test_some_messages_come_twice_and_some_are_overtaken() -> None:
    times = Counter(item.delivery for item in said())
    assert set(times.values()) == {1, 2}
    turns: dict[tuple[int, str], int] = {}
    overtaken = 0
    for item in said():
        key = (item.fault, item.system)
        overtaken += item.turn < turns.get(key, 0) and times[item.delivery] == 1
        turns[key] = max(turns.get(key, 0), item.turn)
    assert overtaken > 0


def test_every_way_to_name_a_ticket_badly_occurs() -> None:
    assert {item.slip for item in said()} == set(Slip)


def test_the_quality_team_rules_twice() -> None:
    assert sum(isinstance(item, Ruled) for item in plants_day().happenings) == 2


def test_each_word_means_what_the_story_means() -> None:
    tables = load_builtin()
    for system, words in WORDS.items():
        assert set(words) == set(Status), system
        for status, word in words.items():
            table = tables[system]
            meaning = translate(table, word, flags=word.split() if system == "erp" else ())
            assert isinstance(meaning, Mapped), (system, word)
            assert meaning.word.can_mean(status), (system, word)


def test_three_words_are_unknown_to_the_tables() -> None:
    tables = load_builtin()
    unknown = {
        item.word
        for item in said()
        if item.system != "erp" and isinstance(translate(tables[item.system], item.word), Unmapped)
    }
    assert unknown == {"WAIT_SPARE", "Awaiting Vendor", "On the Back Burner"}


def test_ids_of_the_systems_differ() -> None:
    ids = [form.format(number) for form in NATIVE_IDS.values() for number in range(1, 60)]
    assert len(set(ids)) == len(ids)
