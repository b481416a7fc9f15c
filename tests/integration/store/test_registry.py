"""The registry of ids: numbers are given once, and every UID can be traced."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import psycopg
import pytest

from hub.application.ports import Link, Registered, VersionClash
from hub.infrastructure.event_log import PostgresEventLog
from hub.infrastructure.registry import PostgresRegistry
from tests.integration.store.conftest import OpenLog
from tests.integration.store.given import appended, claimed

DAY = date(2026, 1, 26)


def test_numbers_count_from_one_for_each_domain_and_day(registry: PostgresRegistry) -> None:
    first = registry.allocate("SRV", DAY, 10, "crm")
    assert (first.domain, first.day, first.first, first.last, first.holder) == ("SRV", DAY, 1, 10, "crm")
    assert registry.allocate("SRV", DAY, 1, "erp").first == 11
    assert registry.allocate("SRV", DAY, 5, "erp").last == 16
    assert registry.allocate("QAX", DAY, 1, "hub").first == 1
    assert registry.allocate("SRV", date(2026, 1, 27), 1, "hub").first == 1


def test_eight_who_lease_at_once_never_get_the_same_number(registry: PostgresRegistry) -> None:
    start = Barrier(8)

    def lease(holder: int) -> list[range]:
        start.wait()
        blocks = [registry.allocate("SRV", DAY, 1 + (holder + turn) % 5, f"system-{holder}") for turn in range(15)]
        return [range(block.first, block.last + 1) for block in blocks]

    with ThreadPoolExecutor(8) as pool:
        numbers = [number for blocks in pool.map(lease, range(8)) for block in blocks for number in block]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))


def test_every_block_is_written_down_with_its_holder(registry: PostgresRegistry, database_url: str) -> None:
    registry.allocate("SRV", DAY, 100, "crm")
    registry.allocate("SRV", DAY, 1, "erp")
    with psycopg.connect(database_url) as connection:
        rows = connection.execute("SELECT first, last, holder, leased_at FROM uid_blocks ORDER BY first").fetchall()
    assert rows == [(1, 100, "crm", 1_000), (101, 101, "erp", 1_000)]


def test_a_lease_that_is_not_committed_gives_nothing_away(registry: PostgresRegistry, database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("ALTER TABLE uid_blocks ADD CONSTRAINT nobody CHECK (holder <> 'nobody')")
    with pytest.raises(psycopg.errors.CheckViolation):
        registry.allocate("SRV", DAY, 10, "nobody")
    assert registry.allocate("SRV", DAY, 10, "crm").first == 1


def test_a_native_id_is_resolved_to_the_ticket_it_is_linked_to(
    log: PostgresEventLog, registry: PostgresRegistry
) -> None:
    links = [Link("crm", "C-1", "SRV-1"), Link("erp", "C-1", "SRV-2"), Link("mes", "工单-7", "SRV-1")]
    log.append([appended("SRV-1", claimed())], links)
    asked = [("crm", "C-1"), ("erp", "C-1"), ("mes", "工单-7"), ("crm", "C-2"), ("itsm", "C-1")]
    assert registry.resolve(asked) == {("crm", "C-1"): "SRV-1", ("erp", "C-1"): "SRV-2", ("mes", "工单-7"): "SRV-1"}
    assert registry.resolve([]) == {}


def test_a_store_from_before_there_were_aliases_takes_them(open_log: OpenLog, database_url: str) -> None:
    open_log()
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("DROP TABLE native_ids")
        connection.execute(
            "CREATE TABLE native_ids (system text NOT NULL, native_id text NOT NULL, uid text NOT NULL,"
            " PRIMARY KEY (system, native_id), CONSTRAINT native_ids_one_of_a_system UNIQUE (uid, system))"
        )
        connection.execute("INSERT INTO native_ids VALUES ('crm', 'C-1', 'SRV-1')")
    log = open_log()
    log.append([appended("SRV-1", claimed())], [Link("crm", "one", "SRV-1", alias=True)])
    with psycopg.connect(database_url) as connection:
        rows = connection.execute("SELECT native_id, alias FROM native_ids ORDER BY native_id").fetchall()
    assert rows == [("C-1", False), ("one", True)]
    with pytest.raises(VersionClash):
        log.append([appended("SRV-2", claimed())], [Link("crm", "C-2", "SRV-1")])


def test_a_link_can_move_to_another_ticket(log: PostgresEventLog, registry: PostgresRegistry) -> None:
    log.append([appended("SRV-1", claimed())], [Link("crm", "C-1", "SRV-1"), Link("crm", "C-2", "SRV-2")])
    log.append([appended("SRV-2", claimed())], [Link("crm", "C-2", "SRV-1", alias=True, moved_from="SRV-2")])
    assert registry.resolve([("crm", "C-1"), ("crm", "C-2")]) == {("crm", "C-1"): "SRV-1", ("crm", "C-2"): "SRV-1"}


def test_a_uid_is_traced_to_who_brought_it_and_to_every_native_id(
    log: PostgresEventLog, registry: PostgresRegistry
) -> None:
    links = [Link("erp", "A-9", "SRV-1"), Link("crm", "C-1", "SRV-1")]
    log.append([appended("SRV-1", claimed())], links, [Registered("SRV-1", "used:crm", 7)])
    trace = registry.trace("SRV-1")
    assert trace is not None
    assert (trace.uid, trace.origin, trace.seen_at, trace.ticket) == ("SRV-1", "used:crm", 7, "")
    assert trace.links == (links[1], links[0])
    assert registry.trace("SRV-2") is None


def test_a_uid_keeps_its_first_origin(registry: PostgresRegistry) -> None:
    registry.register([Registered("SRV-1", "minted:erp", 7)])
    registry.register([Registered("SRV-1", "used:crm", 8), Registered("SRV-2", "used:crm", 8)])
    registry.register([])
    assert [trace and trace.origin for trace in map(registry.trace, ("SRV-1", "SRV-2"))] == ["minted:erp", "used:crm"]


def test_an_exception_ticket_leads_to_its_ticket_and_a_ticket_to_none(registry: PostgresRegistry) -> None:
    registry.register([Registered("QAX-1", "minted:hub", 7, "SRV-1"), Registered("SRV-1", "used:crm", 7)])
    assert registry.ticket_of("QAX-1") == "SRV-1"
    assert registry.ticket_of("SRV-1") is None
    assert registry.ticket_of("QAX-2") is None
