"""Positions of the input move with what was read from it, and only under the claim that is in force."""

import threading

import pytest

from hub.application.ports import Claimed, Fenced, InputMark
from hub.infrastructure.event_log import PostgresEventLog
from hub.infrastructure.inputs import PostgresInputs
from tests.integration.store.conftest import Connect
from tests.integration.store.given import appended, claimed

TOPIC = "ticket.status.reported.v1"


@pytest.fixture
def inputs(connect: Connect) -> PostgresInputs:
    return PostgresInputs(connect)


def mark(partition: int, claim: int, following: int | None) -> InputMark:
    return InputMark(topic=TOPIC, partition=partition, claim=claim, next=following)


def test_a_partition_that_nobody_has_read_has_no_position(inputs: PostgresInputs) -> None:
    assert inputs.claim(TOPIC, [2, 0], "ann") == {0: Claimed(1, None), 2: Claimed(1, None)}


def test_a_position_moves_with_the_events_and_is_there_for_the_next_claim(
    log: PostgresEventLog, inputs: PostgresInputs
) -> None:
    inputs.claim(TOPIC, [0, 1], "ann")
    log.append([appended("T-1", claimed())], inputs=[mark(0, 1, 40)])

    assert inputs.claim(TOPIC, [0, 1], "bob") == {0: Claimed(2, 40), 1: Claimed(2, None)}


def test_a_position_moves_alone_where_a_batch_caused_nothing(log: PostgresEventLog, inputs: PostgresInputs) -> None:
    inputs.claim(TOPIC, [0], "ann")
    assert log.append([], inputs=[mark(0, 1, 7)]) == 0
    assert inputs.claim(TOPIC, [0], "ann")[0].next == 7


def test_a_position_never_moves_back(log: PostgresEventLog, inputs: PostgresInputs) -> None:
    inputs.claim(TOPIC, [0], "ann")
    log.append([], inputs=[mark(0, 1, 40)])
    log.append([], inputs=[mark(0, 1, 10)])
    log.append([], inputs=[mark(0, 1, None)])
    assert inputs.claim(TOPIC, [0], "ann")[0].next == 40


@pytest.mark.parametrize("batch", [[appended("T-1", claimed())], []], ids=["events", "positions alone"])
def test_whoever_lost_one_of_its_partitions_can_store_nothing(
    log: PostgresEventLog, inputs: PostgresInputs, batch: list[object]
) -> None:
    inputs.claim(TOPIC, [0, 1], "ann")
    inputs.claim(TOPIC, [1], "bob")

    with pytest.raises(Fenced):
        log.append(batch, inputs=[mark(0, 1, 40), mark(1, 1, 40)])  # type: ignore[arg-type]

    assert log.head() == 0
    assert inputs.claim(TOPIC, [0, 1], "bob") == {0: Claimed(2, None), 1: Claimed(3, None)}


def test_a_claim_is_checked_also_where_the_position_stays(log: PostgresEventLog, inputs: PostgresInputs) -> None:
    inputs.claim(TOPIC, [0], "ann")
    inputs.claim(TOPIC, [0], "bob")
    with pytest.raises(Fenced):
        log.append([appended("T-1", claimed())], inputs=[mark(0, 1, None)])
    assert log.head() == 0


def test_a_partition_that_was_never_claimed_is_nobody_s_to_move(log: PostgresEventLog) -> None:
    with pytest.raises(Fenced):
        log.append([], inputs=[mark(0, 1, 40)])


def test_a_claim_waits_for_a_commit_that_is_under_way_and_sees_its_position(
    log: PostgresEventLog, inputs: PostgresInputs
) -> None:
    inputs.claim(TOPIC, [0], "ann")
    writing, may_commit = threading.Event(), threading.Event()
    found: list[dict[int, Claimed]] = []

    def slow_batch() -> object:
        writing.set()
        assert may_commit.wait(20)
        yield appended("T-1", claimed())

    writer = threading.Thread(target=log.append, args=(slow_batch(),), kwargs={"inputs": [mark(0, 1, 40)]})
    claimer = threading.Thread(target=lambda: found.append(inputs.claim(TOPIC, [0], "bob")))
    writer.start()
    assert writing.wait(20)
    claimer.start()
    claimer.join(0.2)
    assert not found, "the position is still moving"
    may_commit.set()
    writer.join(20)
    claimer.join(20)

    assert found == [{0: Claimed(2, 40)}]


def test_a_topic_made_anew_begins_again_but_only_for_whoever_holds_it(
    log: PostgresEventLog, inputs: PostgresInputs
) -> None:
    inputs.claim(TOPIC, [0], "ann")
    log.append([], inputs=[mark(0, 1, 40)])
    inputs.claim(TOPIC, [0], "bob")

    with pytest.raises(Fenced):
        inputs.restart(TOPIC, 0, 1)
    inputs.restart(TOPIC, 0, 2)

    log.append([], inputs=[mark(0, 2, 3)])
    assert inputs.claim(TOPIC, [0], "bob")[0].next == 3


def test_topics_of_one_database_have_positions_of_their_own(log: PostgresEventLog, inputs: PostgresInputs) -> None:
    inputs.claim(TOPIC, [0], "ann")
    inputs.claim("other." + TOPIC, [0], "ann")
    log.append([], inputs=[mark(0, 1, 40)])
    assert inputs.claim("other." + TOPIC, [0], "ann") == {0: Claimed(2, None)}
