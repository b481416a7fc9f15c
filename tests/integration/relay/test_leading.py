"""Who publishes: one relay at a time, whatever happens to it."""

import asyncio

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from hub.application.ports import Appended
from hub.application.relay import Deposed
from hub.infrastructure.relay_lease import PostgresRelayLease
from hub.settings import Settings
from hub.wiring import Hub, open_hub, relay_lease
from schemas.events import NativeIdLinked, Recorded, encode
from schemas.topics import Topic
from tests.acceptance.running import statushub
from tests.chaos.roles import Role
from tests.chaos.waiting import until
from tests.integration.relay.conftest import StartRelay
from tests.integration.relay.relaying import Relays, caught_up, take_in, told, wrong
from tests.kafka.find import Broker

TAKEOVER = 10.0
"""Seconds within which another relay leads."""


def leads(role: Role) -> bool:
    return role.metric("statushub_relay_active") == 1.0


def pair(start_relay: StartRelay) -> tuple[Role, Role]:
    """A leader, and a relay that stands by."""
    leader = start_relay("first")
    until(lambda: leads(leader), "the first relay leads")
    return leader, start_relay("second")


@pytest.mark.slow
def test_another_relay_takes_over_from_one_that_was_killed(hub: Hub, start_relay: StartRelay) -> None:
    leader, other = pair(start_relay)
    take_in(hub, 2_000)
    leader.kill()
    assert until(lambda: leads(other), "the second relay leads") < TAKEOVER
    take_in(hub, 2_000, first=1_000)
    caught_up(hub)
    assert wrong(hub) == []


@pytest.mark.slow
def test_a_relay_that_wakes_up_after_another_took_over_publishes_nothing_old(hub: Hub, start_relay: StartRelay) -> None:
    leader, other = pair(start_relay)
    take_in(hub, 2_000)
    leader.freeze()
    assert until(lambda: leads(other), "the second relay leads") < TAKEOVER
    take_in(hub, 2_000, first=1_000)
    caught_up(hub)
    before = len(told(hub, Topic.EVENTS))
    leader.wake()
    until(lambda: not leads(leader) and leader.metric("statushub_relay_lag_events") == 0, "the first stands by")
    assert leads(other)
    assert len(told(hub, Topic.EVENTS)) == before
    assert wrong(hub) == []


def test_a_relay_that_is_asked_to_end_gives_its_lease_back(hub: Hub, start_relay: StartRelay) -> None:
    leader, other = pair(start_relay)
    take_in(hub, 500)
    assert leader.stop() == 0
    assert until(lambda: leads(other), "the second relay leads") < TAKEOVER / 3
    caught_up(hub)
    assert wrong(hub) == []


def test_a_command_publishes_again_while_a_relay_leads(
    hub: Hub, start_relay: StartRelay, database_url: str, kafka: Broker, topic_prefix: str
) -> None:
    extra = {"DATABASE_URL": database_url, "KAFKA_BOOTSTRAP": kafka.bootstrap, "STATUSHUB_TOPIC_PREFIX": topic_prefix}
    role = start_relay("only")
    take_in(hub, 100)
    caught_up(hub)
    again = statushub("relay", "--from", "0", extra=extra)
    assert (again.returncode, "the relay that leads does it now" in again.stdout) == (0, True)
    until(lambda: role.metric("statushub_relay_takeovers_total") == 2, "the relay begins anew")
    caught_up(hub)
    assert len(told(hub, Topic.EVENTS)) == 2 * hub.log.head()
    beyond = statushub("relay", "--from", str(hub.log.head() + 1), extra=extra)
    assert (beyond.returncode, "events are left out" in beyond.stderr) == (2, True)


@pytest.mark.slow
def test_a_broker_that_is_away_is_waited_for(hub: Hub, relays: Relays, kafka: Broker) -> None:
    relay = relays.start()
    take_in(hub, 200)
    caught_up(hub)
    kafka.stop()
    try:
        take_in(hub, 200, first=500)
        until(lambda: bool(relay.seen.failures), "the relay says what it lacks")
        assert "see whether" in relay.seen.failures[0]
    finally:
        kafka.start()
    caught_up(hub)
    assert wrong(hub) == []


def test_a_topic_that_is_not_there_is_named(database_url: str, kafka: Broker) -> None:
    settings = Settings(database_url=database_url, kafka_bootstrap=kafka.bootstrap, topic_prefix="nowhere.")
    with open_hub(settings) as hub, Relays(hub) as relays:
        relay = relays.start()
        until(lambda: bool(relay.seen.failures), "the relay says what it lacks")
        assert "run `statushub topics apply`" in relay.seen.failures[0]


async def test_a_message_that_is_too_large_is_named_and_goes_out_once_there_is_room(
    hub: Hub, relays: Relays, kafka: Broker
) -> None:
    event = NativeIdLinked(recorded_at=1, system="crm", native_id="C1", by="x" * 5_000_000)
    large = Recorded("SRV-20260126-00872-A9F", 1, event, state=encode(event))
    hub.log.append([Appended(large.stream, [large])])
    relay = relays.start()
    await asyncio.to_thread(until, lambda: bool(relay.seen.failures), "the relay says what it lacks")
    assert "SRV-20260126-00872-A9F/1 on ticket.events.v1 is larger than Kafka takes" in relay.seen.failures[0]
    room = ConfigResource(ConfigResourceType.TOPIC, hub.kafka.name_of(Topic.EVENTS), {"max.message.bytes": "6000000"})
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka.bootstrap)
    await admin.start()
    await admin.alter_configs([room])
    await admin.close()
    await asyncio.to_thread(caught_up, hub)


# -- the lease ------------------------------------------------------------------------------------------------------


@pytest.fixture
def two(hub: Hub) -> tuple[PostgresRelayLease, PostgresRelayLease]:
    return relay_lease(hub), relay_lease(hub)


def test_a_lease_is_had_by_one(two: tuple[PostgresRelayLease, PostgresRelayLease]) -> None:
    first, second = two
    term = first.claim()
    assert term is not None
    assert second.claim() is None
    first.advance(term, 5)
    first.release(term)
    following = second.claim()
    assert following is not None
    assert (following.epoch, following.position) == (term.epoch + 1, 5)
    with pytest.raises(Deposed):
        first.advance(term, 9)
    assert second.standing().position == 5


def test_a_lease_that_was_given_back_is_not_renewed(two: tuple[PostgresRelayLease, PostgresRelayLease]) -> None:
    first, _ = two
    term = first.claim()
    assert term is not None
    first.release(term)
    with pytest.raises(Deposed):
        first.confirm(term)


def test_a_position_that_is_set_ends_the_term_of_who_leads(
    two: tuple[PostgresRelayLease, PostgresRelayLease],
) -> None:
    first, second = two
    term = first.claim()
    assert term is not None
    first.advance(term, 9)
    assert second.rewind(3) is True
    with pytest.raises(Deposed):
        first.advance(term, 10)
    assert second.claim() is None
    again = first.claim()
    assert again is not None
    assert again.position == 3


def test_a_lease_is_kept_for_longer_than_it_lives(hub: Hub) -> None:
    first = PostgresRelayLease(hub.connect, "short", "first", lifetime=3.0)
    second = PostgresRelayLease(hub.connect, "short", "second", lifetime=3.0)
    first.create_table()
    term = first.claim()
    assert term is not None
    with first.kept(term) as kept:
        held = 0

        def still_held() -> bool:
            nonlocal held
            held += second.claim() is None
            kept.check()
            return held > 90  # looks, one every 50 ms: half as long again as the lease lives

        until(still_held, "the lease outlives its life")
    assert second.claim() is not None
