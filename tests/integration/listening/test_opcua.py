"""A hub that listens to a real OPC UA server hears every change, and catches up on what it missed."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from adapters.contract import Connection, Listener, NotAllowed
from adapters.declarative import Reading
from adapters.registry import load_manifests, open_listener
from schemas.instant import from_datetime
from tests.integration.listening.hearing import Hub, listening
from tests.integration.listening.opcua_plant import OpcUaPlant

MANIFEST = load_manifests()["opcua_isa95"]


def listener(plant: OpcUaPlant, password: str = "secret", **listen: object) -> Listener:
    manifest = replace(MANIFEST, listen={**MANIFEST.listen, "look_every": 0.2, **listen})
    connection = Connection(system="opcua_isa95", url=plant.url, values={"user": "hub", "password": password})
    return open_listener(manifest, connection, lambda: from_datetime(datetime.now(UTC)))


def states(hub: Hub, job: str) -> list[str]:
    return [word for name, word in hub.words() if name == job]


async def test_changes_that_follow_at_once_are_all_heard() -> None:
    plant, hub = OpcUaPlant(), Hub()
    async with plant.running("JO-1"), listening(listener(plant), hub):
        await hub.until_heard("JO-1", "NotAllowedToStart")
        for state in ("AllowedToStart", "Running", "Interrupted", "Running", "Ended"):
            await plant.put("JO-1", state, datetime.now(UTC))
        await hub.until_heard("JO-1", "Ended")
    assert states(hub, "JO-1")[-5:] == ["AllowedToStart", "Running", "Interrupted", "Running", "Ended"]


async def test_a_change_without_a_time_counts_from_when_it_was_heard() -> None:
    plant, hub = OpcUaPlant(), Hub()
    async with plant.running("JO-1"), listening(listener(plant), hub):
        await hub.until_heard("JO-1", "NotAllowedToStart")
        await plant.put("JO-1", "Running", None)
        await hub.until_heard("JO-1", "Running")
    found = hub.pieces[-1].found
    assert isinstance(found, Reading)
    assert found.reports[0].occurred_at is None


async def test_what_changed_while_the_hub_was_off_is_read_from_history() -> None:
    plant, hub = OpcUaPlant(), Hub()
    async with plant.running("JO-1"):
        async with listening(listener(plant), hub):
            await hub.until_heard("JO-1", "NotAllowedToStart")
        for state in ("AllowedToStart", "Running", "Ended"):
            await plant.put("JO-1", state, datetime.now(UTC))
        async with listening(listener(plant), hub):
            for state in ("AllowedToStart", "Running", "Ended"):
                await hub.until_known_as("JO-1", state)


async def test_where_there_is_no_history_the_current_state_is_heard() -> None:
    plant, hub = OpcUaPlant(), Hub()
    async with plant.running():
        await plant.add("JO-2", remembered=False)
        for state in ("AllowedToStart", "Running"):
            await plant.put("JO-2", state, datetime.now(UTC))
        async with listening(listener(plant), hub):
            await hub.until_heard("JO-2", "Running")
    assert states(hub, "JO-2") == ["Running"]


async def test_a_job_that_is_new_is_heard_without_being_asked_for() -> None:
    plant, hub = OpcUaPlant(), Hub()
    async with plant.running("JO-1"), listening(listener(plant), hub):
        await hub.until_heard("JO-1", "NotAllowedToStart")
        await plant.add("JO-3")
        await hub.until_heard("JO-3", "NotAllowedToStart")
    assert states(hub, "JO-3")[0] == "NotAllowedToStart"


async def test_the_hub_listens_on_when_the_server_was_restarted() -> None:
    plant, hub = OpcUaPlant(), Hub()
    async with AsyncExitStack() as listens:
        async with plant.running("JO-1"):
            await listens.enter_async_context(listening(listener(plant), hub))
            await hub.until_heard("JO-1", "NotAllowedToStart")
        async with plant.running("JO-1"):
            await plant.put("JO-1", "Aborted", datetime.now(UTC))
            await hub.until_heard("JO-1", "Aborted")


async def test_a_change_that_is_not_safe_is_heard_again() -> None:
    plant, hub = OpcUaPlant(), Hub()
    async with plant.running("JO-1"), listening(listener(plant), hub):
        await hub.until_heard("JO-1", "NotAllowedToStart")
        hub.is_away = True
        asked = hub.asked
        await plant.put("JO-1", "Running", datetime.now(UTC))
        await hub.until_asked(asked + 2)
        assert states(hub, "JO-1")[-1] == "NotAllowedToStart"
        hub.is_away = False
        await hub.until_heard("JO-1", "Running")


async def test_a_login_that_is_refused_is_for_a_person_to_mend() -> None:
    plant = OpcUaPlant()
    async with plant.running():
        with pytest.raises(NotAllowed, match="check the settings for user and password"):
            await listener(plant, password="wrong").listen(Hub().take)


async def test_a_folder_that_is_not_there_is_named_beside_those_that_are() -> None:
    plant = OpcUaPlant()
    async with plant.running():
        with pytest.raises(NotAllowed, match="only JobOrders"):
            await listener(plant, folder="MES/Orders").listen(Hub().take)
