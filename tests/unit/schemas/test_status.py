"""The canonical vocabulary: groups, life cycle and OCSF ids (docs/domain.md §4)."""

import re

import pytest

from schemas.status import Group, Status, mask
from tests.needs import ROOT

ANY = frozenset(Status)
NEW, ACKNOWLEDGED, REOPENED = Status.NEW, Status.ACKNOWLEDGED, Status.REOPENED
CLOSED = Status.CLOSED

# docs/domain.md §4.2, row by row.
MOVED_BY = {
    "New": ANY - {NEW},
    "Acknowledged": ANY - {NEW},
    "In Progress": ANY - {NEW, ACKNOWLEDGED},
    "Pending": ANY - {NEW, ACKNOWLEDGED},
    "Pending Verification": ANY - {NEW, ACKNOWLEDGED},
    "Resolved": {CLOSED, REOPENED},
    "Closed": {REOPENED},
    "Reopened": ANY - {NEW},
    "Cancelled": {REOPENED},
}
OCSF_STATUS_ID = {
    # OCSF 1.6: 1 New, 2 In Progress, 3 Notified, 4 On Hold, 5 Resolved, 6 Closed, 7 Canceled, 8 Reopened.
    "New": 1,
    "In Progress": 2,
    "Acknowledged": 3,
    "Pending": 4,
    "Pending Verification": 5,
    "Resolved": 5,
    "Closed": 6,
    "Cancelled": 7,
    "Reopened": 8,
}


def rows_of(section: str) -> dict[str, str]:
    """The table of a section of the domain rules, first column to second."""
    text = (ROOT / "docs/domain.md").read_text(encoding="utf-8")
    body = text.partition(f"### {section} ")[2].partition("\n### ")[0]
    rows = re.findall(r"^\| (.+?) \| (.+?) \|$", body, re.MULTILINE)
    return dict(rows[1:])


@pytest.mark.parametrize("now", list(Status))
@pytest.mark.parametrize("other", list(Status))
def test_a_change_moves_the_canonical_status_only_where_the_life_cycle_says_so(now: Status, other: Status) -> None:
    assert now.can_move_to(other) is (other is not now and other in MOVED_BY[now.value])


def test_the_documented_life_cycle_is_the_one_that_holds() -> None:
    documented: dict[str, set[Status]] = {}
    for statuses, movers in rows_of("4.2").items():
        if statuses == "none yet":
            continue
        excluded = re.fullmatch(r"any(?: other)?(?: but (?P<names>.+))?", movers)
        named = {Status(name) for name in re.split(r", ", (excluded["names"] or "") if excluded else movers) if name}
        for status in statuses.split(", "):
            documented[status] = (set(ANY) - named if excluded else named) - {Status(status)}
    assert documented == {status: set(movers) - {Status(status)} for status, movers in MOVED_BY.items()}


def test_the_documented_groups_are_those_that_hold() -> None:
    documented = {group.strip("*"): set(statuses.split(", ")) for group, statuses in rows_of("4.1").items()}
    assert documented == {group.value: {s.value for s in Status if s.group is group} for group in Group}


@pytest.mark.parametrize("status", list(Status))
def test_the_only_way_out_of_done_and_void_is_reopened(status: Status) -> None:
    assert status.is_over is (status.group in {Group.DONE, Group.VOID})
    if status.is_over:
        ways_out = {other for other in Status if status.can_move_to(other) and not other.is_over}
        assert ways_out == {REOPENED}


def test_ties_in_one_system_follow_the_documented_life_cycle() -> None:
    text = (ROOT / "docs/domain.md").read_text(encoding="utf-8")
    documented = re.search(r"as the word maps by itself \((.+?)\)", text, re.DOTALL)
    assert documented is not None
    names = re.split(r",\s+", documented[1])
    assert [status.value for status in sorted(Status, key=lambda status: status.rank)] == names


def test_every_status_has_its_id_in_ocsf() -> None:
    assert {status.value: status.ocsf_id for status in Status} == OCSF_STATUS_ID


def test_every_status_has_a_chinese_name_of_its_own() -> None:
    names = [status.zh for status in Status]
    assert len(set(names)) == len(names) == 9
    assert not any(name.isascii() for name in names)


def test_a_mask_holds_each_status_once() -> None:
    assert mask(NEW, CLOSED, NEW) == NEW.bit | CLOSED.bit
    assert mask(*Status) == (1 << 9) - 1
    assert mask() == 0
