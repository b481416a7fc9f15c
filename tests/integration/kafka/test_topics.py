"""`statushub topics` on a real Kafka: what it does, and that it does it once."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from typer.testing import CliRunner, Result

from hub.entrypoints.cli.app import app
from hub.infrastructure.kafka.connection import KafkaConnection
from hub.infrastructure.kafka.topics import topics_of
from hub.settings import Settings
from schemas.topics import Topic
from tests.kafka.find import Broker
from tests.kafka.topics import delete_topics
from tests.needs import ROOT

Apply = Callable[..., Result]

DECLARED = (ROOT / "deploy/topics.toml").read_text("utf-8").replace("partitions = 12", "partitions = 2")
SET = '"cleanup.policy" = "delete"'


@pytest.fixture
def prefix(kafka: Broker, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A prefix under which there is nothing yet."""
    prefix = f"apply-{uuid4().hex}."
    monkeypatch.setenv("KAFKA_BOOTSTRAP", kafka.bootstrap)
    monkeypatch.setenv("STATUSHUB_TOPIC_PREFIX", prefix)
    yield prefix
    delete_topics(kafka.bootstrap, prefix)


@pytest.fixture
def apply(prefix: str, tmp_path: Path) -> Apply:
    """Apply a text of topics."""

    def applied(text: str, *words: str, replication: int = 1) -> Result:
        path = tmp_path / "topics.toml"
        path.write_text(text, encoding="utf-8")
        return run("apply", "--file", str(path), "--replication", str(replication), *words)

    return applied


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["topics", *words])


async def settings_of(broker: Broker, prefix: str, topic: Topic) -> dict[str, str]:
    kafka = KafkaConnection(Settings(kafka_bootstrap=broker.bootstrap, topic_prefix=prefix))
    async with topics_of(kafka) as topics:
        return dict((await topics.existing([kafka.name_of(topic)]))[kafka.name_of(topic)].config)


def test_a_check_of_an_empty_kafka_finds_every_topic_missing_and_creates_none(apply: Apply, prefix: str) -> None:
    looked = apply(DECLARED, "--check")
    assert looked.exit_code == 1
    assert len(looked.stdout.splitlines()) == len(Topic)
    assert json.loads(run("list", "--json").stdout) == []


def test_applied_topics_are_as_declared_and_a_second_run_has_nothing_to_do(apply: Apply, prefix: str) -> None:
    assert apply(DECLARED).exit_code == 0

    again = apply(DECLARED)
    assert (again.exit_code, again.stdout) == (0, "")
    assert apply(DECLARED, "--check").exit_code == 0
    assert {row["topic"]: row["cleanup"] for row in json.loads(run("list", "--json").stdout)} == {
        f"{prefix}{topic}": "compact" if topic in (Topic.CANONICAL, Topic.CONFLICTS) else "delete" for topic in Topic
    }


def test_partitions_are_raised_and_never_lowered(apply: Apply, prefix: str) -> None:
    apply(DECLARED)

    raised = apply(DECLARED.replace("partitions = 2", "partitions = 5"))
    lowered = apply(DECLARED)

    assert raised.exit_code == 0
    assert "raise partitions from 2 to 5" in raised.stdout
    assert lowered.exit_code == 3
    assert "Kafka cannot take partitions away" in lowered.stdout
    counts = {row["topic"]: row["partitions"] for row in json.loads(run("list", "--json").stdout)}
    assert counts[f"{prefix}{Topic.REPORTED}"] == 5


def test_setting_one_thing_keeps_what_somebody_else_has_set(apply: Apply, prefix: str) -> None:
    apply(DECLARED.replace(SET, f'{SET}\n"flush.ms" = 5000'))

    changed = apply(DECLARED.replace("1_209_600_000", "3_600_000"))

    assert changed.exit_code == 0
    assert "retention.ms from 1209600000 to 3600000" in changed.stdout
    assert "flush.ms" not in changed.stdout


async def test_what_was_set_is_in_force(kafka: Broker, topic_prefix: str) -> None:
    reported = await settings_of(kafka, topic_prefix, Topic.REPORTED)
    snapshots = await settings_of(kafka, topic_prefix, Topic.CANONICAL)
    assert (reported["max.message.bytes"], reported["cleanup.policy"]) == ("4194304", "delete")
    assert (snapshots["cleanup.policy"], snapshots["max.compaction.lag.ms"]) == ("compact", "86400000")


def test_a_setting_that_kafka_does_not_know_is_refused_in_its_words(apply: Apply) -> None:
    refused = apply(DECLARED.replace(SET, f'{SET}\n"retention.mss" = 1'))
    assert refused.exit_code == 3
    assert "Kafka refuses to create it: Unknown topic config name: retention.mss" in refused.stderr


def test_more_copies_than_brokers_are_refused_in_its_words(apply: Apply) -> None:
    refused = apply(DECLARED, replication=3)
    assert refused.exit_code == 3
    assert "replication factor" in refused.stderr.lower()


def test_a_kafka_that_is_away_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAFKA_BOOTSTRAP", "127.0.0.1:1")
    away = run("list")
    assert away.exit_code == 4
    assert "Kafka does not answer at 127.0.0.1:1; start it, or set KAFKA_BOOTSTRAP" in away.stderr


def test_no_kafka_is_an_error_that_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KAFKA_BOOTSTRAP", raising=False)
    nowhere = run("apply")
    assert nowhere.exit_code == 2
    assert "set KAFKA_BOOTSTRAP" in nowhere.stderr
