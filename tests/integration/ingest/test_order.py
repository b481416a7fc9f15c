"""Order, batching and repetition do not matter, end to end: the store holds what the specification says."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from hub.application.ports import Delivery, Outcome, Verdict
from hub.domain.chain import Chain
from schemas.events import StatusReported
from schemas.snapshot import snapshot_of
from tests.integration.ingest.given import a_day, a_year, batches, expected, says, uid
from tests.integration.ingest.site import OpenSite, Site
from tests.unit.domain.given import state_of
from tests.unit.domain.stories import portrait


def take_in(site: Site, chance: random.Random, deliveries: list[Delivery]) -> Counter[Verdict]:
    """Every delivery, some of them again, in any order and in any batches."""
    return Counter(outcome.verdict for batch in batches(chance, deliveries) for outcome in site.ingest(*batch))


def assert_stored_once(site: Site, ticket: str, deliveries: list[Delivery]) -> None:
    """Each delivery is in the log once, the chain holds and the snapshots count from one."""
    stored = Counter(
        (event.system, event.delivery_id) for event in site.events(ticket) if isinstance(event, StatusReported)
    )
    assert stored == Counter(
        (delivery.system, delivery.report.delivery_id) for delivery in deliveries if delivery.report
    )
    assert Chain().first_broken(ticket, site.log.stored(ticket)) is None
    snapshots = [snapshot_of(ticket, event) for event in site.events(ticket)]
    versions = [snapshot.version for snapshot in snapshots if snapshot]
    assert versions == list(range(1, len(versions) + 1))


@pytest.mark.parametrize("seed", range(6))
def test_any_order_any_batching_and_any_repetition_give_the_same_tickets(site: Site, seed: int) -> None:
    chance = random.Random(seed)
    lives = {uid(number): a_day(chance, uid(number), 14) for number in range(1, 9)}
    verdicts = take_in(site, chance, [delivery for life in lives.values() for delivery in life])
    assert verdicts[Verdict.ACCEPTED] == 8 * 14
    assert set(verdicts) == {Verdict.ACCEPTED, Verdict.DUPLICATE}
    for ticket, deliveries in lives.items():
        assert_stored_once(site, ticket, deliveries)
        assert portrait(site.kept(ticket).timeline) == expected(deliveries)
        assert state_of(site.whole(ticket)) == state_of(site.kept(ticket))


@pytest.mark.parametrize("max_readings", [1, 20])
def test_tickets_that_do_not_stay_in_memory_are_the_same(open_site: OpenSite, max_readings: int) -> None:
    chance = random.Random(max_readings)
    site = open_site(max_readings=max_readings)
    lives = {uid(number): a_day(chance, uid(number), 20) for number in range(1, 7)}
    take_in(site, chance, [delivery for life in lives.values() for delivery in life])
    assert len(site.tickets) <= max(1, max_readings // 2)
    for ticket, deliveries in lives.items():
        assert_stored_once(site, ticket, deliveries)
        assert portrait(site.kept(ticket).timeline) == expected(deliveries)


@pytest.mark.parametrize("seed", range(4))
def test_two_processes_that_race_for_the_same_tickets_store_every_delivery_once(open_site: OpenSite, seed: int) -> None:
    chance = random.Random(seed)
    lives = {uid(number): a_day(chance, uid(number), 12) for number in range(1, 5)}
    everything = [delivery for life in lives.values() for delivery in life]
    sites = [open_site(), open_site()]
    rounds = [list(batches(random.Random(f"{seed}-{place}"), everything)) for place in range(2)]
    start = Barrier(2)

    def race(place: int) -> list[Outcome]:
        start.wait()
        return [outcome for batch in rounds[place] for outcome in sites[place].ingest(*batch)]

    with ThreadPoolExecutor(2) as pool:
        outcomes = [outcome for found in pool.map(race, range(2)) for outcome in found]
    accepted = Counter((o.uid, o.delivery_id) for o in outcomes if o.verdict is Verdict.ACCEPTED)
    assert set(accepted.values()) == {1}
    assert len(accepted) == len(everything)
    for ticket, deliveries in lives.items():
        assert_stored_once(sites[0], ticket, deliveries)
        # A process may be behind the other; whoever writes next finds out, and is right again.
        for number, site in enumerate(sites):
            deliveries.append(says("erp", "Awaiting", 61 + number, ticket))
            assert site.one(deliveries[-1]).verdict is Verdict.ACCEPTED
            assert portrait(site.kept(ticket).timeline) == expected(deliveries)


# -- a long life --------------------------------------------------------------------------------------------------


def in_batches(site: Site, deliveries: list[Delivery], size: int = 50) -> None:
    for place in range(0, len(deliveries), size):
        site.ingest(*deliveries[place : place + size])


def test_a_long_ticket_keeps_only_what_a_report_in_time_can_change(open_site: OpenSite) -> None:
    site, ticket = open_site(), uid(1)
    life = a_year(ticket)
    in_batches(site, life)
    assert len(site.kept(ticket).timeline) < 200
    fresh = open_site()
    assert fresh.log.load([ticket])[ticket].checkpoint is not None
    assert fresh.kept(ticket).timeline.canonical is expected(life).canonical
    assert portrait(fresh.whole(ticket).timeline) == expected(life)
    assert_stored_once(site, ticket, life)


@pytest.mark.parametrize("is_warm", [True, False])
def test_a_report_out_of_a_past_that_was_folded_away_is_taken_in_as_if_nothing_had_been(
    open_site: OpenSite, *, is_warm: bool
) -> None:
    site, ticket = open_site(), uid(1)
    life = a_year(ticket)
    in_batches(site, life)
    if not is_warm:
        site = open_site()
    ancient = [
        says("crm", "Done", 5, ticket, received=300 * 1440, delivery_id="ancient-1"),
        says("erp", "Acknowledged", -5, ticket, received=300 * 1440, delivery_id="ancient-2"),
        # Received in time and parked until now: it contradicts what the CRM said on the tenth day.
        says("itsm", "Reopened", 10 * 1440 + 61, ticket, delivery_id="ancient-3"),
    ]
    for number, report in enumerate(ancient, start=1):
        assert site.one(report).verdict is Verdict.ACCEPTED
        assert site.one(report).verdict is Verdict.DUPLICATE
        assert portrait(site.whole(ticket).timeline) == expected([*life, *ancient[:number]])
        fresh = open_site()
        assert (
            portrait(fresh.kept(ticket).timeline).contradictions == expected([*life, *ancient[:number]]).contradictions
        )
        assert fresh.kept(ticket).timeline.canonical is site.kept(ticket).timeline.canonical
    assert site.kept(ticket).is_frozen
    assert_stored_once(site, ticket, [*life, *ancient])


def test_a_delivery_that_was_folded_away_is_still_known(open_site: OpenSite) -> None:
    site, ticket = open_site(), uid(1)
    life = a_year(ticket, days=120)
    in_batches(site, life)
    again = site.ingest(life[0], life[-1], says("erp", "New", 121 * 1440, ticket))
    assert [outcome.verdict for outcome in again] == [Verdict.DUPLICATE, Verdict.DUPLICATE, Verdict.ACCEPTED]


def test_an_ancient_report_on_a_copy_that_is_behind_is_decided_on_the_ticket_as_it_is(open_site: OpenSite) -> None:
    ahead, behind, ticket = open_site(), open_site(), uid(1)
    life = a_year(ticket)
    in_batches(ahead, life)
    behind.one(says("erp", "New", 299 * 1440, ticket))
    freezing = [says("crm", "Closed", 300 * 1440, ticket), says("itsm", "Reopened", 300 * 1440 + 1, ticket)]
    ahead.ingest(*freezing)
    more = [
        says("erp", "Reopened", 300 * 1440 + 2, ticket),
        says("erp", "Pending", 3, ticket, received=300 * 1440 + 3),
    ]
    outcomes = behind.ingest(*more)
    assert {outcome.conflict for outcome in outcomes} == {ahead.kept(ticket).conflict.uid}  # type: ignore[union-attr]
    everything = [*life, says("erp", "New", 299 * 1440, ticket), *freezing, *more]
    assert_stored_once(behind, ticket, everything)
    assert portrait(behind.whole(ticket).timeline) == expected(everything)
    assert [event.TOPIC for event in behind.events(ticket)].count("ticket.frozen.v1") == 1
