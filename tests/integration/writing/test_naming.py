"""A ticket that began in a system is told its UID there: once, read back, and never over another one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from typer.testing import CliRunner

from adapters.contract import Connection, Done, Forbidden, GaveUp, Later, Namer, Written
from adapters.registry import load_manifests, open_namer
from hub.application.naming import IDLE, Naming
from hub.application.ports import Delivery
from hub.entrypoints.cli.app import app
from hub.entrypoints.connector.writing import naming
from hub.entrypoints.reads import queries_of
from hub.infrastructure.http_session import HttpSession
from hub.settings import Settings
from hub.wiring import Hub, open_hub
from schemas.events import UidTold
from schemas.report import Report
from tests.integration.writing.vendors import Answer, namer_of

UID = "SRV-20260126-00872-A9F"
OTHER = "SRV-20260126-00871-9A0"


class Desk:
    """A ticket with a field for the UID, which may not be there."""

    def __init__(self, system: str) -> None:
        self.held: str | None = None
        self.writes: list[Any] = []
        self.has_field = True
        self._system = system

    def __call__(self, method: str, path: str, told: Any) -> tuple[int, Any]:
        if "search" in path or "sysparm_query" in path:
            return 200, [{"number": "7", "id": 7}] if "search" in path else {
                "result": [{"number": "INC0007", "sys_id": "7"}]
            }
        reads = method == "GET" or (self._system.startswith("odoo") and told["params"]["args"][4] == "search_read")
        if not reads:
            self.writes.append(told)
            if self.has_field:
                self.held = UID
            return 200, {}
        return 200, self._shown()

    def _shown(self) -> Any:
        match self._system:
            case "redmine":
                return {"issue": {"custom_fields": [{"id": 4, "name": "Ticket UID", "value": self.held or ""}]}}
            case "jira":
                return {"fields": {"customfield_10050": self.held}}
            case "servicenow":
                return {"result": {"correlation_id": self.held or ""}}
            case "odoo" | "odoo_tasks":
                return {"result": [{"id": 7, "x_ticket_uid": self.held or False}]}
            case _:
                return {"id": 7, "ticket_uid": self.held}


CASES: dict[str, tuple[str, dict[str, str], Any]] = {
    "redmine": ("7", {"uid_field": "4"}, {"issue": {"custom_fields": [{"id": 4, "value": UID}]}}),
    "jira": ("OPS-7", {"uid_field": "customfield_10050"}, {"fields": {"customfield_10050": UID}}),
    "servicenow": ("INC0007", {}, {"correlation_id": UID}),
    "zammad": ("7", {}, {"ticket_uid": UID}),
}


@pytest.mark.parametrize("system", CASES)
def test_the_field_is_filled_once_and_read_back(system: str) -> None:
    native_id, settings, written = CASES[system]
    desk = Desk(system)
    with namer_of(system, desk, settings) as namer:
        assert [namer.name(native_id, UID), namer.name(native_id, UID)] == [Done(UID)] * 2
    assert desk.writes == [written]


@pytest.mark.parametrize(("system", "model"), [("odoo", "repair.order"), ("odoo_tasks", "project.task")])
def test_odoo_is_told_by_its_own_call_and_shows_false_for_what_is_empty(system: str, model: str) -> None:
    desk = Desk(system)
    settings = {"database": "plant", "uid": "9", "password": "k-1", "uid_field": "x_ticket_uid"}
    with namer_of(system, desk, settings) as namer:
        assert namer.name(f"{model}/7", UID) == Done(UID)
    arguments = ["plant", 9, "k-1", model, "write", [[7], {"x_ticket_uid": UID}]]
    assert [each["params"]["args"] for each in desk.writes] == [arguments]


def test_another_uid_in_the_field_stays() -> None:
    desk = Desk("servicenow")
    desk.held = OTHER
    with namer_of("servicenow", desk) as namer:
        assert namer.name("INC0007", UID) == GaveUp(f"the field holds {OTHER!r} already")
    assert desk.writes == []


def test_a_field_that_is_not_there_is_told() -> None:
    desk = Desk("zammad")
    desk.has_field = False
    with namer_of("zammad", desk) as namer:
        answer = namer.name("7", UID)
    assert isinstance(answer, GaveUp)
    assert "no such field" in answer.why


@pytest.mark.parametrize(("status", "outcome"), [(503, Later), (401, Forbidden), (404, GaveUp)])
def test_what_went_wrong_is_told_apart(status: int, outcome: type[Written]) -> None:
    answer: Answer = lambda *_: (status, None)  # noqa: E731
    with namer_of("redmine", answer, {"uid_field": "4"}) as namer:
        assert isinstance(namer.name("7", UID), outcome)


def test_without_the_setting_for_its_field_a_system_is_told_no_uid() -> None:
    session = HttpSession("http://127.0.0.1:1")
    for system in ("redmine", "jira", "tryton"):
        assert open_namer(load_manifests()[system], Connection(system=system, url=""), session) is None
    session.close()


# -- the activity ----------------------------------------------------------------------------------------------------


class Told:
    """What a system was told, and what it answers to the next."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.answer: Written | None = None

    def name(self, native_id: str, uid: str) -> Written:
        self.asked.append((native_id, uid))
        return self.answer or Done(uid)


