"""What a library repeats is read once a minute; what the hub says is always read."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from hub.entrypoints.logs import REPEATED_AFTER, OnceAMinute, log_to
from hub.settings import Settings


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def line(logger: str, text: str, *words: object, level: int = logging.WARNING) -> logging.LogRecord:
    return logging.LogRecord(logger, level, __file__, 1, text, words, None)


def test_a_library_that_tries_again_and_again_is_read_once_a_minute() -> None:
    clock = Clock()
    seldom = OnceAMinute(clock)
    written = []
    for attempt in range(4):
        written.append(seldom.filter(line("psycopg.pool", "error connecting in %r: try %d", "pool-1", attempt)))
        clock.now += REPEATED_AFTER / 2
    assert written == [True, False, True, False]


def test_another_line_and_a_graver_one_are_not_held_back() -> None:
    seldom = OnceAMinute(Clock())
    assert seldom.filter(line("aiokafka", "Unable connect to %s", "a:1"))
    assert seldom.filter(line("aiokafka", "Heartbeat failed"))
    assert seldom.filter(line("aiokafka", "Unable connect to %s", "a:1", level=logging.ERROR))
    assert not seldom.filter(line("aiokafka", "Unable connect to %s", "b:1"))


def test_what_the_hub_says_is_never_held_back() -> None:
    seldom = OnceAMinute(Clock())
    assert [seldom.filter(line("hub.http", "request")) for _ in range(3)] == [True] * 3
    assert [seldom.filter(line("projections.runner", "the views move on")) for _ in range(2)] == [True] * 2


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    stream = io.StringIO()
    log_to(Settings(), stream)
    yield stream
    root.handlers = handlers
    root.setLevel(level)


def test_of_kafka_s_client_only_what_went_wrong_is_written(logged: io.StringIO) -> None:
    client = logging.getLogger("aiokafka.consumer.consumer")
    client.info("Subscribed to topic(s): %s", "reports")
    for _ in range(3):
        client.error("Unable connect to %s", "kafka:9092")
    assert [json.loads(written)["event"] for written in logged.getvalue().splitlines()] == [
        "Unable connect to kafka:9092"
    ]
