"""Several ids of one system for one ticket: it stays one, whatever it is called, or says what has to be done."""

import random
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from threading import Barrier

import pytest

from hub.application.ports import Delivery, Link, Outcome, Verdict
from schemas.errors import Refused
from schemas.events import NativeIdLinked, NativeIdUnlinked, StatusReported
from schemas.status import Status
from tests.integration.ingest.given import UID, batches, says, uid
from tests.integration.ingest.site import OpenSite, Site
from tests.unit.domain.given import state_of

NUMBER, SYS_ID = "INC0012345", "5f2c8e1d"


def by_both(word: str, at: float, ticket: str = "", number: str = NUMBER) -> Delivery:
    return says("crm", word, at, ticket, native_id=number, aliases=(SYS_ID,))


def by_number(word: str, at: float, number: str = NUMBER) -> Delivery:
    return says("crm", word, at, "", native_id=number)


def by_sys_id(word: str, at: float) -> Delivery:
    return says("crm", word, at, "", native_id=SYS_ID)


def links_of(site: Site, ticket: str) -> list[tuple[str, bool]]:
    trace = site.registry.trace(ticket)
    assert trace is not None
    return [(link.native_id, link.alias) for link in trace.links]


def clashes(outcome: Outcome) -> str:
    assert (outcome.verdict, outcome.reason) == (Verdict.PARKED, "uid-clash")
    return outcome.parked_id


@pytest.mark.parametrize(
    "order", list(permutations([by_both("New", 0), by_number("Pending", 5), by_sys_id("Done", 9)]))
)
def test_one_ticket_comes_of_both_ids_unless_each_came_alone_before_one_named_both(
    site: Site, order: tuple[Delivery, ...]
) -> None:
    first, second, third = [site.one(delivery) for delivery in order]
    assert (first.verdict, second.verdict) == (Verdict.ACCEPTED, Verdict.ACCEPTED)
    if order[2].report is not None and order[2].report.aliases:
        assert first.uid != second.uid
        clashes(third)
        return
    assert first.uid == second.uid == third.uid
    assert site.kept(first.uid).timeline.canonical is Status.RESOLVED
    assert {native_id for native_id, _ in links_of(site, first.uid)} == {NUMBER, SYS_ID}
    assert site.kept(first.uid).native_ids == {"crm": NUMBER}


@pytest.mark.parametrize("seed", range(4))
def test_in_any_order_and_any_batches_there_is_one_ticket_if_one_of_the_ids_never_comes_alone(
    open_site: OpenSite, seed: int
) -> None:
    chance = random.Random(seed)
    sites = [open_site(originators=["crm"], max_readings=30) for _ in range(2)]
    alone = chance.choice([by_number, by_sys_id])
    told = [chance.choice([alone, by_both])(chance.choice(["New", "Pending", "Done"]), at) for at in range(20)]
    told.append(by_both("Closed", 30))
    outcomes = [outcome for batch in batches(chance, told) for outcome in chance.choice(sites).ingest(*batch)]
    [ticket] = {outcome.uid for outcome in outcomes}
    assert {outcome.verdict for outcome in outcomes} == {Verdict.ACCEPTED, Verdict.DUPLICATE}
    whole = sites[0].whole(ticket)
    assert state_of(whole) == state_of(sites[1].whole(ticket))
    assert (whole.native_ids, whole.aliases("crm")) == ({"crm": NUMBER}, (SYS_ID,))
    assert whole.timeline.canonical is Status.CLOSED


