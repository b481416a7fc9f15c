"""The plan of a run: the same for a seed, with every kind of fault in it."""

from __future__ import annotations

from random import Random

import pytest

from schemas.instant import DAY, HOUR
from tests.chaos.faults import ACTS, planned
from tests.chaos.reports import posted_reports, shared_out

NOON = 20_000 * DAY + 12 * HOUR


@pytest.mark.parametrize("seed", range(20))
def test_at_least_ten_faults_of_every_kind_are_spread_over_the_reports(seed: int) -> None:
    faults = planned(Random(seed), 20_000)
    assert len(faults) >= 10
    assert {fault.name for fault in faults} == set(ACTS)
    moments = [fault.after for fault in faults]
    assert moments == sorted(moments)
    assert moments[0] < 2_000
    assert 12_000 < moments[-1] < 20_000
    assert faults[0].comes_alone
    assert faults[-1].name == "force rebalance"
    assert all(fault.comes_alone for fault in faults if "leader" in fault.name)


def test_a_seed_decides_the_plan_and_the_reports() -> None:
    assert planned(Random(4), 20_000) == planned(Random(4), 20_000) != planned(Random(5), 20_000)
    assert posted_reports(4, NOON, 500) == posted_reports(4, NOON, 500) != posted_reports(5, NOON, 500)


def test_each_ticket_has_one_sender_that_keeps_its_order() -> None:
    reports = posted_reports(4, NOON, 500)
    shares = shared_out(reports, 3)
    tickets = [{report["uid"] for report in share} for share in shares]
    assert sum(map(len, tickets)) == len(set().union(*tickets)) == len({report["uid"] for report in reports})
    for share, mine in zip(shares, tickets, strict=True):
        assert share == [report for report in reports if report["uid"] in mine]