@pytest.fixture
def hub(database_url: str) -> Iterator[Hub]:
    with open_hub(Settings(database_url=database_url)) as opened:
        yield opened


def _naming(hub: Hub) -> Naming:
    @contextmanager
    def opened() -> Iterator[Namer]:
        yield Told()

    found = Naming("redmine", opened, hub.owed, hub.registry.trace, hub.changing, hub.log, hub.clock)
    hub.owed.position(found.name, hub.log.head())
    return found


def _reports(
    hub: Hub, system: str, native_id: str, word: str = "New", uid: str = "", aliases: tuple[str, ...] = ()
) -> str:
    now = hub.clock()
    report = Report(
        system=system,
        uid=uid,
        native_id=native_id,
        aliases=aliases,
        native_status=word,
        occurred_at=now,
        received_at=now,
    )
    (outcome,) = hub.ingestion.ingest([Delivery(system=system, received_at=now, report=report)])
    return outcome.uid


def _outcomes(hub: Hub, uid: str) -> list[str]:
    return [each.event.outcome for each in hub.log.history(uid) if isinstance(each.event, UidTold)]


def test_only_what_began_in_the_system_and_got_its_uid_from_the_hub_is_told_and_once(hub: Hub) -> None:
    before = _reports(hub, "redmine", "1")
    naming, told = _naming(hub), Told()
    uid = _reports(hub, "redmine", "2")
    _reports(hub, "redmine", "2", "In Progress")
    _reports(hub, "jira", "OPS-1", "To Do")
    _reports(hub, "redmine", "3", uid=UID)
    for _ in range(3):
        assert naming.round(told) == IDLE
    assert told.asked == [("2", uid)]
    assert (_outcomes(hub, uid), _outcomes(hub, before)) == (["done"], [])


def test_a_ticket_that_got_another_id_since_it_began_is_told_by_that(hub: Hub) -> None:
    naming, told = _naming(hub), Told()
    uid = _reports(hub, "redmine", "1", aliases=("one",))
    told.answer = Later("busy")
    naming.round(told)
    _reports(hub, "redmine", "2", "In Progress", aliases=("one",))
    told.answer = None
    _naming(hub).round(told)
    assert told.asked == [("1", uid), ("2", uid)]


@pytest.mark.parametrize("answer", [Later("busy", 120.0), Forbidden("no right")])
def test_a_system_that_cannot_be_told_now_is_told_later_and_nothing_is_lost(hub: Hub, answer: Written) -> None:
    naming, told = _naming(hub), Told()
    first, second = _reports(hub, "redmine", "1"), _reports(hub, "redmine", "2")
    told.answer = answer
    assert naming.round(told) == (120.0 if isinstance(answer, Later) else 30.0)
    told.answer = None
    naming = _naming(hub)
    naming.round(told)
    assert told.asked == [("1", first), ("1", first), ("2", second)]
    assert [_outcomes(hub, uid) for uid in (first, second)] == [["done"], ["done"]]


