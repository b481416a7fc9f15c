"""A hub that listens to a real broker loses nothing which the broker has, and says what it may not hear."""

from __future__ import annotations

import json
import signal
from dataclasses import replace

import pytest

from adapters.contract import Connection, Listener, NotAllowed
from adapters.registry import load_manifests, open_listener
from tests.integration.listening.hearing import NOW, Hub, listening
from tests.integration.listening.mosquitto import Mosquitto

TOPIC = "north/hall2/line4/jobstate/JO-311"
MANIFEST = load_manifests()["mqtt"]


def listener(broker: Mosquitto, topic: str = "north/hall2/+/jobstate/#", password: str = "secret") -> Listener:
    manifest = replace(MANIFEST, listen={**MANIFEST.listen, "topics": [topic]})
    values = {"user": "hub", "password": password}
    return open_listener(manifest, Connection(system="mqtt", url=broker.url, values=values), lambda: NOW)


def message(state: str, number: int) -> str:
    at = f"2026-01-26T09:35:{number:02}Z"
    return json.dumps({"jobOrderId": "JO-311", "state": state, "seq": number, "timestamp": at})


async def started(broker: Mosquitto, hub: Hub) -> None:
    """Let the broker know the hub's subscription, by one message that the hub takes."""
    async with listening(listener(broker), hub):
        broker.publish(TOPIC, message("NotAllowedToStart", 0), retain=True)
        await hub.until_known(1)


async def test_what_is_published_becomes_reports_in_its_order(broker: Mosquitto) -> None:
    hub = Hub()
    await started(broker, hub)
    async with listening(listener(broker), hub):
        for number, state in enumerate(["AllowedToStart", "Running", "Ended"], start=1):
            broker.publish(TOPIC, message(state, number))
        await hub.until_known(4)
    assert hub.words()[1:] == [("JO-311", "AllowedToStart"), ("JO-311", "Running"), ("JO-311", "Ended")]


async def test_what_is_published_while_the_hub_is_off_comes_when_it_is_back(broker: Mosquitto) -> None:
    hub = Hub()
    await started(broker, hub)
    for number in range(1, 51):
        broker.publish(TOPIC, message("Running" if number % 2 else "Interrupted", number))
    async with listening(listener(broker), hub):
        await hub.until_known(51)
    assert len(hub.words()) == 51


async def test_a_message_whose_report_is_not_safe_comes_again(broker: Mosquitto) -> None:
    hub = Hub()
    await started(broker, hub)
    hub.is_away = True
    async with listening(listener(broker), hub):
        broker.publish(TOPIC, message("Running", 1))
        await hub.until_asked(3)
        assert len(hub.known()) == 1
        hub.is_away = False
        await hub.until_known(2)
    assert hub.words()[-1] == ("JO-311", "Running")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
async def test_the_hub_listens_on_when_the_broker_was_stopped_or_killed(broker: Mosquitto, how: signal.Signals) -> None:
    hub = Hub()
    await started(broker, hub)
    broker.publish(TOPIC, message("Running", 1), retain=True)
    async with listening(listener(broker), hub):
        await hub.until_known(2)
        broker.stop(how)
        broker.start()
        broker.publish(TOPIC, message("Ended", 2), retain=True)
        await hub.until_known(3)
    assert ("JO-311", "Ended") in hub.words()


async def test_a_retained_message_is_known_again_by_its_time(broker: Mosquitto) -> None:
    hub = Hub()
    await started(broker, hub)
    manifest = replace(MANIFEST, listen={**MANIFEST.listen, "topics": [TOPIC], "client_id": "another"})
    other = open_listener(
        manifest,
        Connection(system="mqtt", url=broker.url, values={"user": "hub", "password": "secret"}),
        lambda: NOW + 60_000_000,
    )
    async with listening(other, hub):
        await hub.until_asked(2)
    assert hub.words() == [("JO-311", "NotAllowedToStart")] * 2
    assert len(hub.known()) == 1


async def test_what_is_no_text_is_handed_over_to_be_parked(broker: Mosquitto) -> None:
    hub = Hub()
    async with listening(listener(broker), hub):
        broker.publish(TOPIC, b"\xff\xfe", retain=True)
        piece = await hub.until_unread()
    assert piece.body == b"\xff\xfe"


async def test_a_login_that_is_refused_is_for_a_person_to_mend(broker: Mosquitto) -> None:
    with pytest.raises(NotAllowed, match="check the settings for user and password"):
        await listener(broker, password="wrong").listen(Hub().take)


async def test_a_topic_that_is_none_is_named(broker: Mosquitto) -> None:
    with pytest.raises(NotAllowed, match="south/#/x"):
        await listener(broker, topic="south/#/x").listen(Hub().take)


def test_an_address_that_is_none_is_refused_with_how_to_write_it() -> None:
    with pytest.raises(NotAllowed, match="write mqtt://host:1883"):
        open_listener(MANIFEST, Connection(system="mqtt", url="https://broker"), lambda: NOW)
