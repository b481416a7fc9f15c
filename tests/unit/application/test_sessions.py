"""Sessions: ended everywhere, over by themselves, and believed while the store is away."""

from __future__ import annotations

import pytest

from hub.application.access import Principal, Role
from hub.application.ports import Unavailable
from hub.application.sessions import SessionRecord, Sessions, Way
from schemas.errors import Refused
from schemas.instant import HOUR, SECOND, Instant
from tests.unit.gateway.fakes import Chance, FakeClock, MemorySessionStore

ANN = Principal("ann", Role.REVIEWER)


class Store(MemorySessionStore):
    """A store that counts questions, and can be away."""

    away = False
    questions = 0

    def session_of(self, digest: bytes, now: Instant) -> SessionRecord | None:
        if self.away:
            raise Unavailable("no database")
        self.questions += 1
        return super().session_of(digest, now)


def build() -> tuple[Sessions, Sessions, Store, FakeClock]:
    """The sessions of two processes on one store."""
    store, clock, chance = Store(), FakeClock(), Chance()
    here, there = (Sessions(store, clock=clock, random=chance) for _ in range(2))
    return here, there, store, clock


def test_a_session_holds_in_every_process_until_its_time_is_over() -> None:
    here, there, _, clock = build()
    token = here.start(ANN, Way.LINK)
    assert here.verify(token) == there.verify(token) == ANN
    clock.now += 12 * HOUR - 1
    assert there.verify(token) == ANN
    clock.now += 1
    assert here.verify(token) is here.recall(token) is there.verify(token) is there.recall(token) is None


def test_no_other_token_is_a_session() -> None:
    here, _, _, _ = build()
    here.start(ANN, Way.LINK)
    assert here.verify("guessed") is here.verify("") is None


def test_an_ended_session_is_over_here_at_once_and_elsewhere_in_seconds() -> None:
    here, there, _, clock = build()
    token, other = here.start(ANN, Way.LINK), here.start(ANN, Way.LINK)
    there.verify(token)
    here.end(token)
    assert here.verify(token) is None
    clock.now += 5 * SECOND
    assert there.verify(token) is None
    assert there.verify(other) == ANN
    assert here.end_all("ann") == 1
    clock.now += 5 * SECOND
    assert here.verify(other) is there.verify(other) is None


def test_a_page_that_asks_all_the_time_costs_the_store_one_question_a_few_seconds() -> None:
    _, there, store, clock = build()
    token = there.start(ANN, Way.LINK)
    clock.now += 5 * SECOND
    for _ in range(50):
        assert there.verify(token) == ANN
    assert store.questions == 1


def test_while_the_store_is_away_whoever_is_known_here_stays_but_not_beyond_their_time() -> None:
    here, there, store, clock = build()
    token = here.start(ANN, Way.LINK)
    store.away = True
    clock.now += HOUR
    assert here.verify(token) == ANN
    with pytest.raises(Unavailable):
        there.verify(token)
    clock.now += 11 * HOUR
    with pytest.raises(Unavailable):
        here.verify(token)


def test_a_system_has_no_session() -> None:
    here, _, _, _ = build()
    with pytest.raises(Refused):
        here.start(Principal("crm", Role.SYSTEM, "crm"), Way.LINK)
