"""Read ``topics.toml``; what is wrong in it is named with file, place and cure."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Final

import msgspec

from schemas.errors import HubError
from schemas.topics import Topic

COMPACTED: Final = frozenset({Topic.CANONICAL, Topic.CONFLICTS})
"""Topics that consumers read as a table: the last record of each key, for ever. The others are read as a history."""

_CLEANUP: Final = "cleanup.policy"
_SAFE_COPIES: Final = "min.insync.replicas"


class TopicsError(HubError):
    """A file of topics that cannot be used: where, what is wrong, and what to do."""


@dataclass(frozen=True, slots=True)
class DeclaredTopic:
    """A topic as it shall be."""

    topic: Topic
    partitions: int
    config: Mapping[str, str]
    """By Kafka's names, values as Kafka writes them."""

    def config_with(self, copies: int) -> dict[str, str]:
        """The configuration with what follows from the copies that there are: a write is safe on two, if there are two.

        Two asked of a topic that has one would stop all writing to it.
        """
        return {_SAFE_COPIES: str(min(2, copies)), **self.config}


@dataclass(frozen=True, slots=True)
class Declaration:
    """All topics of the hub as they shall be, and how many copies of each partition there are."""

    topics: tuple[DeclaredTopic, ...]
    replication: int

    def with_replication(self, copies: int) -> Declaration:
        """The same for a Kafka of another size."""
        return replace(self, replication=copies)


_Partitions = Annotated[int, msgspec.Meta(ge=1, le=10_000)]
_Copies = Annotated[int, msgspec.Meta(ge=1, le=10)]


class _TopicForm(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    partitions: _Partitions
    config: dict[str, str | int | float | bool]


class _TopicsForm(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    topic: dict[str, _TopicForm]
    replication: _Copies = 3


def load_topics(path: Path | None = None) -> Declaration:
    """The topics of a file, or the built-in ones.

    Raises TopicsError when the file is missing, cannot be read or does not hold together.
    """
    if path is None:
        text = files("hub.infrastructure.kafka").joinpath("topics.toml").read_text("utf-8")
        return parse_topics(text, "deploy/topics.toml")
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise TopicsError(f"{path}: cannot be read ({error.strerror}); name a file of topics with --file") from error
    except UnicodeDecodeError as error:
        raise TopicsError(f"{path}: no UTF-8 (byte {error.start}); save it as UTF-8") from error
    return parse_topics(text, str(path))


def parse_topics(text: str, source: str) -> Declaration:
    """The topics in ``text``; ``source`` names them in errors.

    Raises TopicsError when the text does not hold together.
    """
    try:
        form = msgspec.convert(tomllib.loads(text), _TopicsForm)
    except tomllib.TOMLDecodeError as error:
        raise TopicsError(f"{source}: no valid TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise TopicsError(f"{source}: {error}; deploy/topics.toml shows the form") from error
    for name in form.topic:
        if name not in list(Topic):
            raise TopicsError(f"{source}: the hub has no topic {name!r}; its topics are {', '.join(Topic)}")
    for topic in Topic:
        if topic not in form.topic:
            raise TopicsError(f'{source}: {topic} is missing; add [topic."{topic}"] with partitions and config')
    topics = tuple(_declared(topic, form.topic[topic], source) for topic in Topic)
    return Declaration(topics, form.replication)


def _declared(topic: Topic, form: _TopicForm, source: str) -> DeclaredTopic:
    config = {name: _as_kafka_writes(value) for name, value in form.config.items()}
    _check_cleanup(topic, config.get(_CLEANUP, ""), source)
    return DeclaredTopic(topic, form.partitions, config)


def _check_cleanup(topic: Topic, policy: str, source: str) -> None:
    """Deleting from a table, or compacting a history, loses what somebody relies on."""
    expected = "compact" if topic in COMPACTED else "delete"
    if policy != expected:
        why = (
            "consumers read the whole state from it, the oldest ticket's included"
            if topic in COMPACTED
            else "each of its records counts, not only the last one of a key"
        )
        raise TopicsError(f'{source}: {topic} must have "{_CLEANUP}" = "{expected}": {why}')


def _as_kafka_writes(value: str | float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
