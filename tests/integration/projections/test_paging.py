"""Given long lists of conflicts and parked reports, when they are turned page by page, then each costs what it has."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from psycopg import Connection

from projections import conflicts, parked
from projections.conflicts import count_conflicts, list_conflicts, settled_conflicts, settled_place
from projections.paging import Place, page_of
from projections.parked import ParkedRow, list_parked, parked_place
from projections.ticket_list import Filters, list_tickets

PARKED = 20_000
CONFLICTS = 8_000
LIMIT = 200

_PARKED = """
    INSERT INTO views.parked
    SELECT 'PRK-' || to_hex(n), n, CASE n %% 50 WHEN 7 THEN 'mes' ELSE 'crm' END,
        CASE WHEN n %% 100 = 1 THEN 'unlinked' ELSE 'unmapped' END, 'why', '', '', 'word', NULL, 'd', n, n, 9,
        CASE n %% 20 WHEN 0 THEN 'released' ELSE 'parked' END, 0, NULL, '', NULL, '', ''
    FROM generate_series(1, %s) AS n
"""
_CONFLICTS = """
    INSERT INTO views.conflicts
    SELECT 'QAX-' || n, 'SRV-' || n, CASE n %% 4 WHEN 0 THEN 'decided' WHEN 1 THEN 'claimed' ELSE 'open' END, n, n,
        '{}', '', '[]', 0, CASE n %% 40 WHEN 1 THEN 'ann' ELSE 'mei' END, NULL, CASE n %% 4 WHEN 0 THEN n / 8 END,
        '', NULL, '', NULL, '', '', '', ''
    FROM generate_series(1, %s) AS n
"""


_TICKETS = """
    INSERT INTO views.tickets
    SELECT 'SRV-' || n, 'New', NULL, n, 'crm', 'New', false, NULL, '', 1, 'New', 1, n, n, NULL, NULL, '{}', 'srv-' || n
    FROM generate_series(1, %s) AS n
"""
_LANES = """
    INSERT INTO views.lanes
    SELECT 'SRV-' || n, system, 'New', 'New', '', n, 1, 1, n, NULL, NULL, n, NULL, 0, '', '{}'
    FROM (
        SELECT n, 'crm' FROM generate_series(1, %s) AS n
        UNION ALL SELECT n, 'erp' FROM generate_series(200, %s, 200) AS n
    ) AS heard (n, system)
"""


def explained(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The plans of what is asked from now on, which finds nothing."""
    plans: list[str] = []

    def explain(conn: Connection[Any], query: bytes, params: object, _: object) -> list[object]:
        plans.extend(line for (line,) in conn.execute(b"EXPLAIN " + query, params).fetchall())  # type: ignore[arg-type]
        return []

    monkeypatch.setattr("projections.tables.select", explain)
    return plans


@pytest.fixture
def long(conn: Connection[Any]) -> Connection[Any]:
    conn.execute(_PARKED, [PARKED])
    conn.execute(_CONFLICTS, [CONFLICTS])
    conn.execute("ANALYZE views.parked, views.conflicts")
    return conn


@pytest.mark.parametrize("state", ["parked", "released", "any"])
def test_every_parked_report_is_on_one_page_and_the_way_back_is_the_same(long: Connection[Any], state: str) -> None:
    forth, place = [], parked.FIRST
    while rows := list_parked(long, state=state, place=place, limit=900):
        forth.append([row.id for row in rows])
        place = parked_place(rows[-1])
    wanted = {"parked": PARKED * 19 // 20, "released": PARKED // 20, "any": PARKED}
    assert len({name for page in forth for name in page}) == sum(map(len, forth)) == wanted[state]
    back: list[ParkedRow] = list_parked(long, state=state, place=place._replace(back=True), limit=900)
    assert [row.id for row in reversed(back)] == [name for page in forth for name in page][-901:-1]


def test_settled_conflicts_come_the_latest_first_also_those_of_one_moment(long: Connection[Any]) -> None:
    found, place = [], conflicts.FIRST
    while rows := settled_conflicts(long, place=place, limit=7):
        found += [(row.closed_at or 0, row.id) for row in rows]
        place = settled_place(rows[-1])
    assert found == sorted(found, key=lambda each: (-each[0], each[1]))
    assert len(set(found)) == len(found) == CONFLICTS // 4


def test_those_of_one_reviewer_are_found_wherever_they_stand_and_counted(long: Connection[Any]) -> None:
    rows = list_conflicts(long, states=("claimed",), claimed_by="ann", limit=LIMIT)
    assert [row.opened_position for row in rows] == list(range(1, CONFLICTS, 40))
    assert count_conflicts(long, ("claimed",), "ann") == len(rows)
    assert count_conflicts(long, conflicts.OPEN) == CONFLICTS * 3 // 4
    assert count_conflicts(long, conflicts.SETTLED) == CONFLICTS // 4


@pytest.mark.parametrize("back", [False, True])
@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (list_parked, "parked_now"),
        (partial(list_parked, state="any"), "parked_position"),
        (partial(list_parked, reason="unlinked"), "parked_reason"),
        (partial(list_parked, system="mes"), "parked_system"),
        (list_conflicts, "conflicts_open"),
        (partial(list_conflicts, states=("claimed",), claimed_by="ann"), "conflicts_claimed"),
        (settled_conflicts, "conflicts_settled"),
    ],
)
def test_a_page_is_one_scan_of_the_index_in_its_order(
    long: Connection[Any], monkeypatch: pytest.MonkeyPatch, ask: Callable[..., object], index: str, *, back: bool
) -> None:
    plans = explained(monkeypatch)
    ask(long, place=Place(-30 if index == "conflicts_settled" else 5_000, "", back), limit=LIMIT)
    way = "Index Scan Backward" if back else "Index Scan"
    [limit, scan, condition, *_] = plans
    assert limit.startswith("Limit")
    assert f"{way} using {index} on" in scan
    assert "ROW(" in condition
    assert [line for line in plans if "Sort" in line or "Seq Scan" in line] == []


@pytest.mark.parametrize(("system", "found"), [("crm", LIMIT), ("erp", PARKED // 200), ("nobody", 0)])
def test_tickets_of_a_system_are_joined_from_the_side_that_has_fewer(
    conn: Connection[Any], monkeypatch: pytest.MonkeyPatch, system: str, found: int
) -> None:
    conn.execute(_TICKETS, [PARKED])
    conn.execute(_LANES, [PARKED, PARKED])
    conn.execute("ANALYZE views.tickets, views.lanes")
    filters = Filters(system=system)
    assert len(list_tickets(conn, 10 * PARKED, filters, limit=LIMIT).tickets) == found
    plans = explained(monkeypatch)
    list_tickets(conn, 10 * PARKED, filters, limit=LIMIT)
    assert [line for line in plans if "Seq Scan" in line or "hashed SubPlan" in line] == []
    assert any("using lanes_system on lanes" in line for line in plans)


def test_a_page_knows_what_lies_before_and_behind_it() -> None:
    assert page_of([1, 2, 3], 2, back=False, is_first=True) == ([1, 2], False, True)
    assert page_of([1, 2], 2, back=False, is_first=False) == ([1, 2], True, False)
    assert page_of([3, 2, 1], 2, back=True, is_first=False) == ([2, 3], True, True)
    assert page_of([2, 1], 2, back=True, is_first=False) == ([1, 2], False, True)
