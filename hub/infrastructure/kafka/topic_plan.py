"""What has to be done so that a Kafka's topics are as they are declared. Pure: both are given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hub.infrastructure.kafka.declared import Declaration, DeclaredTopic
from schemas.topics import Topic


@dataclass(frozen=True, slots=True)
class ExistingTopic:
    """A topic as it is."""

    partitions: int
    replication: int
    config: Mapping[str, str]
    """Every value in force, Kafka's defaults included."""


@dataclass(frozen=True, slots=True)
class Create:
    """A topic that is not there."""

    name: str
    partitions: int
    replication: int
    config: Mapping[str, str]

    def __str__(self) -> str:
        settings = ", ".join(f"{name}={value}" for name, value in self.config.items())
        return f"{self.name}: create with {self.partitions} partitions and replication {self.replication}; {settings}"


@dataclass(frozen=True, slots=True)
class AddPartitions:
    """A topic that has fewer partitions than declared."""

    name: str
    now: int
    then: int

    def __str__(self) -> str:
        return f"{self.name}: raise partitions from {self.now} to {self.then}"


@dataclass(frozen=True, slots=True)
class Configure:
    """A topic with other settings than declared. Settings that are not declared stay as they are."""

    name: str
    now: Mapping[str, str]
    then: Mapping[str, str]

    def __str__(self) -> str:
        changes = (f"{key} from {self.now.get(key, 'nothing')} to {value}" for key, value in self.then.items())
        return f"{self.name}: set {', '.join(changes)}"


@dataclass(frozen=True, slots=True)
class Refuse:
    """A difference that is not ours to remove."""

    name: str
    why: str

    def __str__(self) -> str:
        return f"{self.name}: {self.why}"


Step = Create | AddPartitions | Configure | Refuse


def plan(
    declaration: Declaration, existing: Mapping[str, ExistingTopic], name_of: Callable[[Topic], str] = str
) -> list[Step]:
    """The steps from what exists, by name, to what is declared; none where nothing differs."""
    steps: list[Step] = []
    for topic in declaration.topics:
        name = name_of(topic.topic)
        found = existing.get(name)
        if found is None:
            copies = declaration.replication
            steps.append(Create(name, topic.partitions, copies, topic.config_with(copies)))
            continue
        steps += _partitions(name, topic, found)
        steps += _copies(name, declaration.replication, found)
        steps += _config(name, topic.config_with(found.replication), found)
    return steps


def _partitions(name: str, topic: DeclaredTopic, found: ExistingTopic) -> list[Step]:
    if found.partitions < topic.partitions:
        return [AddPartitions(name, found.partitions, topic.partitions)]
    if found.partitions > topic.partitions:
        why = (
            f"has {found.partitions} partitions, declared are {topic.partitions}: Kafka cannot take partitions away,"
            f" their records would be lost; declare {found.partitions}"
        )
        return [Refuse(name, why)]
    return []


def _copies(name: str, declared: int, found: ExistingTopic) -> list[Step]:
    if found.replication == declared:
        return []
    why = (
        f"has replication {found.replication}, declared is {declared}: which broker gets a copy is for people to"
        f" choose, with kafka-reassign-partitions.sh; or declare {found.replication}"
    )
    return [Refuse(name, why)]


def _config(name: str, declared: Mapping[str, str], found: ExistingTopic) -> list[Step]:
    different = {key: value for key, value in declared.items() if not _same(value, found.config.get(key))}
    if not different:
        return []
    now = {key: found.config[key] for key in different if key in found.config}
    return [Configure(name, now, different)]


def _same(declared: str, found: str | None) -> bool:
    """Whether two values are one: Kafka gives a number back in the form of its own."""
    if found is None or declared == found:
        return declared == found
    try:
        return float(declared) == float(found)
    except ValueError:
        return False
