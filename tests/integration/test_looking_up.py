"""What an event only names is read from its system: nothing of it is lost, and nothing is claimed of it."""

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.contract import NO_HEADERS, Connection
from adapters.registry import open_finder
from hub.application.circuit import OPENS_AFTER, PAUSE
from hub.application.looking_up import ABSENT_TRIES, FAILED, OWED_FOR, LookingUp
from hub.application.owed_lookups import BY, OwedLookup
from hub.application.parking import ParkingLot
from hub.application.ports import Outcome, Verdict
from hub.application.reading import deliveries_of
from hub.entrypoints.connector.activities import activities_of
from hub.entrypoints.connector.edges import budget_of, opened_session
from hub.entrypoints.connector.looking_up import owed_lookups
from hub.entrypoints.connector.turns import Turns
from hub.entrypoints.reads import queries_of
from hub.entrypoints.signals import Stop
from hub.settings import Settings
from hub.wiring import Hub, open_hub
from schemas.events import Event, ReportParked, ReportReleased, ReportRetried, StatusReported
from schemas.instant import SECOND, Instant, from_iso
from tests.integration.local_server import LocalServer, Quiet
from tests.integration.site import site_with

NOON = from_iso("2026-01-26T12:00:00Z")
EVENT_AT = "2026-01-26T11:59:58Z"
ADAPTER = """
system = "shop"
originates = true
[webhook]
native_id = "order"
occurred_at = "at"
otherwise = "it is about no order"
[[webhook.shape]]
when = "state"
status = "state"
[[webhook.shape]]
when = "touched || order"
reports = "to_array(touched || order)"
native_id = "@"
lookup = "order"
occurred_at = "body:at"
delivery_id = "body:id"
[[webhook.shape]]
when = "header('X-Shop-Order')"
native_id = "header:X-Shop-Order"
lookup = "order"
[[webhook.shape]]
when = "repair"
native_id = "repair"
lookup = "repair"
[lookup.order]
path = "/orders/{id}"
after = 1
[login]
kind = "bearer"
"""
TABLE = """
[mapping.shop]
"busy" = "In Progress"
"done" = "Resolved"
"draft" = "@ignore"
"""


class Shop(LocalServer):
    """A system that shows each of its orders to whoever shows its token."""

    def __init__(self) -> None:
        super().__init__(Counter)
        self.orders: dict[str, dict[str, Any]] = {}
        self.asked: list[str] = []
        self.refuses: tuple[int, dict[str, str]] | None = None
        self.meanwhile: Callable[[], object] = lambda: None

    def shows(self, order: str, state: str, at: str | None = "2026-01-26T11:59:59Z") -> None:
        self.orders[order] = {"order": order, "state": state, "at": at}