@pytest.mark.parametrize("seed", range(3))
def test_processes_that_race_for_the_ids_of_new_tickets_give_each_ticket_one_uid(
    open_site: OpenSite, seed: int
) -> None:
    sites = [open_site(originators=["crm"]) for _ in range(2)]
    numbers = [f"INC{number}" for number in range(12)]
    start = Barrier(2)

    def race(place: int) -> list[Outcome]:
        chance = random.Random(f"{seed}-{place}")
        told = [
            says("crm", word, at, "", native_id=number, aliases=(f"sys-{number}",), delivery_id=f"{place}{number}{at}")
            if chance.random() < 0.6
            else says("crm", word, at, "", native_id=f"sys-{number}", delivery_id=f"{place}{number}{at}")
            for number in numbers
            for at, word in enumerate(["New", "Pending", "Done"])
        ]
        start.wait()
        return [outcome for batch in batches(chance, told) for outcome in sites[place].ingest(*batch)]

    with ThreadPoolExecutor(2) as pool:
        outcomes = [outcome for found in pool.map(race, range(2)) for outcome in found]
    assert {outcome.verdict for outcome in outcomes} == {Verdict.ACCEPTED, Verdict.DUPLICATE}
    assert len({outcome.uid for outcome in outcomes}) == len(numbers)


def test_both_ids_in_one_batch_give_one_ticket(site: Site) -> None:
    outcomes = site.ingest(by_sys_id("New", 0), by_both("Pending", 1), by_number("Done", 2))
    assert len({outcome.uid for outcome in outcomes}) == 1
    named, alone = site.ingest(
        says("erp", "New", 0, native_id="E-1", aliases=("one",)), says("erp", "Pending", 5, "", native_id="one")
    )
    assert (named.uid, alone.uid, alone.verdict) == (UID, UID, Verdict.ACCEPTED)


@pytest.mark.parametrize("together", [True, False])
def test_a_uid_that_comes_with_two_ids_and_an_unknown_word_links_both(site: Site, together: bool) -> None:
    told = [by_both("Nie gehört", 0, UID), by_sys_id("New", 1)]
    parked, alone = site.ingest(*told) if together else map(site.one, told)
    assert (parked.reason, alone.verdict) == ("unmapped", Verdict.ACCEPTED)
    assert parked.uid == alone.uid == UID
    trace = site.registry.trace(UID)
    assert trace is not None
    assert trace.origin == "used:crm"


def test_an_issue_that_was_moved_keeps_its_ticket_and_is_known_by_every_key_it_had(site: Site) -> None:
    first = site.one(by_both("New", 0, number="OPS-41"))
    moved = site.one(by_both("In Progress", 5, number="LINE-7"))
    late = site.one(by_number("Acknowledged", 3, number="OPS-41"))
    assert first.uid == moved.uid == late.uid
    assert site.whole(first.uid).native_ids == {"crm": "LINE-7"}
    assert links_of(site, first.uid) == [("OPS-41", False), (SYS_ID, True), ("LINE-7", True)]


def test_an_alias_that_comes_with_a_uid_finds_its_ticket_when_it_comes_alone(site: Site) -> None:
    site.one(says("erp", "New", 0, native_id="E-1", aliases=("e-one",)))
    assert site.one(says("erp", "Pending", 5, "", native_id="e-one")).uid == UID


def test_what_is_parked_for_its_word_says_all_the_same_by_which_ids_its_ticket_is_known(site: Site) -> None:
    minted = site.one(by_both("Nie gehört", 0))
    assert minted.reason == "unmapped"
    assert site.one(by_sys_id("New", 1)).uid == minted.uid

    site.one(says("crm", "New", 0, "", native_id="C-2"))
    known = site.one(says("crm", "Nie gehört", 5, "", native_id="C-2", aliases=("two",)))
    assert site.one(says("crm", "Pending", 6, "", native_id="two")).uid == known.uid
    linked = [event.native_id for event in site.events(known.uid) if isinstance(event, NativeIdLinked)]
    assert linked == ["two"]


def test_an_alias_is_written_down_once(site: Site) -> None:
    ticket = site.one(by_both("New", 0)).uid
    site.one(by_both("Pending", 5))
    told = [event.aliases for event in site.events(ticket) if isinstance(event, StatusReported)]
    assert told == [(SYS_ID,), ()]


# -- clashes ------------------------------------------------------------------------------------------------------


