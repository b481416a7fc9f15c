"""Sinks that lead a system to a status, against servers that refuse in their ways: Jira, ServiceNow, iTop."""

from __future__ import annotations

import json
from typing import Any, ClassVar

import pytest

from adapters.contract import Done, Forbidden, GaveUp
from tests.integration.writing.vendors import change, sink_of


class Jira:
    """An issue whose workflow offers other transitions in each status."""

    def __init__(self, workflow: dict[str, list[str]], status: str = "To Do") -> None:
        self.status = status
        self.moves: list[str] = []
        self.refused: set[str] = set()
        self._workflow = workflow

    def __call__(self, method: str, path: str, told: Any) -> tuple[int, Any]:
        if path == "/rest/api/2/issue/OPS-7?fields=status":
            return 200, {"fields": {"status": {"name": self.status}}}
        assert path == "/rest/api/2/issue/OPS-7/transitions"
        offered = {f"{len(self.status)}{place}": name for place, name in enumerate(self._workflow[self.status])}
        if method == "GET":
            return 200, {"transitions": [{"id": key, "to": {"name": name}} for key, name in offered.items()]}
        name = offered[told["transition"]["id"]]
        if name in self.refused:
            return 400, {"errorMessages": [], "errors": {"resolution": "Resolution is required."}}
        self.status = name
        self.moves.append(name)
        return 204, None


FLOW = {
    "To Do": ["Canceled", "In Progress"],
    "In Progress": ["To Do", "In Review", "Blocked"],
    "In Review": ["In Progress", "Done"],
    "Blocked": ["In Progress"],
    "Canceled": [],
    "Done": ["To Do"],
}


def test_jira_is_led_through_open_statuses_and_asked_again_after_each() -> None:
    jira, passed = Jira(FLOW), list[str]()
    with sink_of("jira", jira) as sink:
        assert sink.write(change("OPS-7", "Done", passed.append)) == Done("Done")
    assert jira.moves == ["In Progress", "In Review", "Done"]
    assert passed == ["In Progress", "In Review"]


def test_jira_is_never_led_through_what_is_not_said_to_lie_on_the_way_nor_in_circles() -> None:
    jira = Jira({**FLOW, "In Review": ["In Progress", "Canceled"]})
    with sink_of("jira", jira) as sink:
        answer = sink.write(change("OPS-7", "Done"))
    assert answer == GaveUp(
        "no way leads from 'In Review' to 'Done' for the hub's user (it was 'To Do', and is 'In Review' now)"
    )
    assert jira.moves == ["In Progress", "In Review"]


def test_a_transition_that_wants_a_field_is_tried_once_and_its_reason_is_shown() -> None:
    jira = Jira(FLOW, "In Review")
    jira.refused = {"Done"}
    with sink_of("jira", jira) as sink:
        answer = sink.write(change("OPS-7", "Done"))
    assert isinstance(answer, GaveUp)
    assert "it was 'In Review'" in answer.why


class ServiceNow:
    """One incident, which closes with a code only, and a business rule that may say no."""

    def __init__(self, state: str = "2") -> None:
        self.record = {"state": state}
        self.refusal: tuple[int, str] | None = None
        self.ignores = False

    def __call__(self, method: str, path: str, told: Any) -> tuple[int, Any]:
        if path.startswith("/api/now/table/incident?sysparm_query=number%3DINC0010023&"):
            return 200, {"result": [{"sys_id": "9d385017c611228701d22104cc95c371", "number": "INC0010023"}]}
        if path.startswith("/api/now/table/incident?"):
            return 200, {"result": []}
        assert path.startswith("/api/now/table/incident/9d385017c611228701d22104cc95c371")
        if method == "GET":
            return 200, {"result": {"state": self.record["state"]}}
        assert method == "PATCH"
        if self.refusal is not None:
            status, detail = self.refusal
            return status, {"error": {"message": "Operation Failed", "detail": detail}, "status": "failure"}
        if told["state"] in {"6", "7"} and not (told.get("close_code") and told.get("close_notes")):
            detail = "Data Policy Exception: The following fields are mandatory: Resolution code, Resolution notes"
            return 403, {"error": {"message": "Operation Failed", "detail": detail}, "status": "failure"}
        if not self.ignores:
            self.record |= told
        return 200, {"result": self.record}


