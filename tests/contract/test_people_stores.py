"""Every store of people does the same, the one of the tests included."""

from __future__ import annotations

import pytest

from hub.application.people import PeopleStore, Person
from hub.infrastructure.people import PostgresPeopleStore
from tests.unit.gateway.fakes import NOW, MemoryPeopleStore

MEI = Person("Mei", "reviewer", "", NOW)


@pytest.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.postgres)])
def store(request: pytest.FixtureRequest) -> PeopleStore:
    if request.param == "memory":
        return MemoryPeopleStore()
    found = PostgresPeopleStore(request.getfixturevalue("connect"))
    found.create_tables()
    found.create_tables()  # at every start
    return found


def test_a_name_is_one_person_s_whatever_its_case(store: PeopleStore) -> None:
    assert store.add_person(MEI)
    assert not store.add_person(MEI._replace(name="MEI", role="admin"))
    assert store.person("mEi") == MEI
    assert store.person("ann") is None


def test_people_are_listed_by_name_and_change(store: PeopleStore) -> None:
    for person in (MEI, MEI._replace(name="ann"), MEI._replace(name="Bob")):
        store.add_person(person)
    store.give_role("mei", "viewer")
    store.set_password("MEI", "a hash")
    assert [(each.name, each.role, each.password) for each in store.people()] == [
        ("ann", "reviewer", ""),
        ("Bob", "reviewer", ""),
        ("Mei", "viewer", "a hash"),
    ]
    store.remove_person("bob")
    store.remove_person("bob")
    assert [each.name for each in store.people()] == ["ann", "Mei"]


def test_an_invitation_ends_by_time_by_a_password_and_with_the_person(store: PeopleStore) -> None:
    store.add_person(MEI)
    store.add_invitation(b"1", "mei", NOW + 10)
    assert store.invited(b"1", NOW + 9) == "Mei"
    assert store.invited(b"1", NOW + 10) is None
    assert store.invited(b"2", NOW) is None
    store.set_password("mei", "a hash")
    assert store.invited(b"1", NOW) is None
    store.add_invitation(b"3", "mei", NOW + 10)
    store.remove_person("mei")
    assert store.invited(b"3", NOW) is None
