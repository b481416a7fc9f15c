"""The hub asks a real Tryton, and misses no production order."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from adapters.contract import Connection, NotAllowed, Page, Source
from adapters.declarative import Reading
from adapters.login import login_headers
from adapters.registry import load_manifests, open_source
from hub.infrastructure.http_session import HttpSession
from schemas.instant import Instant, from_datetime
from tests.real.tryton import PASSWORD, Tryton

UID = "SRV-20260126-00872-A9F"
MANIFESTS = load_manifests()

pytestmark = pytest.mark.real


def source(tryton: Tryton, password: str = PASSWORD, system: str = "tryton") -> Source:
    manifest = MANIFESTS[system]
    connection = Connection(system=system, url=tryton.url, values={"user": "admin", "password": password})
    opened = open_source(manifest, connection, HttpSession(tryton.url, login_headers(manifest.login, connection)))
    assert opened is not None
    return opened


def now() -> Instant:
    return from_datetime(datetime.now(UTC))


def states(page: Page, order: int) -> list[str]:
    found = [piece.found for piece in page.pieces if isinstance(piece.found, Reading)]
    return [report.native_status for each in found for report in each.reports if report.native_id == str(order)]


def test_an_order_is_seen_when_it_is_created_and_when_it_moves(tryton: Tryton) -> None:
    order = tryton.order(UID)
    first = source(tryton).poll("", now())
    tryton.call("model.production.wait", [order])
    second = source(tryton).poll(first.cursor, now())
    assert (states(first, order), states(second, order)) == (["draft"], ["waiting"])


def test_an_opportunity_is_seen_as_well(tryton: Tryton) -> None:
    lead = tryton.opportunity(UID)
    first = source(tryton, system="tryton_crm").poll("", now())
    tryton.call("model.sale.opportunity.opportunity", [lead])
    second = source(tryton, system="tryton_crm").poll(first.cursor, now())
    assert (states(first, lead), states(second, lead)) == (["lead"], ["opportunity"])


def test_orders_of_more_than_a_page_are_all_seen(tryton: Tryton) -> None:
    orders = {tryton.order(UID) for _ in range(130)}
    page = source(tryton).poll("", now())
    seen = {order for order in orders if states(page, order)}
    while page.more:
        page = source(tryton).poll(page.cursor, now())
        seen |= {order for order in orders if states(page, order)}
    assert seen == orders


def test_a_wrong_password_is_for_a_person_to_mend(tryton: Tryton) -> None:
    with pytest.raises(NotAllowed, match="check its user"):
        source(tryton, password="wrong").poll("", now())
