"""The order of the rows, and how they are spread over files, does not matter."""

import random
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.audit.given import a_csv, audited

WORDS = [
    ("crm", "New"),
    ("crm", "Fixed"),
    ("crm", "Back"),
    ("crm", "Comment"),
    ("crm", "Strange"),
    ("mes", "Job open"),
    ("mes", "Job running"),
    ("mes", "Job done"),
    ("erp", "Open"),
]

rows_of_a_log = st.lists(
    st.builds(
        lambda ticket, word, minute: f"T{ticket},{word[0]},{word[1]},2026-01-26T0{minute // 60}:{minute % 60:02d}:00Z",
        st.integers(1, 2),
        st.sampled_from(WORDS),
        st.integers(0, 40),
    ),
    max_size=25,
)


def audited_alone(*files: list[str]) -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        logs = [a_csv(Path(folder), rows, name=f"{number}.csv") for number, rows in enumerate(files)]
        found = audited(Path(folder), logs)
    del found["logs"]
    return found


@given(rows_of_a_log, st.randoms(use_true_random=False))
def test_the_same_rows_in_another_order_say_the_same(rows: list[str], chance: random.Random) -> None:
    shuffled = chance.sample(rows, len(rows))
    assert audited_alone(shuffled) == audited_alone(rows)


@given(rows_of_a_log, st.randoms(use_true_random=False))
def test_the_same_rows_in_several_files_say_the_same(rows: list[str], chance: random.Random) -> None:
    cuts = sorted({0, len(rows), *(chance.randint(0, len(rows)) for _ in range(3))})
    files = [rows[start:end] for start, end in pairwise(cuts)]
    assert audited_alone(*reversed(files), []) == audited_alone(rows)


@given(rows_of_a_log)
def test_a_row_that_is_there_twice_is_only_counted(rows: list[str]) -> None:
    once, twice = audited_alone(rows), audited_alone(rows * 2)
    meant = once["reports"] - once["ignored"] - once["unmapped_count"]
    assert twice["duplicates"] == once["duplicates"] + meant
    for key in ("tickets", "changes", "frozen_tickets", "conflicts", "deviation", "consistency"):
        assert twice[key] == once[key]
