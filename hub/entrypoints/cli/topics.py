"""``statushub topics``: make the topics of a Kafka what they are declared to be."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.application.counting import counted
from hub.entrypoints.cli.exits import Exit, Unusable
from hub.entrypoints.cli.opening import settings_of
from hub.entrypoints.cli.options import AsJson
from hub.entrypoints.cli.output import Column, say, show_rows, tell

if TYPE_CHECKING:
    from hub.infrastructure.kafka.connection import KafkaConnection
    from hub.infrastructure.kafka.declared import Declaration
    from hub.infrastructure.kafka.topic_plan import ExistingTopic, Step

app = typer.Typer(no_args_is_help=True, help="The topics on Kafka: create, compare, list. 消息主题")

_TOPICS = (
    Column("topic", "主题", lambda row: row[0]),
    Column("partitions", "分区数", lambda row: row[1].partitions),
    Column("replication", "副本数", lambda row: row[1].replication),
    Column("cleanup", "清理方式", lambda row: row[1].config["cleanup.policy"]),
)


@app.command()
def apply(
    check: Annotated[bool, typer.Option("--check", help="Only say what differs; exit 1 if anything does")] = False,
    file: Annotated[Path | None, typer.Option("--file", help="A file of topics; else deploy/topics.toml")] = None,
    replication: Annotated[
        int | None, typer.Option("--replication", min=1, max=10, help="Copies of each partition; else the file's")
    ] = None,
) -> None:
    """Create the topics that are missing, raise partitions, set what differs; a second run does nothing. 应用主题

    Partitions are never taken away and copies never moved: that is said, and ends in exit 3 after all else is done.
    """
    from hub.infrastructure.kafka.declared import load_topics

    declaration = load_topics(file)
    if replication is not None:
        declaration = declaration.with_replication(replication)
    code = asyncio.run(_apply(_kafka(), declaration, check=check))
    if code:
        raise typer.Exit(code)


async def _apply(kafka: KafkaConnection, declaration: Declaration, *, check: bool) -> Exit:
    """Say each step, and do it where it is not only looked for."""
    from hub.infrastructure.kafka.topic_plan import Refuse
    from hub.infrastructure.kafka.topics import topics_of

    async with topics_of(kafka) as topics:
        steps: list[Step] = await topics.plan(declaration)
        for step in steps:
            if not check:
                await topics.take(step)
            tell(str(step))
    refused = sum(isinstance(step, Refuse) for step in steps)
    if check:
        say(
            counted("{count} difference|{count} differences", len(steps))
            if steps
            else "the topics are as declared · 主题与声明一致"
        )
        return Exit.FOUND if steps else Exit.DONE
    made = counted("{count} change made|{count} changes made", len(steps) - refused)
    say(f"{made}, {refused:,} refused" if steps else "nothing to do · 无需变更")
    return Exit.REFUSED if refused else Exit.DONE


@app.command("list")
def list_topics(as_json: AsJson = False) -> None:
    """List the hub's topics that this Kafka has. 列出主题"""
    show_rows(_TOPICS, sorted(asyncio.run(_existing(_kafka())).items()), as_json=as_json)


async def _existing(kafka: KafkaConnection) -> dict[str, ExistingTopic]:
    from hub.infrastructure.kafka.topics import topics_of
    from schemas.topics import Topic

    async with topics_of(kafka) as topics:
        return await topics.existing(map(kafka.name_of, Topic))


def _kafka() -> KafkaConnection:
    """Kafka by the settings. Raises Unusable where none is named."""
    from hub.infrastructure.kafka.connection import KafkaConnection
    from hub.telemetry import configure_logging

    configure_logging("CRITICAL", as_json=False)  # what Kafka's client warns of, the command says itself
    settings = settings_of()
    if not settings.kafka_bootstrap:
        raise Unusable("no Kafka is named; set KAFKA_BOOTSTRAP to its addresses, such as kafka-1:9092,kafka-2:9092")
    return KafkaConnection(settings)
