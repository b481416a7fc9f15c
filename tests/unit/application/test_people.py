"""People: added, invited, known by their password, and nobody let in by guessing."""

from __future__ import annotations

import pytest

from hub.application.access import Principal, Role
from hub.application.guessing import FREE, LONGEST, pause_after
from hub.application.people import INVITED_FOR, named
from hub.application.ports import Unavailable
from hub.application.sessions import Way
from schemas.errors import Refused, TooOften
from schemas.events import KeyChanged, PersonChanged, SignedIn
from schemas.instant import HOUR, SECOND
from tests.unit.gateway.fakes import FakeHub

GOOD = "a sentence that nobody guesses"
MEI = Principal("Mei", Role.REVIEWER)


@pytest.fixture
def hub() -> FakeHub:
    return FakeHub()


def with_mei(hub: FakeHub) -> None:
    token = hub.people.add("Mei", Role.REVIEWER, "admin")
    assert hub.people.accept(token, GOOD) == MEI


def test_somebody_is_added_invited_and_known_by_what_they_chose(hub: FakeHub) -> None:
    with_mei(hub)
    assert hub.people.recognize("Mei", GOOD) == hub.people.recognize(" mei ", GOOD) == MEI
    assert hub.people.recognize("Mei", "something else") is None
    assert hub.people.recognize("nobody", GOOD) is None
    assert [person.name for person in hub.people.everybody()] == ["Mei"]


def test_an_invitation_holds_once_and_for_three_days(hub: FakeHub) -> None:
    token = hub.people.add("Mei", Role.REVIEWER, "admin")
    hub.people.add("long.enough.a.name", Role.VIEWER, "admin")
    with pytest.raises(Refused, match="12 to 256"):
        hub.people.accept(token, "short")
    with pytest.raises(Refused, match="not your name"):
        hub.people.set_password("long.enough.a.name", "Long.Enough.A.Name", "admin")
    assert hub.people.invited(token) == "Mei"
    assert hub.people.accept(token, GOOD) is not None
    assert hub.people.accept(token, GOOD) is None
    again = hub.people.invite("mei", "admin")
    assert hub.people.recognize("Mei", GOOD) == MEI, "until it is taken, the old password holds"
    hub.clock.now += INVITED_FOR
    assert hub.people.accept(again, GOOD) is None


def test_before_a_password_is_chosen_none_lets_in(hub: FakeHub) -> None:
    hub.people.add("Mei", Role.REVIEWER, "admin")
    assert hub.people.recognize("Mei", "") is None


def test_a_changed_role_a_removal_and_a_new_password_end_sessions(hub: FakeHub) -> None:
    with_mei(hub)
    session = hub.entering.by_password("mei", GOOD)
    assert session is not None
    assert hub.sessions.verify(session) == MEI
    hub.people.give_role("mei", Role.VIEWER, "admin")
    assert hub.sessions.verify(session) is None

    session = hub.entering.by_password("mei", GOOD)
    assert session is not None
    assert hub.sessions.verify(session) == Principal("Mei", Role.VIEWER)
    assert hub.people.change_password("Mei", GOOD, GOOD + "!")
    assert hub.sessions.verify(session) is None
    assert not hub.people.change_password("Mei", GOOD, GOOD)

    session = hub.entering.by_password("mei", GOOD + "!")
    assert session is not None
    hub.people.remove("Mei", "admin")
    assert hub.sessions.verify(session) is None
    assert hub.entering.by_password("mei", GOOD + "!") is None


def test_what_cannot_be_is_refused(hub: FakeHub) -> None:
    with_mei(hub)
    for refused in (
        lambda: hub.people.add("MEI", Role.VIEWER, "admin"),
        lambda: hub.people.add("crm", Role.SYSTEM, "admin"),
        lambda: hub.people.give_role("Mei", Role.SYSTEM, "admin"),
        lambda: hub.people.give_role("Mei", Role.ADMIN, "mei"),
        lambda: hub.people.remove("Mei", "Mei"),
        lambda: hub.people.invite("nobody", "admin"),
    ):
        with pytest.raises(Refused):
            refused()


