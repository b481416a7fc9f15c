"""The numbers above the list."""

import pytest

from hub.entrypoints.board.figures import Tile, figures, percent
from hub.entrypoints.board.words import Language
from hub.entrypoints.gateway.queries import Backlog
from hub.entrypoints.gateway.views.consistency import ConsistencyView, Rate
from schemas.instant import HOUR, MINUTE
from tests.unit.board.given import NOW, a_system, an_apart, an_overview


def tile(key: str, language: Language = Language.EN, **given: object) -> Tile:
    return next(found for found in figures(an_overview(**given), language).tiles if found.key == key)


@pytest.mark.parametrize(
    ("rate", "shown"),
    [(None, "–"), (1.0, "100 %"), (0.9999, "99.9 %"), (0.992, "99.2 %"), (0.61, "61.0 %"), (0.0, "0.0 %")],
)
def test_a_share_is_never_rounded_up_to_a_hundred(rate: float | None, shown: str) -> None:
    assert percent(rate) == shown


def test_the_rate_says_how_many_pairs_it_is_of() -> None:
    found = tile("consistency")
    assert (found.value, found.note) == ("99.1 %", "1,224 of 1,234 agree")


def test_the_rate_stands_against_yesterday_and_last_week() -> None:
    view = ConsistencyView(
        at=NOW,
        rate=0.99,
        pairs=100,
        agreeing=99,
        by_system={"crm": 0.99},
        trend=(Rate(at=NOW - HOUR, rate=0.97), Rate(at=NOW, rate=0.99)),
        yesterday={"": 0.981, "crm": 0.9},
        last_week={"": 0.612},
    )
    found = tile("consistency", consistency=view)
    assert found.note == "98.1 % yesterday · 61.2 % last week"
    assert (found.about, found.trend) == ("99 of 100 agree", [0.97, 0.99])
    assert tile("consistency", Language.ZH, consistency=view).note == "昨天 98.1 % · 上周 61.2 %"
    crm, mes = figures(an_overview(consistency=view), Language.EN).systems
    assert crm.about.endswith("90.0 % yesterday.")
    assert "yesterday" not in mes.about


def test_before_the_first_report_there_is_no_rate() -> None:
    nothing = ConsistencyView(at=NOW, rate=None, pairs=0, agreeing=0, by_system={})
    found = tile("consistency", consistency=nothing)
    assert (found.value, found.note) == ("–", "no reports yet")


def test_open_conflicts_show_the_age_of_the_oldest() -> None:
    backlog = Backlog(lag={}, open_conflicts=3, oldest_conflict=NOW - 12 * MINUTE, parked={})
    found = tile("conflicts", backlog=backlog)
    assert (found.value, found.note, found.since, found.mark) == ("3", "oldest", (NOW - 12 * MINUTE) // 1000, "red")


def test_without_conflicts_nothing_is_red() -> None:
    found = tile("conflicts")
    assert (found.value, found.note, found.since, found.mark) == ("0", "none", None, "")


def test_standing_contradictions_show_the_longest() -> None:
    found = tile("contradictions", contradictions=(an_apart(), an_apart(NOW - HOUR)))
    assert (found.value, found.since, found.only) == ("2", (NOW - 11 * HOUR) // 1000, "apart")


def test_however_many_there_are_they_are_counted_to_the_last() -> None:
    found = ConsistencyView(at=NOW, rate=0.5, pairs=2, agreeing=1, by_system={}, yellow=20_334, contradictions=1_101)
    assert tile("contradictions", consistency=found, contradictions=(an_apart(),) * 100).value == "1,101"
    assert tile("yellow", consistency=found).value == "20,334"
    assert tile("yellow").value == "0"


def test_parked_reports_name_their_reasons_the_most_frequent_first() -> None:
    backlog = Backlog(lag={}, open_conflicts=0, oldest_conflict=None, parked={"bad-uid": 1, "unmapped": 4})
    assert tile("parked", backlog=backlog).note == "unknown word 4 · bad UID 1"
    assert tile("parked", Language.ZH, backlog=backlog).note == "未知状态词 4 · UID 无效 1"


@pytest.mark.parametrize(
    ("silent", "en", "zh"),
    [
        ((), "", ""),
        (("MES",), "MES silent for longer than usual", "MES 静默过久"),
        (("CRM", "MES"), "2 silent for longer than usual: CRM, MES", "2 个系统静默过久：CRM, MES"),
    ],
)
def test_the_heading_names_the_systems_that_are_silent_for_longer_than_usual(
    silent: tuple[str, ...], en: str, zh: str
) -> None:
    systems = [a_system(title.lower(), title, silent=title in silent) for title in ("CRM", "ERP", "MES")]
    for language, words in ((Language.EN, en), (Language.ZH, zh)):
        assert figures(an_overview(systems=systems), language).silent == words


def test_systems_show_how_late_they_deliver_once_they_were_heard() -> None:
    heard = a_system(delay_median_s=2.0, delay_p95_s=75.0, consistency=0.98, behind=2)
    [shown] = figures(an_overview(systems=(heard, a_system("jira", "Jira", last_seen=None))), Language.EN).systems
    assert (shown.title, shown.delay, shown.agree, shown.is_yellow) == ("CRM", "2 s", "98.0 %", True)
    assert "1 min 15 s" in shown.about