def test_servicenow_is_told_code_and_notes_with_what_is_resolved() -> None:
    desk = ServiceNow()
    with sink_of("servicenow", desk, {"close_code": "Workaround provided"}) as sink:
        assert sink.write(change("INC0010023", "6")) == Done("6")
        assert sink.write(change("INC0010024", "6")) == GaveUp(
            "INC0010024 is not there, or not shown to the hub's user"
        )
        assert isinstance(sink.write(change("INC1^ORstate=1", "6")), GaveUp)
    notes = "Resolved in another system."
    assert desk.record == {"state": "6", "close_code": "Workaround provided", "close_notes": notes}


@pytest.mark.parametrize(
    ("detail", "outcome"),
    [
        ("Operation against file 'incident' was aborted by Business Rule 'Keep open'", GaveUp),
        ("Data Policy Exception: The following fields are mandatory: Resolution code", GaveUp),
        ("ACL Exception Update Failed due to security constraints", Forbidden),
    ],
)
def test_a_rule_of_servicenow_concerns_one_incident_and_a_missing_right_all(detail: str, outcome: type) -> None:
    desk = ServiceNow()
    desk.refusal = (403, detail)
    with sink_of("servicenow", desk) as sink:
        answer = sink.write(change("INC0010023", "6"))
    assert isinstance(answer, outcome)
    assert outcome is Forbidden or detail[:20] in answer.why  # type: ignore[union-attr]


def test_a_state_that_servicenow_drops_in_silence_is_not_done() -> None:
    desk = ServiceNow()
    desk.ignores = True
    with sink_of("servicenow", desk) as sink:
        answer = sink.write(change("INC0010023", "8"))
    assert isinstance(answer, GaveUp)
    assert "shows '2'" in answer.why


class Itop:
    """A user request. Whatever is wrong, the answer is 200."""

    STIMULI: ClassVar = {
        "ev_assign": ({"new", "pending"}, "assigned", {"team_id", "agent_id"}),
        "ev_pending": ({"assigned"}, "pending", {"pending_reason"}),
        "ev_resolve": ({"assigned"}, "resolved", {"solution"}),
        "ev_close": ({"resolved"}, "closed", set[str]()),
        "ev_reopen": ({"resolved"}, "assigned", set[str]()),
    }

    def __init__(self, status: str = "new") -> None:
        self.status = status
        self.applied: list[str] = []
        self.is_locked_out = False

    def __call__(self, method: str, path: str, told: Any) -> tuple[int, Any]:
        assert (method, path) == ("POST", "/webservices/rest.php?version=1.3")
        if self.is_locked_out:
            return 200, {"code": 1, "message": "Error: Invalid login"}
        asked = json.loads(told["json_data"])
        assert asked["class"] == "UserRequest"
        if asked["key"] != "SELECT UserRequest WHERE ref = 'R-000042'":
            return 200, {"code": 0, "message": "Found: 0", "objects": None}
        if asked["operation"] == "core/apply_stimulus":
            starts, to, wanted = self.STIMULI[asked["stimulus"]]
            if self.status not in starts:
                return 200, {"code": 100, "message": f"Error: Invalid stimulus: '{asked['stimulus']}'", "objects": None}
            if not all(asked["fields"].get(name) for name in wanted):
                return 200, {"code": 100, "message": "Error: Missing mandatory attribute(s)", "objects": None}
            self.status = to
            self.applied.append(asked["stimulus"])
        found = {"UserRequest::42": {"code": 0, "message": "", "fields": {"status": self.status}}}
        return 200, {"code": 0, "message": "Found: 1", "objects": found}


ITOP = {"team": "7", "agent": "15"}


@pytest.mark.parametrize(
    ("start", "goal", "applied"),
    [
        ("new", "closed", ["ev_assign", "ev_resolve", "ev_close"]),
        ("pending", "resolved", ["ev_assign", "ev_resolve"]),
        ("resolved", "assigned", ["ev_reopen"]),
        ("new", "pending", ["ev_assign", "ev_pending"]),
    ],
)
def test_itop_is_led_by_stimuli_with_what_each_insists_on(start: str, goal: str, applied: list[str]) -> None:
    itop = Itop(start)
    with sink_of("itop", itop, ITOP) as sink:
        assert sink.write(change("R-000042", goal)) == Done(goal)
    assert itop.applied == applied


def test_what_itop_refuses_with_200_is_given_up_with_its_words() -> None:
    itop = Itop()
    with sink_of("itop", itop) as sink:
        answer = sink.write(change("R-000042", "closed"))
        assert answer == GaveUp("the system refuses it: Error: Missing mandatory attribute(s)")
        assert isinstance(sink.write(change("R-000043", "closed")), GaveUp)
        assert isinstance(sink.write(change("R-1' OR 1='1", "closed")), GaveUp)
        itop.is_locked_out = True
        assert isinstance(sink.write(change("R-000042", "closed")), Forbidden)