NAMES = [("  Li   Na ", "Li Na"), ("陈华", "陈华"), ("a.b@site+x", "a.b@site+x"), ("x", "x")]


@pytest.mark.parametrize(("given", "kept"), NAMES)
def test_a_name_is_kept_as_people_write_it(given: str, kept: str) -> None:
    assert named(given) == kept


@pytest.mark.parametrize("name", ["", " ", "a/b", "a\0b", "x" * 65, "<b>", "-a"])
def test_a_name_that_would_mislead_in_a_list_is_refused(name: str) -> None:
    with pytest.raises(Refused):
        named(name)


def test_after_a_few_wrong_passwords_each_costs_a_longer_wait(hub: FakeHub) -> None:
    with_mei(hub)
    for name in ("Mei", "somebody who is not there"):
        for _ in range(FREE):
            assert hub.people.recognize(name, "wrong") is None
        with pytest.raises(TooOften) as refused:
            hub.people.recognize(name, GOOD)
        assert refused.value.wait == 2 * SECOND
    hub.clock.now += 2 * SECOND
    assert hub.people.recognize("Mei", GOOD) == MEI
    assert hub.people.recognize("Mei", "wrong") is None, "the right one has cleared the count"
    hub.clock.now += HOUR
    for _ in range(FREE):
        assert hub.people.recognize("Mei", "wrong") is None


def test_the_wait_doubles_up_to_a_minute() -> None:
    waits = [pause_after(failures) // SECOND for failures in range(FREE - 1, FREE + 8)]
    assert waits == [0, 2, 4, 8, 16, 32, 60, 60, 60]
    assert pause_after(10**6) == LONGEST


def test_everything_is_written_down_with_who_did_it_and_nothing_secret(hub: FakeHub) -> None:
    with_mei(hub)
    hub.entering.by_password("Mei", GOOD)
    hub.people.give_role("Mei", Role.VIEWER, "admin")
    hub.people.sign_out("Mei", "admin")
    hub.people.remove("Mei", "admin")
    token = hub.links.issue("Ann", Role.ADMIN, by="root")
    hub.entering.by_link(token)
    secret = hub.keys.issue("crm", Role.SYSTEM, "crm", by="root")
    hub.keys.revoke("crm", by="root")

    told = []
    for deed in hub.witness.deeds:
        match deed:
            case PersonChanged():
                told.append((deed.by, deed.change, deed.name, deed.role))
            case SignedIn():
                told.append((deed.name, "signed in", deed.way, deed.role))
            case KeyChanged():
                told.append((deed.by, deed.change, deed.name, deed.role))
    assert told == [
        ("admin", "added", "Mei", "reviewer"),
        ("Mei", "password", "Mei", ""),
        ("Mei", "signed in", Way.PASSWORD, "reviewer"),
        ("admin", "role", "Mei", "viewer"),
        ("admin", "signed-out", "Mei", ""),
        ("admin", "removed", "Mei", ""),
        ("root", "link", "Ann", "admin"),
        ("Ann", "signed in", Way.LINK, "admin"),
        ("root", "issued", "crm", "system"),
        ("root", "revoked", "crm", ""),
    ]
    assert GOOD not in repr(hub.witness.deeds)
    assert token not in repr(hub.witness.deeds)
    assert secret not in repr(hub.witness.deeds)


def test_nothing_happens_that_cannot_be_written_down(hub: FakeHub) -> None:
    with_mei(hub)
    hub.witness.error = Unavailable("no database")
    for deed in (
        lambda: hub.people.add("Ann", Role.ADMIN, "admin"),
        lambda: hub.people.give_role("Mei", Role.ADMIN, "admin"),
        lambda: hub.people.remove("Mei", "admin"),
        lambda: hub.entering.by_password("Mei", GOOD),
        lambda: hub.keys.issue("x", Role.ADMIN, by="admin"),
    ):
        with pytest.raises(Unavailable):
            deed()
    hub.witness.error = None
    assert hub.people.everybody()[0].role == Role.REVIEWER
    assert len(hub.people.everybody()) == 1
    assert not hub.store.keys()
