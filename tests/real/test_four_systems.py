"""One ticket in four systems that are real: what the shop floor finishes is finished in the others, and nothing goes in
circles, whichever of them is restarted in the middle."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from schemas.uid import format_uid
from tests.acceptance.conftest import make_folder, remove_folder
from tests.acceptance.running import Up, free_port
from tests.integration.listening.mosquitto import Mosquitto, find_mosquitto
from tests.needs import missing
from tests.real.job_shop import JobShop
from tests.real.redmine import Redmine
from tests.real.tryton import PASSWORD, Tryton

pytestmark = [pytest.mark.real, pytest.mark.postgres, pytest.mark.timeout(400)]

NUMBERS = count(872)
"""Of tickets: Redmine and Tryton outlive a test, and what was in them is read again."""
TOPIC = "north/hall2/line4/jobstate/JO-311"
PATIENCE = 90.0
JOBS = """system = "opcua_isa95"
extends = "opcua_isa95"
[listen]
look_every = 0.5
"""


class Plant:
    """A hub and the four systems that it is connected to, with one fault in all of them."""

    def __init__(
        self, uid: str, folder: Path, redmine: Redmine, tryton: Tryton, broker: Mosquitto, shop: JobShop
    ) -> None:
        self.uid = uid
        self.redmine, self.tryton, self.broker, self.shop = redmine, tryton, broker, shop
        self.issue = redmine.create(f"Press 4 stands still {uid}")
        self.order = tryton.order(uid)
        self._folder = folder
        (folder / "adapters").mkdir()
        (folder / "adapters" / "opcua_isa95.toml").write_text(JOBS)
        self._port = free_port()
        self._number = 0
        self.hub = self._started()

    def _started(self) -> Up:
        values = {
            "REDMINE_URL": self.redmine.url,
            "REDMINE_TOKEN": self.redmine.facts["hub_key"],
            "REDMINE_EVERY": "0.5",
            "REDMINE_WRITE": "on",
            "TRYTON_URL": self.tryton.url,
            "TRYTON_USER": "admin",
            "TRYTON_PASSWORD": PASSWORD,
            "TRYTON_EVERY": "0.5",
            "TRYTON_WRITE": "on",
            "MQTT_URL": self.broker.url,
            "MQTT_USER": "hub",
            "MQTT_PASSWORD": "secret",
            "OPCUA_ISA95_URL": self.shop.url,
            "OPCUA_ISA95_USER": "hub",
            "OPCUA_ISA95_PASSWORD": "secret",
            "ADAPTERS": str(self._folder / "adapters"),
        }
        settings = {f"STATUSHUB_{name}": value for name, value in values.items()}
        return Up(self._folder / "hub", self._port, settings).ready()

    def restart_hub(self) -> None:
        """Kill it on the spot, and start it again."""
        self.hub.kill()
        self.hub = self._started()

    def machine_says(self, state: str) -> None:
        """The MES publishes what its job is now."""
        self._number += 1
        at = datetime.now(UTC).isoformat()
        message = {"jobOrderId": "JO-311", "uid": self.uid, "state": state, "seq": self._number, "timestamp": at}
        self.broker.publish(TOPIC, json.dumps(message))

    def ask(self, path: str) -> httpx.Response:
        return httpx.get(f"{self.hub.address}{path}", headers=self.hub.headers, timeout=10)

    def history(self) -> list[dict[str, Any]]:
        answer = self.ask(f"/api/v1/tickets/{self.uid}/history")
        return answer.json()["items"] if answer.is_success else []

    def events(self, name: str) -> list[dict[str, Any]]:
        return [event for event in self.history() if event["type"] == name]

    def words(self, system: str) -> list[str]:
        """What a system reported, in the order of what happened there."""
        reported = [event["data"] for event in self.events("ticket.status_reported.v1")]
        return [each["native"] for each in sorted(reported, key=lambda each: each["at"]) if each["system"] == system]

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait until something holds."""
        end = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < end, f"{what}\n{json.dumps(self.history(), indent=1)}\n{self.hub.log[-4000:]}"
            time.sleep(0.2)

    def polls(self) -> Counter[str]:
        """How often each system was asked."""
        lines = self.ask("/metrics").text.splitlines()
        found = [line for line in lines if line.startswith("statushub_poll_total{")]
        counts: Counter[str] = Counter()
        for line in found:
            labels, _, number = line.rpartition(" ")
            counts[labels.split('system="')[1].split('"')[0]] += int(float(number))
        return counts

    def comes_to_rest(self) -> None:
        """Nothing is written or heard any more, however often the systems are asked."""
        asked, known = self.polls(), len(self.history())
        self.until(lambda: all(self.polls()[name] >= asked[name] + 4 for name in ("redmine", "tryton")), "no polls")
        assert len(self.history()) == known, self.history()[known:]
        assert self.ask("/api/v1/writes").json()["items"] == []


