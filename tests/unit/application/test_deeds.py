"""Who did what, read from events of every kind."""

from __future__ import annotations

import pytest

from hub.application.deeds import TOPICS, WHATS, deed_of, deeds
from schemas.events import EVENTS, ConflictClaimed, Recorded, ReportReleased, decode
from tests.needs import ROOT
from tests.unit.gateway.fakes import NOW, UID

SAMPLES = ROOT / "tests/fixtures/events"


class Log:
    """Claims of an odd and an even person, and releases by nobody between."""

    def __init__(self, count: int) -> None:
        self.events = []
        for at in range(1, count + 1):
            claimed = ConflictClaimed(recorded_at=NOW, conflict="QAX", by=f"p{at % 2}")
            released = ReportReleased(recorded_at=NOW, outcome="ignored")
            self.events.append(Recorded(UID, at, claimed, position=2 * at))
            self.events.append(Recorded("PRK-1", at, released, position=2 * at + 1))

    def deeds(self, before: int, limit: int) -> list[Recorded]:
        return [each for each in reversed(self.events) if each.position < before][:limit]


def test_every_event_that_names_who_caused_it_is_told_of() -> None:
    naming = {topic for topic, kind in EVENTS.items() if "by" in kind.__struct_fields__}
    assert set(TOPICS) == naming | {"access.signed_in.v1"}


@pytest.mark.parametrize("topic", TOPICS)
def test_each_kind_says_who_what_and_about_what(topic: str) -> None:
    event = decode(topic, (SAMPLES / f"{topic}.json").read_bytes())
    deed = deed_of(Recorded("SRV-1", 1, event, position=7))
    assert deed is not None
    assert deed.who
    assert deed.about
    assert deed.what in WHATS


def test_a_page_is_filled_though_most_events_are_somebody_else_s() -> None:
    log = Log(3_000)
    first = deeds(log, who="p1", limit=1_200)
    assert len(first) == 1_200
    assert {deed.who for deed in first} == {"p1"}
    rest = deeds(log, who="p1", before=first[-1].position, limit=1_200)
    assert len(rest) == 300
    assert len({deed.position for deed in [*first, *rest]}) == 1_500
    assert deeds(Log(0)) == []
