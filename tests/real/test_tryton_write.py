"""Writing to a real Tryton: led by its buttons, read back after each, and left where a button did nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from adapters.contract import Change, Connection, Done, Forbidden, GaveUp, Later, Sink
from adapters.login import login_headers
from adapters.registry import load_manifests, open_sink
from hub.infrastructure.http_session import HttpSession
from schemas.status import Status
from tests.real.tryton import PASSWORD, Tryton

UID = "SRV-20260126-00872-A9F"
MANIFESTS = load_manifests()

pytestmark = [pytest.mark.real, pytest.mark.timeout(300)]


@contextmanager
def sink_of(tryton: Tryton, system: str = "tryton", password: str = PASSWORD) -> Iterator[Sink]:
    connection = Connection(system=system, url=tryton.url, values={"user": "admin", "password": password})
    headers = login_headers(MANIFESTS[system].login, connection)
    with closing(HttpSession(tryton.url, headers)) as session:
        sink = open_sink(MANIFESTS[system], connection, session)
        assert sink is not None
        yield sink


def change(number: int, native: str) -> Change:
    return Change(uid=UID, native_id=str(number), native=native, status=Status.CLOSED)


def test_a_draft_is_led_to_done_and_repeating_it_changes_nothing(tryton: Tryton) -> None:
    order = tryton.order(UID)
    with sink_of(tryton) as sink:
        assert [sink.write(change(order, "done")), sink.write(change(order, "done"))] == [Done("done")] * 2
        assert isinstance(sink.write(change(order, "waiting")), GaveUp), "what is done stays done"
    assert tryton.state_of(order) == "done"


def test_an_order_goes_back_is_cancelled_and_begins_anew(tryton: Tryton) -> None:
    order = tryton.order(UID)
    with sink_of(tryton) as sink:
        for word in ("running", "waiting", "cancelled", "assigned"):
            assert sink.write(change(order, word)) == Done(word)
            assert tryton.state_of(order) == word


def test_parts_that_are_not_in_stock_are_assigned_by_force(tryton: Tryton) -> None:
    order = tryton.order(UID)
    tryton.lacks_parts(order)
    tryton.call("model.production.wait", [order])
    assert tryton.call("model.production.assign_try", [order]) is None
    assert tryton.state_of(order) == "waiting", "its answer does not say that nothing was assigned"
    with sink_of(tryton) as sink:
        assert sink.write(change(order, "assigned")) == Done("assigned")


def test_an_opportunity_is_led_by_its_own_buttons(tryton: Tryton) -> None:
    lead = tryton.opportunity(UID)
    with sink_of(tryton, "tryton_crm") as sink:
        for word in ("opportunity", "lost", "opportunity", "cancelled", "converted"):
            assert sink.write(change(lead, word)) == Done(word)
            assert tryton.state_of(lead, "sale.opportunity") == word
        assert isinstance(sink.write(change(lead, "won")), GaveUp)


def test_what_is_not_there_not_allowed_or_not_up_is_told_apart(tryton: Tryton) -> None:
    with sink_of(tryton) as sink, sink_of(tryton, password="wrong") as stranger:
        assert isinstance(sink.write(change(999_999, "waiting")), GaveUp)
        assert isinstance(stranger.write(change(1, "waiting")), Forbidden)
        tryton.stop()
        assert isinstance(sink.write(change(1, "waiting")), Later)
        tryton.start()
