"""The Kafka that is measured on: a broker of this run's own, or the one that KAFKA_BOOTSTRAP names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.kafka.find import find_kafka


@contextmanager
def broker() -> Iterator[str]:
    """The address of a broker that runs. Raises RuntimeError where there is none to be had."""
    found = find_kafka()
    if found is None:
        raise RuntimeError("no Kafka: name one by KAFKA_BOOTSTRAP, or install a Docker engine, or Java and Maven")
    try:
        found.start()
        yield found.bootstrap
    finally:
        found.remove()