@pytest.fixture
def plant(tmp_path: Path, redmine: Redmine, tryton: Tryton) -> Iterator[Plant]:
    program = find_mosquitto() or missing("mosquitto", "install the package of this name")
    broker, folder = Mosquitto(tmp_path, program), make_folder()
    broker.start()
    uid = str(format_uid("SRV", date(2026, 1, 26), next(NUMBERS)))
    with closing(JobShop("JO-7", uid)) as shop:
        shop.start()
        plant = Plant(uid, folder, redmine, tryton, broker, shop)
        try:
            plant.until(lambda: {"New"} <= set(plant.words("redmine")), "the issue is not known")
            plant.until(lambda: {"draft"} <= set(plant.words("tryton")), "the order is not known")
            plant.until(lambda: {"NotAllowedToStart"} <= set(plant.words("opcua_isa95")), "the job is not known")
            yield plant
        finally:
            plant.hub.stop()
            broker.stop()
            remove_folder(folder)


def _works(plant: Plant) -> None:
    plant.until(lambda: plant.redmine.status_of(plant.issue) == "In Progress", "Redmine is not in progress")
    plant.until(lambda: plant.tryton.state_of(plant.order) == "running", "Tryton is not running")


def _is_as_it_should_be(plant: Plant) -> None:
    """What each system went through, once each; who moved the ticket; and nobody contradicted anybody."""
    assert plant.redmine.moves_of(plant.issue) == ["In Progress", "Resolved", "Closed"]
    assert plant.tryton.moves_of(plant.order) == ["waiting", "assigned", "running", "done"]
    assert plant.words("redmine") == ["New", "In Progress", "Resolved", "Closed"]
    assert plant.words("mqtt") == ["Running", "Ended", "Closed"]
    assert list(dict.fromkeys(plant.words("opcua_isa95"))) == ["NotAllowedToStart", "Running", "Ended"]
    assert (plant.words("tryton")[0], plant.words("tryton")[-1]) == ("draft", "done")
    moved = [event["data"] for event in plant.events("ticket.canonical_changed.v1")]
    later = [event for event in moved if event["status"] != "New"]
    assert [event["status"] for event in later] == ["In Progress", "Resolved", "Closed"]
    assert {event["system"] for event in later} <= {"mqtt", "opcua_isa95"}
    assert not plant.events("ticket.frozen.v1")
    reported = [event["data"] for event in plant.events("ticket.status_reported.v1")]
    own = [each for each in reported if each["system"] in {"redmine", "tryton"}]
    assert {each["native"] for each in own if not each.get("echo")} == {"New", "draft"}


def test_what_the_shop_floor_finishes_is_finished_in_the_others(plant: Plant) -> None:
    plant.machine_says("Running")
    plant.shop.put("Running")
    _works(plant)
    plant.shop.put("Ended")
    plant.until(lambda: "Ended" in plant.words("opcua_isa95"), "the end of the job is not heard")
    plant.machine_says("Ended")
    plant.until(lambda: plant.redmine.status_of(plant.issue) == "Resolved", "Redmine is not resolved")
    plant.machine_says("Closed")
    plant.until(lambda: plant.redmine.status_of(plant.issue) == "Closed", "Redmine is not closed")
    plant.until(lambda: plant.tryton.state_of(plant.order) == "done", "Tryton is not done")
    plant.until(lambda: plant.words("redmine")[-1] == "Closed", "Redmine's echo is not heard")
    plant.until(lambda: plant.words("tryton")[-1] == "done", "Tryton's echo is not heard")
    plant.comes_to_rest()
    _is_as_it_should_be(plant)


def test_with_each_of_them_restarted_in_the_middle_the_end_is_the_same(plant: Plant) -> None:
    plant.redmine.stop()
    plant.machine_says("Running")
    plant.shop.put("Running")
    plant.until(lambda: plant.tryton.state_of(plant.order) == "running", "Tryton is not running")
    plant.redmine.start()
    _works(plant)
    plant.until(lambda: "Running" in plant.words("opcua_isa95"), "the job is not heard")
    plant.shop.stop()
    plant.shop.start()
    plant.shop.put("Ended")
    plant.until(lambda: "Ended" in plant.words("opcua_isa95"), "the end of the job is not heard")
    plant.broker.stop()
    plant.broker.start()
    plant.machine_says("Ended")
    plant.restart_hub()
    plant.until(lambda: plant.redmine.status_of(plant.issue) == "Resolved", "Redmine is not resolved")
    plant.tryton.stop()
    plant.machine_says("Closed")
    plant.until(lambda: plant.redmine.status_of(plant.issue) == "Closed", "Redmine is not closed")
    plant.tryton.start()
    plant.until(lambda: plant.tryton.state_of(plant.order) == "done", "Tryton is not done")
    plant.until(lambda: plant.words("redmine")[-1] == "Closed", "Redmine's echo is not heard")
    plant.until(lambda: plant.words("tryton")[-1] == "done", "Tryton's echo is not heard")
    plant.comes_to_rest()
    _is_as_it_should_be(plant)