class Counter(Quiet, BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        shop = self.server
        assert isinstance(shop, Shop)
        shop.asked.append(self.path)
        found = shop.orders.get(self.path.removeprefix("/orders/"))
        is_known = self.headers.get("Authorization") == "Bearer s3cret"
        status, headers = shop.refuses or (401 if not is_known else 200 if found else 404, {})
        shop.meanwhile()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(json.dumps(found).encode())


class Seen:
    """What looking up told its watch."""

    def __init__(self) -> None:
        self.outcomes: list[str] = []
        self.owed = 0
        self.taken: list[str] = []

    def looked(self, owed: OwedLookup, outcome: str, why: str) -> None:
        self.outcomes.append(outcome)

    def took(self, outcomes: Sequence[Outcome]) -> None:
        self.taken += [outcome.verdict.value for outcome in outcomes]

    def stands(self, owed: int) -> None:
        self.owed = owed


class Plant:
    """A hub, its shop, and the connector's part of looking up, at a time that stands still unless it :meth:`passes`."""

    def __init__(self, settings: Settings, shop: Shop) -> None:
        self.now = NOON
        self.settings = settings
        self.shop = shop
        self.seen = Seen()
        self.hub: Hub

    def clock(self) -> Instant:
        return self.now

    def passes(self, seconds: float) -> None:
        self.now += int(seconds * SECOND)

    def hears(self, headers: Mapping[str, str] = NO_HEADERS, /, **body: Any) -> list[Outcome]:
        """A webhook of the shop."""
        sent = json.dumps({"at": EVENT_AT, **body}).encode()
        return self.hub.ingestion.ingest(deliveries_of(self.hub.manifests["shop"], sent, "", headers, self.now))

    @contextmanager
    def looking(self, parking: ParkingLot | None = None) -> Iterator[LookingUp]:
        """The connector, as after a start."""
        manifest = self.hub.manifests["shop"]
        connection = Connection(system="shop", url=self.shop.url, values={"token": "s3cret"})
        with opened_session(self.hub, manifest, connection) as session:
            finder = open_finder(manifest, connection, session)
            assert finder is not None
            rest = budget_of(self.hub, connection).rest
            ports = (parking or self.hub.parking, self.hub.log, self.clock, self.seen, self.hub.owed, lambda: 0.0, rest)
            looking = LookingUp("shop", finder, owed_lookups(self.hub, "shop"), *ports, keeps_bodies=True)
            looking.begin()
            yield looking

    def works(self, looking: LookingUp) -> None:
        """Let it do all that can be done now."""
        while looking.follow():
            pass
        while looking.step():
            pass

    def looks_up(self, seconds: float = 0) -> None:
        """Time passes, and a connector that has just been started does what can be done."""
        self.passes(seconds)
        with self.looking() as looking:
            self.works(looking)

    def events(self, kind: type[Event]) -> list[Any]:
        return [each.event for each in self.hub.log.read(0, 1000) if isinstance(each.event, kind)]

    def words(self) -> list[str]:
        return [event.native for event in self.events(StatusReported)]

    def parked(self, reason: str) -> list[str]:
        return self.hub.parking.standing("shop", reason)


@pytest.fixture
def shop() -> Iterator[Shop]:
    with Shop() as server:
        yield server


@pytest.fixture
def plant(shop: Shop, database_url: str, tmp_path: Path) -> Iterator[Plant]:
    settings = site_with(tmp_path, "shop", ADAPTER, TABLE, database_url)
    plant = Plant(settings, shop)
    with open_hub(settings, clock=plant.clock) as hub:
        plant.hub = hub
        yield plant


def test_an_event_without_a_status_is_safe_at_once_and_its_object_is_looked_up(plant: Plant) -> None:
    plant.shop.shows("7", "busy", "2026-01-26T12:00:01.5Z")
    [outcome] = plant.hears(order="7", id="e1")
    assert (outcome.verdict, outcome.reason) == (Verdict.PARKED, "lookup")
    assert plant.parked("lookup") == [outcome.parked_id]

    plant.looks_up(seconds=2)

    [report] = plant.events(StatusReported)
    assert (report.native, report.native_id, report.at) == ("busy", "7", from_iso("2026-01-26T12:00:01.5Z"))
    [released] = plant.events(ReportReleased)
    assert (released.outcome, released.by) == ("accepted", BY)
    assert released.uid
    kept = plant.hub.bodies.one(released.uid, "shop", report.delivery_id)
    assert kept is not None
    assert json.loads(kept.body)["state"] == "busy"
    assert plant.parked("lookup") == []
    assert (plant.seen.outcomes, plant.seen.owed) == (["done"], 0)


def test_an_event_that_names_its_object_in_a_header_is_looked_up_too(plant: Plant) -> None:
    plant.shop.shows("7", "busy")
    plant.shop.shows("8", "done")
    for order in ("7", "8"):
        [outcome] = plant.hears({"x-shop-order": order})
        assert (outcome.verdict, outcome.reason) == (Verdict.PARKED, "lookup")
    plant.looks_up(seconds=2)
    assert sorted(plant.words()) == ["busy", "done"]
    assert [released.outcome for released in plant.events(ReportReleased)] == ["accepted"] * 2


def test_an_object_that_names_no_time_is_judged_by_when_it_was_read_not_by_the_event(plant: Plant) -> None:
    plant.shop.shows("7", "busy", at=None)
    plant.hears(order="7")
    plant.looks_up(seconds=60)
    [report] = plant.events(StatusReported)
    assert (report.at, report.received_at) == (NOON + 60 * SECOND, NOON + 60 * SECOND)


def test_an_object_is_not_read_before_its_event_has_settled(plant: Plant) -> None:
    plant.shop.shows("7", "busy")
    plant.hears(order="7")
    plant.looks_up(seconds=0.5)
    assert plant.shop.asked == []
    plant.looks_up(seconds=0.5)
    assert plant.shop.asked == ["/orders/7"]


def test_events_of_one_object_are_answered_with_one_look(plant: Plant) -> None:
    plant.shop.shows("7", "busy")
    for number in range(5):
        plant.hears(order="7", id=f"e{number}")
    plant.hears(order="7", id="e1")  # sent again
    assert len(plant.parked("lookup")) == 5
    plant.looks_up(seconds=2)
    assert plant.shop.asked == ["/orders/7"]
    assert plant.words() == ["busy"]
    assert plant.parked("lookup") == []
    assert plant.seen.taken == ["accepted"], "one report for all that waited"


def test_several_objects_in_one_body_are_looked_up_each(plant: Plant) -> None:
    plant.shop.shows("7", "busy")
    plant.shop.shows("8", "done")
    first, second = plant.hears(touched=["7", "8"], id="e1")
    assert first.parked_id != second.parked_id
    plant.looks_up(seconds=2)
    assert sorted(plant.words()) == ["busy", "done"]
    assert plant.parked("lookup") == []


def test_an_event_that_comes_while_the_object_is_read_is_looked_up_anew(plant: Plant) -> None:
    plant.shop.shows("7", "busy")
    plant.hears(order="7", id="e1")
    plant.passes(2)
    with plant.looking() as looking:
        plant.shop.meanwhile = lambda: plant.hears(order="7", id="e2")
        assert looking.step()
        plant.shop.meanwhile = lambda: None
        plant.works(looking)
        assert len(plant.parked("lookup")) == 1, "the answer may be older than the second event"
        plant.shop.shows("7", "done", "2026-01-26T12:00:02Z")
        plant.passes(2)
        plant.works(looking)
    assert plant.words() == ["busy", "done"]
    assert plant.parked("lookup") == []


def test_events_without_end_do_not_put_the_look_off_for_ever(plant: Plant) -> None:
    plant.shop.shows("7", "busy")
    with plant.looking() as looking:
        for number in range(30):
            plant.hears(order="7", id=f"e{number}")
            plant.works(looking)
            plant.passes(0.9)
    assert len(plant.shop.asked) == 2


def test_what_a_lagging_copy_says_is_stored_and_read_again_until_it_is_as_new_as_the_event(plant: Plant) -> None:
    plant.shop.shows("7", "busy", "2026-01-26T11:00:00Z")
    plant.hears(order="7")
    plant.passes(2)
    with plant.looking() as looking:
        plant.works(looking)
        assert (plant.words(), len(plant.parked("lookup"))) == (["busy"], 1)
        plant.shop.shows("7", "done")
        plant.passes(2)
        plant.works(looking)
    assert plant.words() == ["busy", "done"]
    assert plant.parked("lookup") == []


def test_a_copy_that_stays_old_is_taken_for_the_newest_in_the_end(plant: Plant) -> None:
    plant.shop.shows("7", "busy", "2026-01-26T11:00:00Z")
    plant.hears(order="7")
    with plant.looking() as looking:
        for _ in range(40):
            plant.passes(1)
            plant.works(looking)
    assert (plant.words(), plant.parked("lookup")) == (["busy"], [])
    assert len(plant.shop.asked) == 5
    assert plant.seen.taken == ["accepted", *["duplicate"] * 4]


def test_a_system_that_fails_is_asked_less_and_less_and_why_is_said_once(plant: Plant) -> None:
    plant.shop.shows("7", "busy")
    plant.shop.refuses = (503, {})
    [outcome] = plant.hears(order="7")
    with plant.looking() as looking:
        for _ in range(60):
            plant.passes(1)
            plant.works(looking)
        assert len(plant.shop.asked) == 5, "after 1, 3, 7, 15, 31 s, and then the circuit is open"
        [why] = plant.events(ReportRetried)
        assert (why.reason, why.by) == ("lookup", BY)
        assert "503" in why.detail
        plant.shop.refuses = None
        plant.passes(120)
        plant.works(looking)
    assert plant.words() == ["busy"]
    assert [event.outcome for event in plant.events(ReportReleased)] == ["accepted"]
    assert outcome.parked_id


def test_a_system_that_cannot_be_asked_says_why_and_until_when_it_is_left_alone(plant: Plant) -> None:
    def shown() -> tuple[int, str, Instant | None]:
        [row] = [each for each in queries_of(plant.hub).systems(plant.now) if each.system == "shop"]
        assert (row.writes_failures, row.writes_error) == (0, ""), "it may be written to all the same"
        return row.lookups_failures, row.lookups_error, row.lookups_left_alone_until

    plant.shop.shows("7", "busy")
    plant.shop.refuses = (503, {})
    plant.hears(order="7")
    with plant.looking() as looking:
        plant.passes(1)
        plant.works(looking)
        assert shown() == (1, "/orders/7: the system answers 503", None)
        for _ in range(59):
            plant.passes(1)
            plant.works(looking)
        failures, why, until = shown()
        assert (failures, why) == (OPENS_AFTER, "/orders/7: the system answers 503")
        assert until is not None
        assert 0 < until - plant.now <= PAUSE
    with plant.looking():
        assert shown() == (OPENS_AFTER, why, None), "a new start asks at once, and still knows what went wrong"
    plant.shop.refuses = None
    plant.looks_up(seconds=120)
    assert plant.words() == ["busy"]
    assert shown() == (0, "", None)


def test_objects_that_nothing_says_where_to_read_are_given_up_at_once_and_hold_up_no_others(plant: Plant) -> None:
    for repair in range(OPENS_AFTER):
        plant.hears(repair=str(repair))
    plant.shop.shows("7", "busy")
    plant.hears(order="7")
    with plant.looking() as looking:
        plant.passes(2)
        plant.works(looking)
    assert (plant.words(), plant.parked("lookup"), len(plant.parked(FAILED))) == (["busy"], [], OPENS_AFTER)
    assert plant.shop.asked == ["/orders/7"]
    assert {'give it [lookup."repair"]' in event.detail for event in plant.events(ReportRetried)} == {True}


def test_a_system_that_says_how_long_to_leave_it_alone_is_left_alone_that_long(plant: Plant) -> None:
    for order in ("7", "8"):
        plant.shop.shows(order, "busy")
        plant.hears(order=order)
    plant.shop.refuses = (429, {"Retry-After": "60"})
    plant.passes(2)
    with plant.looking() as looking:
        plant.works(looking)
        plant.shop.refuses = None
        plant.passes(59)
        plant.works(looking)
        assert len(plant.shop.asked) == 1, "neither the one that was refused nor the other"
        plant.passes(2)
        plant.works(looking)
    assert plant.words() == ["busy", "busy"]


def test_an_object_that_is_not_there_is_given_up_where_people_see_it_and_looked_up_anew_by_a_retry(
    plant: Plant,
) -> None:
    [outcome] = plant.hears(order="7")
    with plant.looking() as looking:
        for _ in range(80):
            plant.passes(1)
            plant.works(looking)
    assert len(plant.shop.asked) == ABSENT_TRIES
    assert plant.parked(FAILED) == [outcome.parked_id]
    assert "not there" in plant.events(ReportRetried)[-1].detail

    plant.shop.shows("7", "busy")
    plant.hub.parking.retry([outcome.parked_id], "ann")
    plant.looks_up()

    assert (plant.words(), plant.parked(FAILED)) == (["busy"], [])


def test_a_running_connector_sees_that_a_person_retried(plant: Plant) -> None:
    [outcome] = plant.hears(order="7")
    with plant.looking() as looking:
        for _ in range(80):
            plant.passes(1)
            plant.works(looking)
        plant.shop.shows("7", "busy")
        plant.hub.parking.retry([outcome.parked_id], "ann")
        plant.works(looking)
    assert plant.words() == ["busy"]


def test_what_waits_to_be_looked_up_is_shown_with_its_age_by_system_and_so_is_what_was_in_vain(plant: Plant) -> None:
    def shown() -> tuple[dict[str, int], Instant | None]:
        plant.parked("lookup")  # waits for the views
        [row] = [each for each in queries_of(plant.hub).systems(plant.now) if each.system == "shop"]
        return row.parked_by_reason, row.lookup_since

    assert shown() == ({}, None)
    plant.hears(order="7")
    plant.passes(60)
    plant.hears(order="8")
    assert shown() == ({"lookup": 2}, NOON)
    plant.shop.shows("7", "busy")
    plant.looks_up(seconds=2)
    assert shown() == ({"lookup": 1}, NOON + 60 * SECOND)
    with plant.looking() as looking:
        for _ in range(80):
            plant.passes(1)
            plant.works(looking)
    assert shown() == ({"lookup-failed": 1}, None)


def test_a_system_that_fails_for_days_is_given_up(plant: Plant) -> None:
    plant.shop.refuses = (401, {})
    [outcome] = plant.hears(order="7")
    plant.looks_up(seconds=2)
    assert plant.parked("lookup") == [outcome.parked_id]
    plant.looks_up(seconds=OWED_FOR / SECOND)
    assert plant.parked(FAILED) == [outcome.parked_id]


@pytest.mark.parametrize(
    ("order", "why"),
    [({"comment": "x"}, "holds no status"), ({"order": "7"}, "names it and no status either")],
)
def test_an_answer_that_holds_no_status_is_given_up_where_people_see_it(
    plant: Plant, order: dict[str, str], why: str
) -> None:
    plant.shop.orders["7"] = order
    plant.hears(order="7")
    plant.looks_up(seconds=2)
    assert len(plant.parked(FAILED)) == 1
    assert why in plant.events(ReportRetried)[-1].detail


def test_a_word_that_is_no_status_releases_what_asked_for_it(plant: Plant) -> None:
    plant.shop.shows("7", "draft")
    plant.hears(order="7")
    plant.looks_up(seconds=2)
    assert [event.outcome for event in plant.events(ReportReleased)] == ["ignored"]
    assert (plant.words(), plant.seen.taken) == ([], ["ignored"])


def test_a_word_that_nobody_knows_is_parked_with_what_was_read(plant: Plant) -> None:
    plant.shop.shows("7", "odd")
    plant.hears(order="7")
    plant.looks_up(seconds=2)
    [unmapped] = [event for event in plant.events(ReportParked) if event.reason == "unmapped"]
    assert (unmapped.native, unmapped.native_id) == ("odd", "7")
    assert json.loads(unmapped.body)["state"] == "odd"
    assert plant.parked("lookup") == []
    assert plant.seen.taken == ["parked"]


def test_an_object_of_a_ticket_that_nobody_knows_waits_for_a_link_and_is_read_anew_then(plant: Plant) -> None:
    assert plant.settings.adapters is not None
    (plant.settings.adapters / "shop.toml").write_text(ADAPTER.replace("originates = true", ""))
    with open_hub(plant.settings, clock=plant.clock) as plant.hub:
        plant.shop.shows("7", "busy")
        [outcome] = plant.hears(order="7")
        plant.looks_up(seconds=2)
        assert plant.parked("unlinked") == [outcome.parked_id]

        plant.shop.shows("7", "done", "2026-01-26T12:00:02Z")
        plant.hub.parking.link("shop", "7", "SRV-20260126-00872-A9F", "ann")
        plant.looks_up()

        assert (plant.words(), plant.parked("unlinked"), plant.parked("lookup")) == (["done"], [], [])


def test_of_several_objects_in_one_body_the_one_that_is_retried_is_looked_up(plant: Plant) -> None:
    plant.shop.shows("7", "busy")
    _, second = plant.hears(touched=["7", "8"], id="e1")
    with plant.looking() as looking:
        for _ in range(80):
            plant.passes(1)
            plant.works(looking)
        assert plant.parked(FAILED) == [second.parked_id]
        plant.shop.shows("8", "done")
        plant.hub.parking.retry([second.parked_id], "ann")
        plant.works(looking)
    assert plant.words() == ["busy", "done"]
    assert plant.parked(FAILED) == []


def test_an_answer_that_cannot_be_read_is_parked_as_it_came(plant: Plant) -> None:
    plant.shop.orders["7"] = {"order": "7", "state": "busy", "at": "tomorrow"}
    plant.hears(order="7")
    plant.looks_up(seconds=2)
    [unreadable] = [event for event in plant.events(ReportParked) if event.reason == "unreadable"]
    assert b"tomorrow" in unreadable.body
    assert plant.parked("lookup") == []
    assert plant.seen.taken == ["parked"]


def test_a_connector_that_dies_before_it_has_stored_looks_up_again_with_no_second_effect(plant: Plant) -> None:
    plant.shop.shows("7", "busy")
    plant.hears(order="7")
    plant.passes(2)

    class Dies(ParkingLot):
        def __init__(self) -> None:
            """Has nothing but its end."""

        def standing(self, system: str, reason: str) -> list[str]:
            return plant.hub.parking.standing(system, reason)

        def answer(self, *_: object) -> list[Outcome]:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), plant.looking(Dies()) as looking:
        plant.works(looking)
    assert len(plant.parked("lookup")) == 1
    plant.looks_up()
    plant.looks_up()
    assert (plant.words(), plant.parked("lookup")) == (["busy"], [])
    assert len(plant.shop.asked) == 2


