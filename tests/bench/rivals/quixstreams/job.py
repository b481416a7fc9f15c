"""The job with Quix Streams, its state in RocksDB with a changelog: reports in, snapshots out."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Any

import msgspec
from quixstreams import Application, State

from tests.bench.kafka.rule import Reported, Rule
from tests.bench.rivals.task import Task

_decode = msgspec.json.Decoder(Reported).decode
_encode = msgspec.json.Encoder().encode


def application_of(task: Task) -> Application:
    """Reports, by ticket, through the rule."""
    rule = Rule.read(task.rule)
    application = Application(
        broker_address=task.kafka,
        consumer_group=f"{task.topic}.{task.guarantee}",
        processing_guarantee=task.guarantee,
        auto_offset_reset="earliest",
        commit_interval=1.0,
        state_dir=task.folder,
        auto_create_topics=True,
        loglevel="WARNING",
    )

    def step(value: bytes, state: State) -> dict[str, Any] | None:
        report = _decode(value)
        ticket = state.get("ticket") or {}
        snapshot = rule.step(ticket, report, datetime.now(UTC).isoformat())
        state.set("ticket", ticket)
        return snapshot

    reports = application.topic(task.topic, value_deserializer="bytes", key_deserializer="bytes")
    snapshots = application.topic(task.canonical, value_serializer="bytes", key_serializer="bytes")
    moved = application.dataframe(reports).apply(step, stateful=True).filter(lambda snapshot: snapshot is not None)
    moved.apply(_encode).to_topic(snapshots)
    return application


if __name__ == "__main__":
    told = msgspec.json.decode(sys.argv[1], type=Task)
    application_of(told).run(count=told.snapshots, collect=False)
