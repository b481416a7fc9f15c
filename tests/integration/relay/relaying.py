"""Relays in threads, and what is on the topics when they have caught up."""

import threading
from contextlib import ExitStack
from typing import Self
from uuid import uuid4

from hub.application.relay import Committed
from hub.entrypoints.signals import Stop
from hub.infrastructure.relay_lease import PostgresRelayLease
from hub.wiring import Hub, open_relay, relay_lease
from schemas.topics import Topic
from tests.bench.workload import plant_day
from tests.chaos.stores import read_streams
from tests.chaos.subscribers import read_topic
from tests.chaos.topics import Told, expected_on, wrong_on_topic
from tests.chaos.waiting import until

OUT = (Topic.CANONICAL, Topic.EVENTS, Topic.CONFLICTS, Topic.PARKED)


class Seen:
    """What a relay has said of itself."""

    def __init__(self) -> None:
        self.began_at: list[int] = []
        self.failures: list[str] = []
        self.is_standing_by = False
        self.position = 0

    def stands_by(self) -> None:
        self.is_standing_by = True

    def leads(self, position: int) -> None:
        self.is_standing_by = False
        self.began_at.append(position)

    def published(self, position: int, published: Committed) -> None:
        self.position = position

    def catches_up(self) -> None:
        pass

    def fails(self, why: str) -> None:
        self.failures.append(why)

    def rests(self) -> None:
        pass


class Running:
    """A relay in a thread."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._stop = Stop()
        self.lease: PostgresRelayLease = relay_lease(hub)
        self.seen = Seen()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        with open_relay(self._hub, self.lease, self.seen, lambda: self._stop.asked) as relay:
            relay.run(self._stop)

    def stop(self) -> None:
        self._stop()
        self._thread.join()


class Relays:
    """Starts relays of one hub, and ends them."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def start(self) -> Running:
        running = Running(self._hub)
        self._stack.callback(running.stop)
        return running


def caught_up(hub: Hub) -> None:
    """Wait until everything in the log is published."""
    lease = relay_lease(hub)
    until(lambda: lease.standing().position >= hub.log.head(), "the relay has caught up", 30)


def take_in(hub: Hub, reports: int, first: int = 0) -> None:
    """Some of a plant's day; from another ticket on, the rest of it is news."""
    deliveries = plant_day(reports, first=first)
    for start in range(0, len(deliveries), 500):
        hub.ingestion.ingest(deliveries[start : start + 500])


def told(hub: Hub, topic: Topic) -> list[Told]:
    """All that a new consumer group gets of a topic."""
    return read_topic(hub.kafka, topic, uuid4().hex)


def wrong(hub: Hub) -> list[str]:
    """In what the topics differ from the log: lost, altered, of unknown origin, out of order."""
    streams = read_streams(hub)
    return [problem for topic in OUT for problem in wrong_on_topic(told(hub, topic), expected_on(topic, streams))]