def test_a_delivery_that_is_sent_again_later_changes_nothing(plant: Plant) -> None:
    plant.shop.shows("7", "busy")
    plant.hears(order="7", id="e1")
    plant.looks_up(seconds=2)
    plant.hears(order="7", id="e1")
    plant.looks_up(seconds=2)
    assert (plant.words(), plant.parked("lookup")) == (["busy"], [])


def test_what_the_adapter_reads_otherwise_by_now_needs_no_look(plant: Plant) -> None:
    plant.hears(order="7", phase="done")
    assert plant.settings.adapters is not None
    said = ADAPTER.replace('when = "state"\nstatus = "state"', 'when = "state || phase"\nstatus = "state || phase"')
    (plant.settings.adapters / "shop.toml").write_text(said)
    with open_hub(plant.settings, clock=plant.clock) as plant.hub:
        plant.looks_up(seconds=2)
        assert (plant.words(), plant.parked("lookup"), plant.shop.asked) == (["done"], [], [])


@pytest.mark.parametrize("order", ["../admin", "7?x=1", "@169.254.169.254/", "7#", "/169.254.169.254", "7/8"])
def test_an_id_leads_to_no_other_address(plant: Plant, order: str) -> None:
    plant.hears(order=order)
    plant.looks_up(seconds=2)
    assert all(path.startswith("/orders/") and path.count("/") == 2 and "?" not in path for path in plant.shop.asked)


