"""What a relay publishes: all of the log, in order, and nothing else."""

import json

import msgspec

from hub.application.ports import Choice, Decision
from hub.wiring import Hub
from schemas.status import Status
from schemas.topics import Topic
from tests.bench.workload import NEW, PENDING, RESOLVED, START, delivery, uid_of
from tests.chaos.stores import read_streams
from tests.chaos.topics import states_of, states_told
from tests.chaos.waiting import until
from tests.integration.relay.relaying import Relays, caught_up, take_in, told, wrong

MINUTE = 60_000_000


def contradict(hub: Hub, number: int = 0) -> str:
    """Let two systems contradict each other; the conflict."""
    uid = uid_of(number)
    statements = (("crm", NEW, 0), ("mes", NEW, 1), ("crm", RESOLVED, 10), ("mes", PENDING, 12))
    outcomes = hub.ingestion.ingest(
        [
            delivery(uid, number, system, stage, START + at * MINUTE, f"{system}-{at}", 0)
            for system, stage, at in statements
        ]
    )
    assert outcomes[-1].conflict
    return outcomes[-1].conflict


def park(hub: Hub) -> str:
    """Report a word that nobody knows; the parked id."""
    known = delivery(uid_of(7), 7, "crm", NEW, START, "odd", 0)
    assert known.report is not None
    odd = msgspec.structs.replace(known.report, native_status="Teleported")
    (outcome,) = hub.ingestion.ingest([msgspec.structs.replace(known, report=odd, body=b'{"secret": 1}')])
    assert outcome.parked_id
    return outcome.parked_id


def test_everything_in_the_log_arrives_in_order_under_its_key(hub: Hub, relays: Relays) -> None:
    take_in(hub, 3_000)
    contradict(hub, 5_000)
    park(hub)
    relays.start()
    take_in(hub, 1_000, first=1_000)
    caught_up(hub)
    assert wrong(hub) == []


def test_a_new_consumer_of_the_compacted_topic_has_the_whole_canonical_state(hub: Hub, relays: Relays) -> None:
    take_in(hub, 3_000)
    contradict(hub, 5_000)
    relays.start()
    caught_up(hub)
    assert states_told(told(hub, Topic.CANONICAL)) == states_of(read_streams(hub)) != {}


def test_a_frozen_ticket_is_broadcast_frozen_once(hub: Hub, relays: Relays) -> None:
    relays.start()
    contradict(hub)
    late = delivery(uid_of(0), 0, "mes", PENDING, START + 13 * MINUTE, "more", 0)
    hub.ingestion.ingest([late])
    caught_up(hub)
    frozen = [record.value["frozen"] for record in told(hub, Topic.CANONICAL)]
    assert frozen.count(True) == 1
    assert frozen[-1] is True


def test_a_conflict_is_told_whole_from_its_opening_to_its_decision(hub: Hub, relays: Relays) -> None:
    relay = relays.start()
    conflict = contradict(hub)
    caught_up(hub)
    hub.review.claim(conflict, "zhang")
    caught_up(hub)
    relay.stop()
    relays.start()  # which has not seen the opening
    hub.review.decide(conflict, Decision(by="zhang", choice=Choice.SET, reason="still leaking", status=Status.REOPENED))
    caught_up(hub)
    records = told(hub, Topic.CONFLICTS)
    assert {record.key for record in records} == {conflict}
    assert [record.value["state"] for record in records] == ["open", "claimed", "decided"]
    first, claimed, decided = (record.value for record in records)
    assert claimed == first | {"state": "claimed", "by": "zhang"} | {
        name: claimed[name] for name in ("version", "updated_at")
    }
    assert (decided["first"], decided["second"]) == (first["first"], first["second"])
    assert (decided["decision"], decided["status"], decided["reason"]) == ("set", "Reopened", "still leaking")


def test_what_is_parked_is_told_without_its_body(hub: Hub, relays: Relays) -> None:
    relays.start()
    parked_id = park(hub)
    hub.parking.retry([parked_id], "li")
    caught_up(hub)
    records = told(hub, Topic.PARKED)
    assert [record.key for record in records] == [parked_id, parked_id]
    assert "secret" not in json.dumps([record.value for record in records])


def test_a_rebuild_of_the_views_publishes_nothing(hub: Hub, relays: Relays) -> None:
    take_in(hub, 500)
    relay = relays.start()
    caught_up(hub)
    before = [len(told(hub, topic)) for topic in (Topic.CANONICAL, Topic.EVENTS)]
    hub.runner.rebuild()
    take_in(hub, 20, first=900)
    caught_up(hub)
    after = [len(told(hub, topic)) for topic in (Topic.CANONICAL, Topic.EVENTS)]
    news = sum(len(events) for uid, events in read_streams(hub).items() if uid >= uid_of(900))
    assert after[1] - before[1] == news
    assert relay.seen.failures == []


def test_a_position_publishes_again_what_is_behind_it(hub: Hub, relays: Relays) -> None:
    take_in(hub, 300)
    relay = relays.start()
    caught_up(hub)
    head = hub.log.head()
    assert relay.lease.rewind(0) is True
    until(lambda: relay.seen.began_at == [0, 0], "the relay begins anew")
    caught_up(hub)
    assert relay.lease.standing().position == head
    records = [record.id for record in told(hub, Topic.EVENTS)]
    assert len(records) == 2 * len(set(records))
    assert wrong(hub) == []


def test_a_report_is_on_its_topic_soon_after_its_commit(hub: Hub, relays: Relays) -> None:
    relay = relays.start()
    until(lambda: bool(relay.seen.began_at), "the relay leads")
    seconds = []
    for number in range(20):
        outcomes = hub.ingestion.ingest([delivery(uid_of(number), number, "crm", NEW, START, "a", 0)])
        goal = outcomes[0].position
        seconds.append(until(lambda goal=goal: relay.seen.position >= goal, "it is published"))
    assert sorted(seconds)[10] < 0.25
