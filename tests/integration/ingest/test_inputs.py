"""A batch that was read from a topic moves the topic's positions with whatever became of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from hub.application.ports import Delivery, Fenced, InputMark, Unavailable, Verdict
from hub.infrastructure.inputs import PostgresInputs
from tests.integration.ingest.given import says, uid
from tests.integration.ingest.site import Site

TOPIC = "ticket.status.reported.v1"
TICKETS = [uid(number) for number in range(1, 9)]
POISON = 5


@pytest.fixture
def inputs(database_url: str, site: Site) -> PostgresInputs:
    @contextmanager
    def connect() -> Iterator[Connection[Any]]:
        with psycopg.connect(database_url, autocommit=True) as connection:
            yield connection

    return PostgresInputs(connect)


def mark(claim: int, following: int) -> InputMark:
    return InputMark(topic=TOPIC, partition=0, claim=claim, next=following)


def reports() -> list[Delivery]:
    return [says("crm", "New", 1, ticket, native_id=f"C-{ticket}") for ticket in TICKETS]


def with_poison() -> list[Delivery]:
    """One of them cannot be stored, so the batch is taken in parts."""
    batch = reports()
    batch[POISON] = says("crm", "New", 1, TICKETS[POISON], native_id="C\0", delivery_id="poison")
    return batch


def test_a_batch_and_its_position_are_stored_together(site: Site, inputs: PostgresInputs) -> None:
    inputs.claim(TOPIC, [0], "ann")
    outcomes = site.ingestion.ingest(reports(), [mark(1, 8)])

    assert {outcome.verdict for outcome in outcomes} == {Verdict.ACCEPTED}
    assert inputs.claim(TOPIC, [0], "ann")[0].next == 8


def test_a_batch_that_changes_nothing_moves_the_position_too(site: Site, inputs: PostgresInputs) -> None:
    site.ingest(*reports())
    head = site.log.head()
    inputs.claim(TOPIC, [0], "ann")

    ignored = says("crm", "Comment", 2, TICKETS[0])
    outcomes = site.ingestion.ingest([*reports(), ignored], [mark(1, 9)])

    assert {outcome.verdict for outcome in outcomes} == {Verdict.DUPLICATE, Verdict.IGNORED}
    assert site.log.head() == head
    assert inputs.claim(TOPIC, [0], "ann")[0].next == 9


def test_a_fenced_batch_leaves_nothing_in_the_store_or_in_memory(site: Site, inputs: PostgresInputs) -> None:
    inputs.claim(TOPIC, [0], "ann")
    inputs.claim(TOPIC, [0], "bob")

    with pytest.raises(Fenced):
        site.ingestion.ingest(reports(), [mark(1, 8)])

    assert site.log.head() == 0
    outcomes = site.ingestion.ingest(reports(), [mark(2, 8)])
    assert {outcome.verdict for outcome in outcomes} == {Verdict.ACCEPTED}


def test_a_batch_that_is_taken_in_parts_moves_the_position_with_the_last_of_them(
    site: Site, inputs: PostgresInputs, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs.claim(TOPIC, [0], "ann")
    moved: list[int | None] = []
    append = site.log.append

    def watched(batch: Any, links: Any = (), registered: Any = (), marks: Any = (), bodies: Any = ()) -> int:
        position = append(batch, links, registered, marks, bodies)
        moved.extend(mark.next for mark in marks)
        return position

    monkeypatch.setattr(site.log, "append", watched)
    outcomes = site.ingestion.ingest(with_poison(), [mark(1, 8)])

    assert [outcome.verdict for outcome in outcomes].count(Verdict.PARKED) == 1
    assert moved[:-1] == [None] * (len(moved) - 1)
    assert len(moved) > 2
    assert moved[-1] == 8


def test_a_worker_that_is_fenced_between_two_parts_stores_no_more_of_them(
    site: Site, inputs: PostgresInputs, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs.claim(TOPIC, [0], "ann")
    append = site.log.append
    stored: list[int] = []

    def overtaken(*given: Any) -> int:
        position = append(*given)
        if not stored:
            inputs.claim(TOPIC, [0], "bob")
        stored.append(position)
        return position

    monkeypatch.setattr(site.log, "append", overtaken)
    with pytest.raises(Fenced):
        site.ingestion.ingest(with_poison(), [mark(1, 8)])

    assert len(stored) == 1
    assert inputs.claim(TOPIC, [0], "bob")[0].next is None, "whoever has it now reads all of it again"


def test_parts_that_were_stored_before_the_store_went_away_are_known_when_the_batch_comes_again(
    site: Site, inputs: PostgresInputs, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs.claim(TOPIC, [0], "ann")
    append = site.log.append
    stored: list[int] = []

    def away_after_the_first(*given: Any) -> int:
        if stored:
            raise Unavailable("away")
        stored.append(append(*given))
        return stored[-1]

    with monkeypatch.context() as patched:
        patched.setattr(site.log, "append", away_after_the_first)
        with pytest.raises(Unavailable):
            site.ingestion.ingest(with_poison(), [mark(1, 8)])

    outcomes = site.ingestion.ingest(with_poison(), [mark(1, 8)])

    verdicts = [outcome.verdict for outcome in outcomes]
    assert set(verdicts) == {Verdict.DUPLICATE, Verdict.ACCEPTED, Verdict.PARKED}
    assert inputs.claim(TOPIC, [0], "ann")[0].next == 8
