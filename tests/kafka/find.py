"""Which Kafka a test run uses."""

import os
from typing import Protocol

from tests.kafka.broker import PrivateBroker
from tests.kafka.container import ContainerBroker, docker_answers, image_is_to_be_had
from tests.kafka.jars import java_and_maven


class Broker(Protocol):
    """A Kafka to test with."""

    bootstrap: str
    """Its address, as KAFKA_BOOTSTRAP takes it."""

    def start(self) -> None:
        """Start it, with the records and at the address it had, and wait until it answers."""

    def stop(self) -> None:
        """Kill it as a power cut would, and wait until it is gone."""

    def remove(self) -> None:
        """Kill it, and leave nothing behind."""


class SharedBroker:
    """A Kafka that is not ours: used, and left running."""

    def __init__(self, bootstrap: str) -> None:
        self.bootstrap = bootstrap

    def start(self) -> None:
        """Nothing: it runs."""

    def stop(self) -> None:
        """Refuse: others may be using it."""
        raise PermissionError("KAFKA_BOOTSTRAP names a broker that is not the tests' own; unset it to test outages")

    def remove(self) -> None:
        """Nothing: it stays."""


def find_kafka() -> Broker | None:
    """A broker, not yet started: KAFKA_BOOTSTRAP's, else a container, else one from Kafka's jars, else None.

    An engine that cannot get the image counts as none.

    Raises RuntimeError where there is a way to get one and it fails.
    """
    if bootstrap := os.environ.get("KAFKA_BOOTSTRAP"):
        return SharedBroker(bootstrap)
    if docker_answers() and image_is_to_be_had():
        return ContainerBroker()
    if java_and_maven():
        return PrivateBroker()
    return None
