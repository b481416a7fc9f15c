"""The event log on PostgreSQL: what is appended is there as a whole, in order and once."""

import psycopg
import pytest

from hub.application.ports import (
    DuplicateDelivery,
    Link,
    Registered,
    Stored,
    VersionClash,
)
from hub.infrastructure.event_log import PostgresEventLog
from hub.infrastructure.registry import PostgresRegistry
from schemas.events import ConflictClaimed, StatusReported, UnknownEvent
from schemas.report import delivery_key
from tests.integration.store.given import CHAIN, appended, claimed, reported


def test_what_is_appended_is_read_back_as_it_was(log: PostgresEventLog) -> None:
    batch = appended("SRV-1", reported("d1"), claimed("张敏"))
    position = log.append([batch])
    assert position == log.head() == 2
    stored = log.history("SRV-1")
    assert [(r.stream, r.version, r.event, r.chain, r.position, r.state) for r in stored] == [
        ("SRV-1", r.version, r.event, r.chain, r.version, r.state) for r in batch.events
    ]
    assert CHAIN.first_broken("SRV-1", log.stored("SRV-1")) is None


def test_an_empty_log_says_so(log: PostgresEventLog) -> None:
    assert (log.head(), log.read(0, 10), log.load([]), log.load(["SRV-1"]), log.streams()) == (0, [], {}, {}, [])
    assert log.history("SRV-1") == []
    assert log.append([]) == 0


def test_tables_are_made_where_they_are_missing_and_only_there(log: PostgresEventLog) -> None:
    log.append([appended("SRV-1", claimed())])
    log.create_tables()
    assert log.head() == 1


# -- all or nothing -----------------------------------------------------------------------------------------------


def test_a_version_that_is_taken_is_a_clash_and_nothing_of_the_batch_is_stored(
    log: PostgresEventLog, registry: PostgresRegistry
) -> None:
    log.append([appended("SRV-2", claimed("ann"))])
    batch = [appended("SRV-1", claimed()), appended("SRV-2", claimed("bob"), checkpoint=b"state")]
    with pytest.raises(VersionClash) as caught:
        log.append(batch, [Link("crm", "C-1", "SRV-1")], [Registered("SRV-1", "used:crm", 1)])
    assert type(caught.value) is VersionClash
    assert log.load(["SRV-1", "SRV-2"]) == {"SRV-2": Stored(None, 0, log.history("SRV-2"))}
    assert registry.resolve([("crm", "C-1")]) == {}
    assert registry.trace("SRV-1") is None


def test_a_delivery_that_is_stored_is_not_stored_again(log: PostgresEventLog) -> None:
    log.append([appended("SRV-1", reported("d1"))])
    with pytest.raises(DuplicateDelivery):
        log.append([appended("SRV-1", reported("d2"), reported("d1"), after=log.history("SRV-1"))])
    assert len(log.history("SRV-1")) == 1


def test_a_delivery_is_known_within_its_ticket_and_system_only(log: PostgresEventLog) -> None:
    log.append([appended("SRV-1", reported("d1"), reported("d1", "erp"), claimed()), appended("SRV-2", reported("d1"))])
    crm, mes = delivery_key("crm", "d1"), delivery_key("mes", "d1")
    asked = [("SRV-1", crm), ("SRV-1", mes), ("SRV-2", crm), ("SRV-3", crm)]
    assert log.known_deliveries(asked) == {("SRV-1", crm), ("SRV-2", crm)}
    assert log.known_deliveries([]) == set()


@pytest.mark.parametrize(
    "links",
    [
        [Link("crm", "C-1", "SRV-2")],  # the native id means another ticket
        [Link("crm", "C-2", "SRV-1")],  # the ticket has another native id
    ],
)
def test_a_link_that_is_taken_is_a_clash_and_nothing_is_stored(log: PostgresEventLog, links: list[Link]) -> None:
    log.append([appended("SRV-1", claimed())], [Link("crm", "C-1", "SRV-1")])
    with pytest.raises(VersionClash) as caught:
        log.append([appended(links[0].uid, claimed(), after=log.history(links[0].uid))], links)
    assert type(caught.value) is VersionClash
    assert log.head() == 1


