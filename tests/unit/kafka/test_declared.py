"""Topics are a file: read whole, or refused with what is wrong and what to do."""

from pathlib import Path

import pytest

from hub.infrastructure.kafka.declared import COMPACTED, TopicsError, load_topics, parse_topics
from schemas.events import Correction, Move, StatusReported, encode
from schemas.messages import Logged, messages
from schemas.status import Status
from schemas.topics import Topic
from tests.needs import ROOT

START = 1_769_421_180_000_000
DECLARED = (ROOT / "deploy/topics.toml").read_text("utf-8")


def test_the_topics_by_default_are_those_that_a_site_finds_in_deploy() -> None:
    assert load_topics() == load_topics(ROOT / "deploy/topics.toml")


def test_every_topic_is_declared_once() -> None:
    assert [declared.topic for declared in load_topics().topics] == list(Topic)


def test_tables_are_compacted_soon_and_histories_are_kept_for_a_time() -> None:
    for declared in load_topics().topics:
        compacted = declared.topic in COMPACTED
        assert ("max.compaction.lag.ms" in declared.config) is compacted
        assert ("retention.ms" in declared.config) is not compacted


def test_a_report_that_corrects_twenty_thousand_changes_gets_out() -> None:
    moved = tuple(Move(START + at, Status.IN_PROGRESS, "servicenow", "In Progress") for at in range(20_000))
    reported = StatusReported(
        recorded_at=START,
        system="crm",
        native="Reopened",
        status=Status.REOPENED,
        delivery_id="late",
        at=START,
        received_at=START,
        corrections=tuple(Correction("0123456789abcdef", Status.REOPENED, is_change=True) for _ in range(100)),
        moves_from=START,
        moves=moved,
    )
    (message,) = messages(Logged("SRV-20260126-00872-A9F", 1, reported.TOPIC, encode(reported), 1))
    (events,) = (declared for declared in load_topics().topics if declared.topic is Topic.EVENTS)
    assert 1_048_588 < len(message.value) < int(events.config["max.message.bytes"])


def test_a_value_of_two_megabytes_gets_through_to_be_parked() -> None:
    (reported,) = (declared for declared in load_topics().topics if declared.topic is Topic.REPORTED)
    assert int(reported.config["max.message.bytes"]) > 2 * 1024 * 1024


@pytest.mark.parametrize(("copies", "safe_on"), [(1, "1"), (2, "2"), (3, "2")])
def test_a_write_is_safe_on_two_copies_where_there_are_two(copies: int, safe_on: str) -> None:
    assert load_topics().topics[0].config_with(copies)["min.insync.replicas"] == safe_on


@pytest.mark.parametrize(
    ("found", "instead", "problem"),
    [
        ("partitions = 12", "partitions = 0", r"`int` >= 1"),
        ("partitions = 12", "partition = 12", "unknown field `partition`"),
        ("replication = 3", "replication = 'three'", "Expected `int`"),
        ("replication = 3", "replication = ", "no valid TOML"),
        ("ticket.events.v1", "ticket.event.v1", "the hub has no topic 'ticket.event.v1'; its topics are ticket.status"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_file(found: str, instead: str, problem: str) -> None:
    with pytest.raises(TopicsError, match=rf"^site\.toml: .*{problem}"):
        parse_topics(DECLARED.replace(found, instead), "site.toml")


def test_a_topic_that_is_not_declared_is_missed() -> None:
    without = DECLARED[: DECLARED.index('[topic."ticket.parked.v1"]')]
    with pytest.raises(TopicsError, match=r'ticket.parked.v1 is missing; add \[topic."ticket.parked.v1"\]'):
        parse_topics(without, "site.toml")


def test_a_table_that_forgets_old_tickets_is_refused() -> None:
    forgets = DECLARED.replace('"cleanup.policy" = "compact"', '"cleanup.policy" = "compact,delete"')
    with pytest.raises(TopicsError, match=r'canonical\.v1 must have "cleanup\.policy" = "compact": .*the oldest'):
        parse_topics(forgets, "site.toml")


def test_reports_of_which_only_the_last_is_kept_are_refused() -> None:
    forgets = DECLARED.replace('"cleanup.policy" = "delete"', '"cleanup.policy" = "compact"')
    with pytest.raises(TopicsError, match=r'reported\.v1 must have "cleanup\.policy" = "delete": each of its records'):
        parse_topics(forgets, "site.toml")


def test_a_file_that_is_not_there_is_named_with_the_cure(tmp_path: Path) -> None:
    with pytest.raises(TopicsError, match=r"nowhere\.toml: cannot be read .* name a file of topics with --file"):
        load_topics(tmp_path / "nowhere.toml")


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    path = tmp_path / "topics.toml"
    path.write_bytes(b"\xff")
    with pytest.raises(TopicsError, match="no UTF-8"):
        load_topics(path)
