"""One trial at a time: a second is sent away until the first is through, however that ends."""

from collections.abc import Sequence

import pytest

from conflict.book import RuleBook
from conflict.loader import load_rules
from hub.application.ports import Unavailable
from hub.application.what_if.trials import Trials
from hub.domain.decide import Clocks
from mappings.loader import parse_tables
from schemas.errors import Refused
from schemas.events import Recorded
from schemas.instant import DAY

NOW = 20 * DAY
RULES = load_rules()
TABLES = parse_tables('[mapping.crm]\n"Busy" = "In Progress"\n', "now.toml")


class Empty:
    """A log without events, which may be away, and in which a second trial may be begun while it is read."""

    def __init__(self) -> None:
        self.trials = Trials(self, lambda _pairs: {}, TABLES, RuleBook(RULES), Clocks(), lambda: NOW)
        self.is_away = False
        self.begins_another = False

    def head(self) -> int:
        if self.is_away:
            raise Unavailable("the database is away")
        return 0

    def read(self, after: int, limit: int, topics: Sequence[str] = ()) -> list[Recorded]:
        if self.begins_another:
            self.trials.compare_rules(RULES, 1)
        return []

    def histories(self, streams: Sequence[str]) -> dict[str, list[Recorded]]:
        return {}


def test_a_trial_is_over_so_many_days_until_now() -> None:
    findings = Empty().trials.compare(TABLES["crm"], 1.5)
    assert (findings.since, findings.until) == (NOW - 36 * DAY // 24, NOW)


def test_a_second_trial_is_refused_while_one_is_under_way() -> None:
    log = Empty()
    log.begins_another = True
    with pytest.raises(Refused, match="another trial is under way"):
        log.trials.compare(TABLES["crm"], 1)


def test_a_trial_that_failed_is_in_nobody_s_way() -> None:
    log = Empty()
    log.is_away = True
    with pytest.raises(Unavailable):
        log.trials.compare(TABLES["crm"], 1)
    log.is_away = False
    assert log.trials.compare_rules(RULES, 1).is_empty
