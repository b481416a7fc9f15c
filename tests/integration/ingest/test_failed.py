"""A delivery that the hub itself trips over is parked; its neighbours are stored without it."""

import pytest

from hub.application.ports import Unavailable, Verdict
from schemas.events import ReportParked
from tests.integration.ingest.given import says, uid
from tests.integration.ingest.site import Site

TICKETS = [uid(number) for number in range(1, 8)]


def test_a_delivery_the_store_cannot_hold_is_parked_and_its_neighbours_are_taken(site: Site) -> None:
    # PostgreSQL has no place for NUL in a text, and edges refuse it; here one slipped through.
    batch = [says("crm", "New", 1, ticket, native_id=f"C-{ticket}") for ticket in TICKETS]
    batch[4] = says("crm", "New", 1, TICKETS[4], native_id="C\0", delivery_id="poison")

    outcomes = site.ingest(*batch)

    assert [outcome.verdict for outcome in outcomes] == [
        Verdict.PARKED if number == 4 else Verdict.ACCEPTED for number in range(7)
    ]
    parked = outcomes[4]
    assert parked.reason == "failed"
    (event,) = site.events(parked.parked_id)
    assert isinstance(event, ReportParked)
    assert event.body == batch[4].body
    assert site.ingest(batch[4])[0].parked_id == parked.parked_id
    assert len(site.events(parked.parked_id)) == 1


def test_what_failed_is_taken_in_when_it_is_retried_after_the_hub_was_mended(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr("hub.application.batch.read", broken)
        (parked,) = site.ingest(says("crm", "New", 1))
    assert (parked.verdict, parked.reason) == (Verdict.PARKED, "failed")

    (released,) = site.parking.retry([parked.parked_id], "li")

    assert released.verdict is Verdict.ACCEPTED


def test_a_store_that_is_away_parks_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise Unavailable("away")

    with monkeypatch.context() as patched:
        patched.setattr(site.log, "append", away)
        with pytest.raises(Unavailable):
            site.ingest(says("crm", "New", 1), says("crm", "New", 2, TICKETS[0]))

    assert site.log.head() == 0
