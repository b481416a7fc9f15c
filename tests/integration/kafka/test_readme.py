"""What the README tells whoever publishes to the topic himself is taken by a worker's own reading."""

from __future__ import annotations

import asyncio
import re
import sys
from collections import namedtuple
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer

from adapters.registry import load_manifests
from hub.application.records import RecordReader
from hub.settings import Settings, variable_of
from schemas.topics import Topic
from tests.acceptance.running import environment
from tests.kafka.find import Broker
from tests.needs import ROOT

NOW = 1_900_000_000_000_000
PAGES = ["README.md", "README.zh-CN.md"]

Typed = namedtuple(
    "Typed", "topic partition offset timestamp key value headers", defaults=(Topic.REPORTED, 0, 0, -1, None, None, ())
)


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / page).read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("page", PAGES)
async def test_the_program_in_the_readme_publishes_a_report(
    page: str, kafka: Broker, topic_prefix: str, tmp_path: Path
) -> None:
    [program] = blocks(page, "python")
    assert Topic.REPORTED in program
    script = tmp_path / "publish.py"
    script.write_text(program.replace(Topic.REPORTED, topic_prefix + Topic.REPORTED), "utf-8")
    done = await asyncio.create_subprocess_exec(
        sys.executable, str(script), env=environment({"KAFKA_BOOTSTRAP": kafka.bootstrap})
    )
    assert await done.wait() == 0

    options = {"bootstrap_servers": kafka.bootstrap, "auto_offset_reset": "earliest"}
    async with AIOKafkaConsumer(topic_prefix + Topic.REPORTED, **options) as consumer:
        delivery = RecordReader(load_manifests()).read(await consumer.getone(), NOW)
    assert delivery.problem == ""
    assert delivery.report is not None
    assert (delivery.report.system, delivery.report.delivery_id) == ("mes", "job-77/3")


@pytest.mark.parametrize("page", PAGES)
def test_the_line_for_kcat_is_a_report_and_under_another_key_it_is_none(page: str) -> None:
    [typed] = [block for block in blocks(page, "sh") if block.startswith("kcat")]
    assert Topic.REPORTED in typed
    key, _, value = typed.splitlines()[1].partition("|")
    reader = RecordReader(load_manifests())
    taken = reader.read(Typed(key=key.encode(), value=value.encode()), NOW)
    assert (taken.problem, taken.system) == ("", "erp")
    refused = reader.read(Typed(key=b"somebody", value=value.encode()), NOW)
    assert "belongs under" in refused.problem
    assert "not JSON" in reader.read(Typed(key=key.encode(), value=b"\xff"), NOW).problem


@pytest.mark.parametrize("page", PAGES)
def test_every_setting_in_the_readme_exists(page: str) -> None:
    named = set(
        re.findall(r"\b(STATUSHUB_(?!SECRET_)[A-Z_]+|DATABASE_URL|KAFKA_BOOTSTRAP)\b", (ROOT / page).read_text("utf-8"))
    )
    assert named <= {variable_of(name) for name in Settings.model_fields}
