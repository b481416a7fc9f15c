"""What systems send again is counted, a few seconds late at most, and stored now and then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from hub.application.ports import Delivery, InputMark, Outcome, Unavailable, Verdict
from hub.application.sent_again import EVERY, CountingIngest


class Known:
    """Says of every delivery that it is known, but of those with a problem, which are parked."""

    def ingest(self, deliveries: Sequence[Delivery], inputs: Sequence[InputMark] = ()) -> list[Outcome]:
        return [Outcome(verdict=Verdict.PARKED if each.problem else Verdict.DUPLICATE) for each in deliveries]


class Stored:
    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.times = 0
        self.is_away = False

    def add(self, more: Mapping[str, int]) -> None:
        if self.is_away:
            raise Unavailable("away")
        self.times += 1
        self.counts.update(more)

    def by_system(self) -> dict[str, int]:
        return dict(self.counts)


class Site:
    def __init__(self) -> None:
        self.now = 1
        self.stored = Stored()
        self.intake = CountingIngest(Known(), self.stored, {"crm", "mes"}, lambda: self.now)

    def sends(self, *systems: str, problem: str = "") -> None:
        sent = [Delivery(system=system, received_at=self.now, problem=problem) for system in systems]
        assert len(self.intake.ingest(sent)) == len(sent)


def test_only_what_was_known_counts_and_only_of_systems_that_there_are() -> None:
    site = Site()
    site.sends("crm", problem="no JSON")
    assert site.stored.times == 0, "there is nothing to store"
    site.sends("crm", "mes", "crm", "whoever")
    assert site.stored.by_system() == {"crm": 2, "mes": 1}


def test_it_is_stored_at_once_and_then_now_and_then() -> None:
    site = Site()
    for _ in range(100):
        site.sends("crm")
    assert (site.stored.times, site.stored.by_system()) == (1, {"crm": 1})
    site.now += EVERY
    site.sends("crm")
    assert (site.stored.times, site.stored.by_system()) == (2, {"crm": 101})


def test_what_could_not_be_stored_is_stored_with_the_next() -> None:
    site = Site()
    site.stored.is_away = True
    site.sends("crm")
    site.stored.is_away = False
    site.now += EVERY
    site.sends("mes")
    assert site.stored.by_system() == {"crm": 1, "mes": 1}


def test_nothing_is_left_behind_at_the_end() -> None:
    site = Site()
    site.sends("crm")
    site.sends("mes")
    site.intake.close()
    site.intake.close()
    assert site.stored.by_system() == {"crm": 1, "mes": 1}
