"""Every store of keys does the same, the one of the tests included."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from psycopg_pool import ConnectionPool

from hub.application.access import KeyRecord, KeyStore, Role
from hub.application.ports import Unavailable
from hub.infrastructure.keys import PostgresKeyStore
from tests.unit.gateway.fakes import NOW, MemoryKeyStore


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest) -> Iterator[KeyStore]:
    if request.param == "memory":
        yield MemoryKeyStore()
        return
    url = request.getfixturevalue("database_url")
    with ConnectionPool(url, kwargs={"autocommit": True}, min_size=1, max_size=2) as pool:
        found = PostgresKeyStore(pool)
        found.create_tables()
        found.create_tables()  # at every start
        yield found


def record(name: str, *, at: int = NOW, role: Role = Role.VIEWER, system: str = "") -> KeyRecord:
    return KeyRecord(f"id-{name}", name, role, system, at, None)


def test_a_key_is_found_by_its_hash(store: KeyStore) -> None:
    assert store.add_key(record("crm", role=Role.SYSTEM, system="crm"), b"hash-1")
    assert store.key_of(b"hash-1") == record("crm", role=Role.SYSTEM, system="crm")
    assert store.key_of(b"hash-2") is None


def test_a_name_is_taken_while_its_key_is_in_force(store: KeyStore) -> None:
    assert store.add_key(record("a"), b"hash-1")
    assert not store.add_key(record("a"), b"hash-2")
    assert store.revoke_key("a", NOW + 1)
    assert not store.revoke_key("a", NOW + 2)
    assert store.key_of(b"hash-1") is None
    assert store.add_key(record("a", at=NOW + 3), b"hash-3")


def test_keys_are_listed_newest_first_with_those_revoked(store: KeyStore) -> None:
    store.add_key(record("a"), b"1")
    store.add_key(record("c", at=NOW + 1), b"3")
    store.add_key(record("b", at=NOW + 1), b"2")
    store.revoke_key("a", NOW + 9)
    listed = store.keys()
    assert [(key.name, key.revoked_at) for key in listed] == [("b", None), ("c", None), ("a", NOW + 9)]


def test_a_token_is_taken_once_and_in_time(store: KeyStore) -> None:
    store.add_token(b"1", "li.na", "reviewer", NOW + 10)
    store.add_token(b"2", "li.na", "reviewer", NOW + 10)
    assert store.take_token(b"1", NOW) == ("li.na", "reviewer")
    assert store.take_token(b"1", NOW) is None
    assert store.take_token(b"2", NOW + 10) is None
    assert store.take_token(b"3", NOW) is None


@pytest.mark.postgres
def test_a_database_that_is_away_is_said_to_be(database_url: str) -> None:
    with ConnectionPool(database_url, min_size=1, max_size=1, timeout=0.1) as pool:
        held = pool.getconn()
        try:
            with pytest.raises(Unavailable):
                PostgresKeyStore(pool).key_of(b"1")
        finally:
            pool.putconn(held)
