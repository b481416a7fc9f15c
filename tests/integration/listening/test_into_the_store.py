"""From a broker's message to the ticket in the store, by the connector's own activity."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import SecretStr

from hub.entrypoints.connector.activities import activities_of
from hub.entrypoints.signals import Stop
from hub.settings import Settings
from hub.wiring import Hub, open_hub
from schemas.events import StatusReported
from tests.integration.listening.mosquitto import Mosquitto

UID = "SRV-20260126-00872-A9F"
TOPIC = "north/hall2/line4/jobstate/JO-311"


def message(state: str, second: int) -> str:
    at = f"2026-01-26T09:35:{second:02}Z"
    return json.dumps({"jobOrderId": "JO-311", "uid": UID, "state": state, "seq": second, "timestamp": at})


def test_what_machines_say_while_the_hub_is_off_is_on_the_ticket_once(
    broker: Mosquitto, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"URL": broker.url, "USER": "hub", "PASSWORD": "secret"}.items():
        monkeypatch.setenv(f"STATUSHUB_MQTT_{name}", value)
    with open_hub(Settings(data=tmp_path, database_url=SecretStr(database_url))) as hub:
        broker.publish(TOPIC, message("AllowedToStart", 1), retain=True)
        _listen_until(hub, lambda: _words(hub) == ["AllowedToStart"])
        broker.publish(TOPIC, message("Running", 2), retain=True)
        broker.publish(TOPIC, message("Running", 2), retain=True)
        broker.publish(TOPIC, message("Ended", 3), retain=True)
        _listen_until(hub, lambda: len(_words(hub)) == 3)
        assert _words(hub) == ["AllowedToStart", "Running", "Ended"]
        last = _reported(hub)[-1]
        kept = hub.bodies.one(UID, "mqtt", last.delivery_id)
        assert kept is not None
        assert b"Ended" in kept.body


def _listen_until(hub: Hub, done: Callable[[], bool]) -> None:
    stop = Stop()
    activity = next(each for each in activities_of(hub) if each.name == "listen/mqtt")
    thread = threading.Thread(target=activity.run, args=(stop,))
    thread.start()
    try:
        until = time.monotonic() + 30
        while not done():
            assert time.monotonic() < until
            stop.wait(0.05)
    finally:
        stop()
        thread.join(20)


def _reported(hub: Hub) -> list[StatusReported]:
    return [found.event for found in hub.log.read(0, 100) if isinstance(found.event, StatusReported)]


def _words(hub: Hub) -> list[str]:
    return [event.native for event in _reported(hub)]
