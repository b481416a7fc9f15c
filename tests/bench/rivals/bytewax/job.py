"""The job with Bytewax, without recovery: reports in, snapshots out."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import msgspec
from bytewax import operators as op
from bytewax.connectors.kafka import KafkaSinkMessage, KafkaSourceMessage
from bytewax.connectors.kafka import operators as kop
from bytewax.dataflow import Dataflow
from bytewax.run import cli_main

from tests.bench.kafka.rule import Reported, Rule, Ticket
from tests.bench.rivals.task import Task

_decode = msgspec.json.Decoder(Reported).decode
_encode = msgspec.json.Encoder().encode


def flow_of(task: Task) -> Dataflow:
    """Reports, by ticket, through the rule."""
    rule = Rule.read(task.rule)

    def read(message: KafkaSourceMessage) -> tuple[str, Reported]:
        return message.key.decode(), _decode(message.value)

    def step(ticket: Ticket | None, report: Reported) -> tuple[Ticket, list[KafkaSinkMessage]]:
        ticket = {} if ticket is None else ticket
        snapshot = rule.step(ticket, report, datetime.now(UTC).isoformat())
        return ticket, [] if snapshot is None else [KafkaSinkMessage(report.uid.encode(), _encode(snapshot))]

    def written(keyed: tuple[str, KafkaSinkMessage]) -> KafkaSinkMessage:
        return keyed[1]

    flow = Dataflow("canonical")
    arrived = kop.input("reports", flow, brokers=[task.kafka], topics=[task.topic])
    by_ticket = op.map("read", arrived.oks, read)
    moved = op.stateful_flat_map("assess", by_ticket, step)
    kop.output("snapshots", op.map("write", moved, written), brokers=[task.kafka], topic=task.canonical)
    return flow


if __name__ == "__main__":
    cli_main(flow_of(msgspec.json.decode(sys.argv[1], type=Task)))
