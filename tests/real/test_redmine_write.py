"""Writing to a real Redmine, and hearing it by polling: nothing goes in circles."""

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import pytest

from adapters.contract import Change, Connection, Done, GaveUp, Sink
from adapters.registry import open_namer, open_sink
from hub.application.circuit import Trouble
from hub.application.polling import Polling
from hub.application.ports import Delivery
from hub.application.writing import OwedWrite, Writing
from hub.entrypoints.connector.edges import cursors_of, opened_session, opened_source
from hub.settings import Settings
from hub.wiring import Hub, open_hub
from schemas.events import CanonicalChanged, StatusReported, TicketFrozen, WriteSettled
from schemas.report import Report
from schemas.status import Status
from tests.real.redmine import Redmine

UID = "SRV-20260126-00872-A9F"

pytestmark = [pytest.mark.real, pytest.mark.timeout(300)]


class Unwatched:
    def wrote(self, write: OwedWrite, outcome: str, why: str) -> None: ...
    def stands(self, system: str, counts: dict[str, int]) -> None: ...
    def fares(self, system: str, trouble: Trouble | None) -> None: ...


@pytest.fixture
def hub(database_url: str) -> Iterator[Hub]:
    with open_hub(Settings(database_url=database_url)) as opened:
        yield opened


def connection_to(redmine: Redmine, key: str) -> Connection:
    return Connection(system="redmine", url=redmine.url, values={"token": redmine.facts[key]})


@contextmanager
def sink_of(hub: Hub, redmine: Redmine, key: str) -> Iterator[Sink]:
    manifest = hub.manifests["redmine"]
    with opened_session(hub, manifest, connection_to(redmine, key)) as session:
        sink = open_sink(manifest, connection_to(redmine, key), session)
        assert sink is not None
        yield sink


def test_what_the_shop_floor_finishes_is_finished_in_redmine_and_its_echo_moves_nothing(
    hub: Hub, redmine: Redmine
) -> None:
    number = str(redmine.create("Press 4 stands still"))
    with (
        opened_source(hub, hub.manifests["redmine"], connection_to(redmine, "hub_key")) as source,
        sink_of(hub, redmine, "hub_key") as sink,
    ):
        polling = Polling("redmine", source, cursors_of(hub), hub.ingestion, hub.clock)
        writing = Writing("redmine", hub.tables, sink, hub.owed, hub.changing, hub.log, hub.clock, Unwatched())
        while polling.step().more:
            pass
        writing.begin()
        uid = hub.registry.resolve([("redmine", number)])["redmine", number]
        now = hub.clock()
        report = Report(system="mes", uid=uid, native_id="J-7", native_status="DONE", occurred_at=now, received_at=now)
        hub.ingestion.ingest([Delivery(system="mes", received_at=now, report=report)])
        redmine.stop()
        writing.follow()
        assert writing.step()
        (row,) = hub.owed.listed("redmine")
        assert row.state == "retrying"
        redmine.start()
        hub.owed.rearm("redmine", [row.state], hub.clock())
        assert writing.step()
        assert redmine.status_of(int(number)) == row.native
        while polling.step().more:
            pass
        writing.follow()
        assert not writing.step()
    events = [each.event for each in hub.log.history(uid)]
    assert [event.outcome for event in events if isinstance(event, WriteSettled)] == ["done"]
    echo = [event for event in events if isinstance(event, StatusReported)][-1]
    assert (echo.system, echo.echo) == ("redmine", True)
    assert [event.system for event in events if isinstance(event, CanonicalChanged)] == ["redmine", "mes"]
    assert not [event for event in events if isinstance(event, TicketFrozen)]


def test_a_write_is_read_back_and_repeating_it_changes_nothing(hub: Hub, redmine: Redmine) -> None:
    number = redmine.create("Press 5 stands still")
    change = Change(uid="", native_id=str(number), native="Resolved", status=Status.RESOLVED)
    with sink_of(hub, redmine, "hub_key") as sink:
        assert [sink.write(change), sink.write(change)] == [Done("Resolved")] * 2
        assert redmine.status_of(number) == "Resolved"
        assert isinstance(sink.write(msgspec.structs.replace(change, native="Shelved")), GaveUp)
        assert isinstance(sink.write(msgspec.structs.replace(change, native_id="999999")), GaveUp)


def test_the_uid_of_an_issue_that_began_there_is_put_into_its_field_once(hub: Hub, redmine: Redmine) -> None:
    number = redmine.create("Press 6 stands still")
    manifest = hub.manifests["redmine"]
    known = connection_to(redmine, "hub_key")
    settings = {**known.values, "uid_field": str(redmine.facts["uid_field"])}
    connection = msgspec.structs.replace(known, values=settings)
    with opened_session(hub, manifest, connection) as session:
        namer = open_namer(manifest, connection, session)
        assert namer is not None
        assert [namer.name(str(number), UID), namer.name(str(number), UID)] == [Done(UID)] * 2
        assert isinstance(namer.name(str(number), UID.replace("872-A9F", "873-A9F")), GaveUp)
    assert redmine.uid_of(number) == UID
