"""The topics of a Kafka: look at them, and make them what they are declared to be."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

from aiokafka.admin import AIOKafkaAdminClient, NewPartitions, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaConnectionError, KafkaError, KafkaTimeoutError, NodeNotReadyError, for_code

from hub.application.ports import Unavailable
from hub.infrastructure.kafka.connection import KafkaConnection
from hub.infrastructure.kafka.declared import Declaration
from hub.infrastructure.kafka.topic_plan import AddPartitions, Configure, Create, ExistingTopic, Refuse, Step, plan
from schemas.errors import HubError

_SET_ON_TOPIC: Final = 1
"""Kafka's number for a setting that was given to the topic itself; others come from the broker or are built in."""
_ALREADY_THERE: Final = 36
_SEEN_WITHIN: Final = 30.0
_AWAY: Final = (KafkaConnectionError, KafkaTimeoutError, NodeNotReadyError, TimeoutError)


class TopicRefused(HubError):
    """Kafka does not take what was asked of a topic; its own words say why."""


class Topics:
    """The hub's topics on one Kafka. Use within `topics_of`."""

    def __init__(self, admin: AIOKafkaAdminClient, kafka: KafkaConnection) -> None:
        self._admin = admin
        self._kafka = kafka

    async def plan(self, declaration: Declaration) -> list[Step]:
        """What differs from the declaration, as the steps that remove it."""
        names = [self._kafka.name_of(topic.topic) for topic in declaration.topics]
        return plan(declaration, await self.existing(names), self._kafka.name_of)

    async def existing(self, names: Iterable[str]) -> dict[str, ExistingTopic]:
        """Those of the topics that are there."""
        # All are asked for, not these: by name, a broker may create what it is asked about.
        described = {topic["topic"]: topic["partitions"] for topic in await self._admin.describe_topics()}
        found = {name: described[name] for name in names if name in described}
        settings = await self._settings(found)
        return {
            name: ExistingTopic(
                partitions=len(partitions),
                replication=min(len(partition["replicas"]) for partition in partitions),
                config={setting[0]: setting[1] for setting in settings[name]},
            )
            for name, partitions in found.items()
        }

    async def take(self, step: Step) -> None:
        """Do a step, and return when it can be seen; a refusal has nothing to do. Raises TopicRefused.

        Each step is one request, and a run that was cut short is finished by the next: the steps are planned anew.
        """
        match step:
            case Create():
                await self._create(step)
                await self._until_led(step.name, step.partitions)
            case AddPartitions():
                await self._add_partitions(step)
                await self._until_led(step.name, step.then)
            case Configure():
                await self._configure(step)
            case Refuse():
                pass

    async def delete(self, names: Iterable[str]) -> None:
        """Delete topics with their records. Those that are not there are passed over."""
        await self._admin.delete_topics(list(names))

    async def _create(self, step: Create) -> None:
        topic = NewTopic(step.name, step.partitions, step.replication, topic_configs=dict(step.config))
        answer = await self._admin.create_topics([topic])
        for _name, code, message in answer.topic_errors:
            if code not in (0, _ALREADY_THERE):
                raise TopicRefused(f"{step.name}: Kafka refuses to create it: {message or for_code(code).__name__}")

    async def _add_partitions(self, step: AddPartitions) -> None:
        try:
            await self._admin.create_partitions({step.name: NewPartitions(step.then)})
        except _AWAY:
            raise
        except KafkaError as error:
            raise TopicRefused(f"{step.name}: Kafka refuses more partitions: {error}") from error

    async def _until_led(self, name: str, partitions: int) -> None:
        """Return when the broker knows of all partitions and their leaders: it hears of a change after its answer."""
        async with asyncio.timeout(_SEEN_WITHIN):
            while True:
                described = {topic["topic"]: topic["partitions"] for topic in await self._admin.describe_topics()}
                if sum(partition["leader"] >= 0 for partition in described.get(name, ())) >= partitions:
                    return
                await asyncio.sleep(0.05)

    async def _configure(self, step: Configure) -> None:
        """Set a topic's settings.

        The request that aiokafka knows replaces all settings of the topic, so those that somebody else gave it are
        read and sent along. One given between the two is lost; nobody but people at a console give any.
        """
        settings = await self._settings([step.name])
        kept = {name: value for name, value, _, source, *_ in settings[step.name] if source == _SET_ON_TOPIC}
        resource = ConfigResource(ConfigResourceType.TOPIC, step.name, configs={**kept, **step.then})
        for answer in await self._admin.alter_configs([resource]):
            for code, message, _, name in answer.resources:
                if code:
                    raise TopicRefused(f"{name}: Kafka refuses the settings: {message or for_code(code).__name__}")

    async def _settings(self, names: Iterable[str]) -> Mapping[str, list[Any]]:
        """Every setting in force of each topic, as (name, value, read only, source, ...)."""
        resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
        if not resources:
            return {}
        found: dict[str, list[Any]] = {}
        for answer in await self._admin.describe_configs(resources):
            for code, message, _, name, settings in answer.resources:
                if code:
                    raise TopicRefused(f"{name}: Kafka does not tell its settings: {message or for_code(code)}")
                found[name] = settings
        return found


@asynccontextmanager
async def topics_of(kafka: KafkaConnection) -> AsyncIterator[Topics]:
    """The topics of a Kafka, for as long as the block lasts. Raises Unavailable when it cannot be reached."""
    admin = AIOKafkaAdminClient(**kafka.options())
    try:
        await admin.start()
        yield Topics(admin, kafka)
    except _AWAY as error:
        address = kafka.settings.kafka_bootstrap
        raise Unavailable(f"Kafka does not answer at {address}; start it, or set KAFKA_BOOTSTRAP") from error
    finally:
        await admin.close()
