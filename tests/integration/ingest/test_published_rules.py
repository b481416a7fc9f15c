"""Rules are published while processes take reports in: what the log holds says by itself how each ticket stands."""

from __future__ import annotations

import random

import pytest

from conflict.book import RuleBook
from hub.application.ports import Choice, Decision
from hub.application.rules import RulesInForce, RulesPublishing
from hub.domain.chain import Chain
from schemas.errors import Refused
from schemas.events import Recorded, StatusReported, TicketFrozen
from tests.integration.ingest.given import a_day, batches, uid
from tests.integration.ingest.site import NOON, RULES, OpenSite, Site
from tests.unit.domain.given import state_of

SHORT = RULES.text.replace("window_seconds = 900", "window_seconds = 60")
STRICT = RULES.text.replace("strict = false", "strict = true")
LONG = RULES.text.replace("window_seconds = 900", "window_seconds = 3600")


def in_force(site: Site) -> RulesInForce:
    book = site.tickets.rules
    assert isinstance(book, RulesInForce)
    return book


def open_with_rules(open_site: OpenSite, **options: object) -> Site:
    """A process that looks for published rules by itself."""
    site = open_site(**options)
    site.tickets.rules = RulesInForce(RULES, site.log)
    in_force(site).refresh()
    return site


def judged(events: list[Recorded]) -> list[tuple[str, set[int]]]:
    """Each freeze, and the versions of the rules that its evidence was judged by."""
    frozen = [recorded.event for recorded in events if isinstance(recorded.event, TicketFrozen)]
    return [(event.conflict, {pair.rules for pair in event.contradictions}) for event in frozen]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("max_readings", [1, 200_000])
def test_kept_reloaded_and_elsewhere_a_ticket_stands_alike_whatever_was_published(
    open_site: OpenSite, seed: int, max_readings: int
) -> None:
    chance = random.Random(seed)
    sites = [open_with_rules(open_site, max_readings=max_readings) for _ in range(2)]
    lives = {uid(number): a_day(chance, uid(number), 16) for number in range(1, 9)}
    everything = [delivery for life in lives.values() for delivery in life]
    publishing = RulesPublishing(sites[0].log, Chain(), in_force(sites[0]), lambda: NOON)
    for number, batch in enumerate(batches(chance, everything)):
        site = chance.choice(sites)
        if number in {3, 7, 11}:
            publishing.publish(
                chance.choice([SHORT, STRICT, LONG]), "mei", "to try"
            )  # the other process does not know yet
        site.ingest(*batch)
        ticket = site.kept(uid(chance.randint(1, 8)))
        if ticket.conflict and chance.random() < 0.3:
            decide(site, ticket.conflict.uid)
    elsewhere = open_with_rules(open_site)
    numbers = set()
    for ticket in lives:
        events = elsewhere.log.history(ticket)
        numbers |= {recorded.event.rules for recorded in events if isinstance(recorded.event, StatusReported)}
        whole = elsewhere.whole(ticket)
        assert whole.is_frozen is (whole.timeline.open_pairs > 0), "the log and the rules agree on every freeze"
        for site in (*sites, elsewhere):
            site.tickets.drop([ticket])
            assert state_of(site.kept(ticket)) == state_of(whole)
        assert all(max(versions) <= 3 for _, versions in judged(events))
    assert len(numbers) > 1
    assert isinstance(elsewhere.tickets.rules, RuleBook)


def decide(site: Site, conflict: str) -> None:
    try:
        site.review.decide(conflict, Decision(by="mei", choice=Choice.NO_CONFLICT, reason="seen on site"))
    except Refused:  # another process has settled it
        return