@pytest.mark.parametrize("order", ["..", ".", "7' or '1' eq '1", 'a"b', "a\\b", "a\nb"])
def test_an_id_that_could_be_another_request_is_not_asked_for(plant: Plant, order: str) -> None:
    plant.hears(order=order)
    plant.looks_up(seconds=2)
    assert plant.shop.asked == []
    assert "marks that no id has" in plant.events(ReportRetried)[0].detail


def test_a_redirect_to_a_clouds_metadata_is_not_followed(plant: Plant) -> None:
    plant.shop.refuses = (302, {"Location": "http://169.254.169.254/latest/meta-data/"})
    plant.hears(order="7")
    plant.looks_up(seconds=2)
    assert plant.shop.asked == ["/orders/7"]
    assert plant.words() == []
    assert len(plant.parked("lookup")) == 1


def test_a_connector_looks_up_beside_all_else_it_does(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATUSHUB_SHOP_URL", plant.shop.url)
    monkeypatch.setenv("STATUSHUB_SHOP_TOKEN", "s3cret")
    plant.shop.shows("7", "busy")
    plant.hears(order="7", id="e1")
    plant.passes(2)
    count = plant.hub.metrics.registry.get_sample_value
    with Turns(plant.hub, activities_of(plant.hub), Stop()).taken():
        until(lambda: plant.words() == ["busy"])
        until(lambda: count("statushub_lookups_total", {"system": "shop", "outcome": "done"}) == 1)
        until(lambda: count("statushub_lookups_owed", {"system": "shop"}) == 0)


def test_a_login_that_lacks_is_told_and_asks_nothing(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATUSHUB_SHOP_URL", plant.shop.url)
    assert activities_of(plant.hub) == []


def test_what_waits_for_a_system_without_a_url_is_told(plant: Plant) -> None:
    plant.hears(order="7")
    with capture_logs() as logs:
        assert activities_of(plant.hub) == []
    [told] = [line for line in logs if line["event"] == "lookups_wait"]
    assert (told["system"], told["waiting"]) == ("shop", 1)
    assert "STATUSHUB_SHOP_URL" in told["cure"]


def until(holds: Callable[[], bool]) -> None:
    patience = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < patience
        time.sleep(0.02)