def test_the_log_goes_on_after_a_clash(log: PostgresEventLog) -> None:
    log.append([appended("SRV-1", claimed())])
    with pytest.raises(VersionClash):
        log.append([appended("SRV-1", claimed())])
    position = log.append([appended("SRV-1", claimed(), after=log.history("SRV-1"))])
    assert position == log.head()
    assert [recorded.version for recorded in log.history("SRV-1")] == [1, 2]


# -- checkpoints --------------------------------------------------------------------------------------------------


def test_behind_a_checkpoint_only_later_events_are_loaded(log: PostgresEventLog) -> None:
    log.append([appended("SRV-1", claimed("a"), claimed("b"), checkpoint=b"at two"), appended("SRV-2", claimed())])
    log.append([appended("SRV-1", claimed("c"), after=log.history("SRV-1"))])
    loaded = log.load(["SRV-1", "SRV-2", "SRV-3"])
    assert set(loaded) == {"SRV-1", "SRV-2"}
    assert (loaded["SRV-1"].checkpoint, loaded["SRV-1"].checkpoint_version) == (b"at two", 2)
    assert [recorded.version for recorded in loaded["SRV-1"].events] == [3]
    assert loaded["SRV-2"].checkpoint is None


def test_a_checkpoint_replaces_the_one_before_and_the_whole_history_stays(log: PostgresEventLog) -> None:
    for number in range(1, 4):
        log.append([appended("SRV-1", claimed(), after=log.history("SRV-1"), checkpoint=b"%d" % number)])
    assert log.load(["SRV-1"]) == {"SRV-1": Stored(b"3", 3, [])}
    assert [recorded.version for recorded in log.history("SRV-1")] == [1, 2, 3]


# -- reading ------------------------------------------------------------------------------------------------------


def test_a_history_ends_at_a_moment_of_recording(log: PostgresEventLog) -> None:
    log.append([appended("SRV-1", *(claimed(recorded_at=minute) for minute in (10, 20, 30)))])
    assert [r.event.recorded_at for r in log.history("SRV-1", recorded_until=20)] == [10, 20]
    assert log.history("SRV-1", recorded_until=9) == []


def test_the_log_is_read_by_position_and_by_kind(log: PostgresEventLog) -> None:
    log.append([appended("SRV-1", reported("d1"), claimed("a")), appended("SRV-2", claimed("b"), reported("d2"))])
    assert [recorded.position for recorded in log.read(0, 10)] == [1, 2, 3, 4]
    assert [recorded.position for recorded in log.read(1, 2)] == [2, 3]
    assert log.read(4, 10) == []
    assert [recorded.position for recorded in log.read(0, 10, [ConflictClaimed.TOPIC])] == [2, 3]
    assert [recorded.position for recorded in log.read(0, 1, [StatusReported.TOPIC])] == [1]
    assert [recorded.position for recorded in log.read(1, 9, [StatusReported.TOPIC])] == [4]
    assert log.read(0, 10, ["ticket.frozen.v1"]) == []


def test_streams_are_named_in_order_and_in_pages(log: PostgresEventLog) -> None:
    log.append([appended(stream, claimed(), claimed()) for stream in ("SRV-2", "PRK-1", "SRV-1")])
    assert log.streams() == ["PRK-1", "SRV-1", "SRV-2"]
    assert log.streams(limit=2) == ["PRK-1", "SRV-1"]
    assert log.streams(after="SRV-1") == ["SRV-2"]


def test_an_event_of_a_newer_program_stops_the_reader_and_is_not_skipped(
    log: PostgresEventLog, database_url: str
) -> None:
    log.append([appended("SRV-1", claimed())])
    with psycopg.connect(database_url) as connection:
        connection.execute("UPDATE ticket_events SET topic = 'ticket.foretold.v1'")
    with pytest.raises(UnknownEvent, match=r"ticket\.foretold\.v1"):
        log.read(0, 10)


def test_an_event_that_somebody_altered_in_the_table_is_found(log: PostgresEventLog, database_url: str) -> None:
    log.append([appended("SRV-1", claimed("a"), claimed("b"), claimed("c"))])
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "UPDATE ticket_events SET state = %s WHERE originator_version = 2", [claimed("x").by.encode()]
        )
    assert CHAIN.first_broken("SRV-1", log.stored("SRV-1")) == 2
