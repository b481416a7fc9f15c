"""What is done about topics that differ from what is declared, and what is not."""

from dataclasses import replace

from hub.infrastructure.kafka.declared import Declaration, DeclaredTopic
from hub.infrastructure.kafka.topic_plan import AddPartitions, Configure, Create, ExistingTopic, Refuse, plan
from schemas.topics import Topic

NAME = Topic.EVENTS.value
DECLARED = Declaration((DeclaredTopic(Topic.EVENTS, 12, {"cleanup.policy": "delete"}),), replication=3)
AS_DECLARED = ExistingTopic(12, 3, {"cleanup.policy": "delete", "min.insync.replicas": "2", "flush.ms": "1"})


def test_a_topic_that_is_not_there_is_created_as_declared() -> None:
    assert plan(DECLARED, {}) == [Create(NAME, 12, 3, {"min.insync.replicas": "2", "cleanup.policy": "delete"})]


def test_a_topic_is_looked_for_by_the_name_that_it_has_on_this_kafka() -> None:
    assert plan(DECLARED, {f"plant-1.{NAME}": AS_DECLARED}, lambda topic: f"plant-1.{topic}") == []


def test_nothing_is_done_about_a_topic_that_is_as_declared() -> None:
    assert plan(DECLARED, {NAME: AS_DECLARED}) == []


def test_partitions_are_raised() -> None:
    assert plan(DECLARED, {NAME: replace(AS_DECLARED, partitions=6)}) == [AddPartitions(NAME, 6, 12)]


def test_partitions_are_never_taken_away() -> None:
    (step,) = plan(DECLARED, {NAME: replace(AS_DECLARED, partitions=24)})
    assert isinstance(step, Refuse)
    assert str(step) == (
        f"{NAME}: has 24 partitions, declared are 12: Kafka cannot take partitions away, their records would be lost;"
        " declare 24"
    )


def test_a_setting_that_differs_is_set_and_one_that_is_not_declared_is_left() -> None:
    found = replace(AS_DECLARED, config={**AS_DECLARED.config, "cleanup.policy": "compact"})
    (step,) = plan(DECLARED, {NAME: found})
    assert step == Configure(NAME, {"cleanup.policy": "compact"}, {"cleanup.policy": "delete"})
    assert str(step) == f"{NAME}: set cleanup.policy from compact to delete"


def test_a_number_in_another_form_is_the_same() -> None:
    declared = Declaration((DeclaredTopic(Topic.EVENTS, 12, {"min.cleanable.dirty.ratio": "0.20"}),), replication=3)
    found = replace(AS_DECLARED, config={"min.insync.replicas": "2", "min.cleanable.dirty.ratio": "0.2"})
    assert plan(declared, {NAME: found}) == []


def test_a_setting_that_this_kafka_does_not_know_is_sent_so_that_it_says_so() -> None:
    found = replace(AS_DECLARED, config={"min.insync.replicas": "2"})
    assert plan(DECLARED, {NAME: found}) == [Configure(NAME, {}, {"cleanup.policy": "delete"})]


def test_copies_are_not_moved_and_a_topic_with_one_stays_writable() -> None:
    alone = replace(AS_DECLARED, replication=1, config={**AS_DECLARED.config, "min.insync.replicas": "1"})
    (step,) = plan(DECLARED, {NAME: alone})
    assert isinstance(step, Refuse)
    assert "has replication 1, declared is 3" in str(step)