def test_a_uid_beside_an_id_that_means_another_ticket_is_parked_though_it_is_an_alias(open_site: OpenSite) -> None:
    one, other = open_site(originators=["crm"]), open_site(originators=["crm"])
    ticket = one.one(by_sys_id("New", 0)).uid
    other.one(says("crm", "New", 0, native_id="C-1"))
    outcome = other.one(says("crm", "Pending", 5, native_id="C-1", aliases=(SYS_ID,)))
    clashes(outcome)
    assert f"{SYS_ID} of crm is {ticket} already" in outcome.detail


def test_two_ids_that_share_no_alias_are_two_tickets(site: Site) -> None:
    site.one(says("erp", "New", 0, native_id="E-1", aliases=("one",)))
    outcome = site.one(says("erp", "New", 5, native_id="E-2", aliases=("two",)))
    clashes(outcome)
    assert "is E-1 in erp already" in outcome.detail


def test_two_tickets_that_turn_out_to_be_one_wait_for_a_link_and_then_flow(site: Site) -> None:
    twin, ticket = site.one(by_sys_id("New", 0)).uid, site.one(by_number("New", 1)).uid
    outcome = site.one(by_both("Pending", 5))
    stream = clashes(outcome)
    assert f"{NUMBER} of crm is {ticket} and {SYS_ID} is {twin}" in outcome.detail

    with pytest.raises(Refused, match="force"):
        site.parking.link("crm", SYS_ID, ticket, "ann")
    (released,) = site.parking.link("crm", SYS_ID, ticket, "ann", force=True)

    assert (released.verdict, released.uid, released.parked_id) == (Verdict.ACCEPTED, ticket, stream)
    assert links_of(site, ticket) == [(NUMBER, False), (SYS_ID, True)]
    assert links_of(site, twin) == []
    unlinked = site.events(twin)[-1]
    assert isinstance(unlinked, NativeIdUnlinked)
    assert (unlinked.native_id, unlinked.uid) == (SYS_ID, ticket)
    assert site.one(by_sys_id("Done", 9)).uid == ticket
    assert state_of(site.whole(ticket)) == state_of(site.kept(ticket))
    assert site.whole(twin).native_ids == site.kept(twin).native_ids == {}


def test_a_process_that_has_not_heard_of_the_link_follows_it(open_site: OpenSite) -> None:
    here, there = open_site(originators=["crm"]), open_site(originators=["crm"])
    twin, ticket = there.one(by_sys_id("New", 0)).uid, there.one(by_number("New", 1)).uid
    here.parking.link("crm", SYS_ID, ticket, "ann", force=True)
    assert there.one(by_sys_id("Done", 9)).uid == ticket
    outcome = there.one(says("crm", "Closed", 12, twin, native_id=SYS_ID))
    clashes(outcome)


def test_a_ticket_is_given_another_id_of_a_system_by_force_only(site: Site) -> None:
    site.one(says("erp", "New", 0, native_id="E-1"))
    stream = clashes(site.one(says("erp", "Closed", 5, native_id="E-2")))
    with pytest.raises(Refused, match="force"):
        site.parking.link("erp", "E-2", UID, "ann")
    (released,) = site.parking.link("erp", "E-2", UID, "ann", force=True)
    assert (released.uid, released.parked_id) == (UID, stream)
    assert links_of(site, UID) == [("E-1", False), ("E-2", True)]
    assert site.kept(UID).native_ids == {"erp": "E-2"}
    assert site.parking.link("erp", "E-2", UID, "ann", force=True) == []


def test_a_link_that_somebody_forced_meanwhile_is_decided_anew(open_site: OpenSite) -> None:
    here, there = open_site(originators=["crm"]), open_site(originators=["crm"])
    twin = there.one(by_sys_id("New", 0)).uid
    here.kept(twin), here.kept(UID)
    there.one(by_sys_id("Pending", 3))
    here.parking.link("crm", SYS_ID, UID, "ann", force=True)
    assert here.registry.trace(UID).links == (Link("crm", SYS_ID, UID),)  # type: ignore[union-attr]
    there.parking.link("crm", SYS_ID, uid(9), "bob", force=True)
    assert links_of(here, UID) == []
    assert here.whole(uid(9)).native_ids == {"crm": SYS_ID}
