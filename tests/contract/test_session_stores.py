"""Every store of sessions does the same, the one of the tests included."""

from __future__ import annotations

import pytest

from hub.application.sessions import SessionRecord, SessionStore
from hub.infrastructure.sessions import PostgresSessionStore
from tests.unit.gateway.fakes import NOW, MemorySessionStore


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest) -> SessionStore:
    if request.param == "memory":
        return MemorySessionStore()
    found = PostgresSessionStore(request.getfixturevalue("connect"))
    found.create_tables()
    found.create_tables()  # at every start
    return found


def session(name: str, *, until: int = NOW + 100) -> SessionRecord:
    return SessionRecord(name, "reviewer", "link", NOW, until)


def test_a_session_is_found_until_it_expires(store: SessionStore) -> None:
    store.add_session(b"1", session("李娜"))
    assert store.session_of(b"1", NOW + 99) == session("李娜")
    assert store.session_of(b"1", NOW + 100) is None
    assert store.session_of(b"2", NOW) is None


def test_one_session_ends_and_the_others_go_on(store: SessionStore) -> None:
    store.add_session(b"1", session("ann"))
    store.add_session(b"2", session("ann"))
    store.end_session(b"1")
    store.end_session(b"1")
    assert store.session_of(b"1", NOW) is None
    assert store.session_of(b"2", NOW) is not None


def test_somebody_is_logged_out_everywhere_and_nobody_else(store: SessionStore) -> None:
    for digest, name in ((b"1", "ann"), (b"2", "ann"), (b"3", "bob")):
        store.add_session(digest, session(name))
    assert store.end_sessions("ann") == 2
    assert [store.session_of(digest, NOW) is None for digest in (b"1", b"2", b"3")] == [True, True, False]
    assert store.end_sessions("ann") == 0