def test_what_is_refused_is_written_down_with_its_reason_and_the_next_is_told(hub: Hub) -> None:
    naming, told = _naming(hub), Told()
    uid = _reports(hub, "redmine", "1")
    told.answer = GaveUp("no such field")
    naming.round(told)
    naming.round(told)
    assert (told.asked, _outcomes(hub, uid)) == ([("1", uid)], ["failed"])


def _shown(hub: Hub, state: str = "") -> list[tuple[str, str, str, str, str]]:
    rows = queries_of(hub).writes("redmine", state, 10)
    return [(row.system, row.what, row.uid, row.state, row.error) for row in rows]


@pytest.mark.parametrize(
    ("answer", "state"), [(Later("busy", 120.0), "retrying"), (Forbidden("no right"), "forbidden")]
)
def test_every_uid_that_is_still_owed_is_shown_and_why_until_it_is_told(hub: Hub, answer: Written, state: str) -> None:
    naming, told = _naming(hub), Told()
    first, second = _reports(hub, "redmine", "1"), _reports(hub, "redmine", "2")
    told.answer = answer
    naming.round(told)
    assert _shown(hub) == [
        ("redmine", "uid", first, state, answer.why),  # type: ignore[union-attr]
        ("redmine", "uid", second, "owed", ""),
    ]
    (row,) = [each for each in queries_of(hub).systems(hub.clock()) if each.system == "redmine"]
    assert (row.uids_owed, row.uids_failed, row.writes_owed, row.writes_failed) == (2, state == "forbidden", 0, 0)
    told.answer = None
    naming.round(told)
    assert _shown(hub) == []


def test_what_is_owed_behind_a_system_that_is_away_is_shown_however_much_it_is(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.application.naming._AT_ONCE", 2)
    naming, told = _naming(hub), Told()
    uids = [_reports(hub, "redmine", str(number)) for number in range(5)]
    told.answer = Later("away")
    for _ in range(3):
        naming.round(told)
    assert [uid for _, _, uid, _, _ in _shown(hub)] == uids
    told.answer = None
    for _ in range(3):
        naming.round(told)
    assert [native_id for native_id, _ in told.asked[3:]] == ["0", "1", "2", "3", "4"]


def test_what_failed_is_shown_until_somebody_has_it_tried_again(
    hub: Hub, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    naming, told = _naming(hub), Told()
    uid = _reports(hub, "redmine", "1")
    told.answer = GaveUp("no such field")
    naming.round(told)
    assert _shown(hub, "failed") == [("redmine", "uid", uid, "failed", "no such field")]
    told.answer = None
    naming.round(told)
    assert len(told.asked) == 1
    monkeypatch.setenv("DATABASE_URL", database_url)
    said = CliRunner().invoke(app, ["writes", "retry", "redmine"])
    assert said.output == "1 write to redmine is due again\n"
    naming.round(told)
    assert (_shown(hub), _outcomes(hub, uid)) == ([], ["failed", "done"])


def _dies(*_: object) -> None:
    raise KeyboardInterrupt


def test_what_was_told_before_a_crash_could_say_so_is_found_filled_and_told_once_more(hub: Hub) -> None:
    naming, told = _naming(hub), Told()
    uid = _reports(hub, "redmine", "1")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hub.owed, "drop", _dies)
        with pytest.raises(KeyboardInterrupt):
            naming.round(told)
    assert _shown(hub) == [("redmine", "uid", uid, "owed", "")]
    _naming(hub).round(told)
    assert (_shown(hub), told.asked) == ([], [("1", uid)] * 2)


def test_the_connector_tells_uids_where_writing_is_on_and_the_field_is_set(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"URL": "http://127.0.0.1:1", "TOKEN": "k", "WRITE": "on"}.items():
        monkeypatch.setenv(f"STATUSHUB_REDMINE_{name}", value)
    assert naming(hub) == []
    monkeypatch.setenv("STATUSHUB_REDMINE_UID_FIELD", "4")
    assert [activity.name for activity in naming(hub)] == ["uid/redmine"]
    monkeypatch.setenv("STATUSHUB_REDMINE_WRITE", "dry-run")
    assert naming(hub) == []
