"""What of the polled records is handed over: each once, in order, and nothing that was not claimed."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.application.ports import InputMark
from hub.entrypoints.worker.beginning import DELETED_UNREAD, MADE_ANEW, Beginning, beginning
from hub.entrypoints.worker.tenure import Held, Tenure


@dataclass(frozen=True)
class Record:
    partition: int
    offset: int
    topic: str = "reports"
    timestamp: int = 0
    key: bytes | None = None
    value: bytes | None = None
    headers: tuple[tuple[str, bytes], ...] = field(default=())


def records(partition: int, *offsets: int) -> list[Record]:
    return [Record(partition, offset, timestamp=1_000 * offset) for offset in offsets]


def tenure(**starts: int) -> Tenure:
    held = {int(name[1:]): Held(claim=7, stored=start, handed=start) for name, start in starts.items()}
    return Tenure(frozenset(held), held)


def test_a_batch_reaches_behind_its_last_record_in_every_partition() -> None:
    holding = tenure(p0=10, p1=0)
    taken = holding.take([*records(0, 10, 11), *records(1, 0)])

    assert [(record.partition, record.offset) for record in taken.records] == [(0, 10), (0, 11), (1, 0)]
    assert taken.reached == {0: 12, 1: 1}
    assert taken.written == {0: (10_000, 11_000), 1: (0, 0)}
    assert holding.marks("reports", taken.reached) == [
        InputMark(topic="reports", partition=0, claim=7, next=12),
        InputMark(topic="reports", partition=1, claim=7, next=1),
    ]


def test_records_before_the_stored_offset_are_passed_over() -> None:
    holding = tenure(p0=10)
    assert [record.offset for record in holding.take(records(0, 8, 9, 10)).records] == [10]
    assert holding.take(records(0, 8, 9, 10)).records == []


def test_records_of_a_partition_that_is_not_claimed_yet_are_left_for_later() -> None:
    assert tenure(p0=0).take(records(1, 0, 1)).records == []
    assert Tenure(frozenset({0})).take(records(0, 0, 1)).records == []


def test_nothing_is_handed_over_once_a_tenure_is_over() -> None:
    holding = tenure(p0=0)
    holding.end()
    assert holding.take(records(0, 0)).records == []


def test_what_seems_to_be_missing_is_read_again_before_it_is_believed() -> None:
    holding = tenure(p0=10, p1=5)

    first = holding.take([*records(0, 14, 15), *records(1, 5)])
    assert ([record.partition for record in first.records], first.again) == ([1], {0: 10})

    second = holding.take(records(0, 14, 15))
    assert ([record.offset for record in second.records], second.again) == ([14, 15], {})


def test_what_was_missing_by_mistake_comes_with_the_second_reading() -> None:
    holding = tenure(p0=10)
    holding.take(records(0, 14))
    assert [record.offset for record in holding.take(records(0, 10, 11, 12, 13, 14)).records] == [10, 11, 12, 13, 14]


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 8)), max_size=40))
def test_however_a_partition_is_polled_its_records_come_each_once_and_in_order(polls: list[tuple[int, int]]) -> None:
    """Polls may begin anywhere; a seek takes effect with the next one. Offsets are without true gaps here."""
    holding = tenure(p0=0)
    handed: list[int] = []
    seek: int | None = None
    for start, count in polls:
        begin = start if seek is None else seek
        taken = holding.take(records(0, *range(begin, begin + count)))
        handed += [record.offset for record in taken.records]
        seek = taken.again.get(0)

    assert handed == list(range(len(handed)))


@pytest.mark.parametrize(
    ("stored", "begin"),
    [
        (None, Beginning(3)),
        (5, Beginning(5)),
        (3, Beginning(3)),
        (9, Beginning(9)),
        (10, Beginning(3, MADE_ANEW)),
        (2, Beginning(3, DELETED_UNREAD)),
    ],
)
def test_reading_begins_at_the_stored_offset_where_the_partition_still_has_it(
    stored: int | None, begin: Beginning
) -> None:
    assert beginning(stored, first=3, end=9) == begin
