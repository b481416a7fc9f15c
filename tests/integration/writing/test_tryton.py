"""Writing to Tryton: a server that speaks JSON-RPC as Tryton does, with orders and opportunities and their buttons."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.contract import Done, Forbidden, GaveUp, Later, NotAllowed, Overtaken, Standing
from tests.integration.writing.vendors import change, sink_of

ORDERS = {
    "draft": ({"request", "waiting", "cancelled"}, "draft"),
    "wait": ({"draft", "assigned", "waiting", "running"}, "waiting"),
    "assign_try": ({"waiting"}, "assigned"),
    "assign_force": ({"waiting"}, "assigned"),
    "run": ({"assigned"}, "running"),
    "do": ({"running"}, "done"),
    "cancel": ({"request", "draft", "waiting", "assigned"}, "cancelled"),
}
OPPORTUNITIES = {
    "lead": ({"cancelled", "lost", "opportunity"}, "lead"),
    "opportunity": ({"lead"}, "opportunity"),
    "convert": ({"opportunity"}, "converted"),
    "lost": ({"lead", "opportunity"}, "lost"),
    "cancel": ({"lead", "opportunity"}, "cancelled"),
}


class Tryton:
    """One record. Its buttons answer null, also to what they did not do; refusals have status 200."""

    def __init__(self, model: str, buttons: dict[str, tuple[set[str], str]], state: str) -> None:
        self.state = state
        self.pressed: list[str] = []
        self.idle: set[str] = set()
        """Buttons that do nothing."""
        self.refused: set[str] = set()
        """Buttons that this user may not press."""
        self._model = model
        self._buttons = buttons

    def __call__(self, method: str, path: str, told: Any) -> tuple[int, Any]:
        assert (method, path) == ("POST", "/")
        model, _, name = told["method"].removeprefix("model.").rpartition(".")
        if model != self._model:
            return 200, {"id": told["id"], "error": [f"'{model}'", ""]}
        if name == "search_read":
            ((field, operator, wanted),), offset, limit, order, names, context = told["params"]
            assert (field, operator, offset, limit, order, names, context) == ("id", "=", 0, 1, [], ["state"], {})
            return 200, {"id": told["id"], "result": [{"id": 17, "state": self.state}] if wanted == 17 else []}
        (number,), context = told["params"]
        assert (number, context) == (17, {})
        self.pressed.append(name)
        starts, to = self._buttons[name]
        if name in self.refused or self.state not in starts:
            return 200, {"id": told["id"], "error": ["UserError", [f'You can not call "{name}".', "", None]]}
        self.state = self.state if name in self.idle else to
        return 200, {"id": told["id"], "result": None}


def order(state: str) -> Tryton:
    return Tryton("production", ORDERS, state)


@pytest.mark.parametrize(
    ("start", "goal", "buttons"),
    [
        ("request", "done", ["draft", "wait", "assign_try", "run", "do"]),
        ("draft", "running", ["wait", "assign_try", "run"]),
        ("running", "waiting", ["wait"]),
        ("assigned", "done", ["run", "do"]),
        ("cancelled", "waiting", ["draft", "wait"]),
        ("assigned", "cancelled", ["cancel"]),
        ("running", "cancelled", ["wait", "cancel"]),
        ("done", "done", []),
    ],
)
def test_an_order_is_led_by_its_buttons_along_the_shortest_way(start: str, goal: str, buttons: list[str]) -> None:
    tryton = order(start)
    with sink_of("tryton", tryton) as sink:
        assert sink.write(change("17", goal)) == Done(goal)
    assert tryton.pressed == buttons


def test_what_lies_on_the_way_is_told_before_it_is_asked_for() -> None:
    tryton = order("draft")
    told: list[tuple[str, str]] = []
    with sink_of("tryton", tryton) as sink:
        sink.write(change("17", "done", lambda word: told.append((tryton.state, word))))
    assert told == [("draft", "waiting"), ("waiting", "assigned"), ("assigned", "running")]


def test_parts_that_are_not_in_stock_are_assigned_by_force() -> None:
    tryton = order("waiting")
    tryton.idle = {"assign_try"}
    with sink_of("tryton", tryton) as sink:
        assert sink.write(change("17", "running")) == Done("running")
    assert tryton.pressed == ["assign_try", "assign_force", "run"]


def test_a_button_that_is_refused_is_tried_once_and_the_order_stays_where_it_is() -> None:
    tryton = order("draft")
    tryton.refused = {"run"}
    with sink_of("tryton", tryton) as sink:
        answer = sink.write(change("17", "done"))
    assert answer == GaveUp("the system refuses it: You can not call \"run\". (it was 'draft', and is 'assigned' now)")
    assert tryton.pressed == ["wait", "assign_try", "run"]


def test_null_for_a_button_that_did_nothing_is_not_done() -> None:
    tryton = order("running")
    tryton.idle = {"do"}
    with sink_of("tryton", tryton) as sink:
        answer = sink.write(change("17", "done"))
    assert isinstance(answer, GaveUp)
    assert "shows 'running'" in answer.why


def test_a_done_order_is_not_taken_back() -> None:
    tryton = order("done")
    with sink_of("tryton", tryton) as sink:
        assert isinstance(sink.write(change("17", "waiting")), GaveUp)
    assert tryton.pressed == []


def test_no_step_more_is_made_once_something_else_is_owed() -> None:
    tryton = order("draft")

    def passing(word: str) -> None:
        if word == "assigned":
            raise Overtaken

    with sink_of("tryton", tryton) as sink, pytest.raises(Overtaken):
        sink.write(change("17", "done", passing))
    assert (tryton.pressed, tryton.state) == (["wait"], "waiting")


@pytest.mark.parametrize("native_id", ["18", "PO-17", "17; drop", "-1", ""])
def test_an_order_that_is_not_there_is_given_up(native_id: str) -> None:
    tryton = order("draft")
    with sink_of("tryton", tryton) as sink:
        assert isinstance(sink.write(change(native_id, "waiting")), GaveUp)
        assert sink.current(native_id) is None
        assert sink.current("17") == Standing(native="draft")
    assert tryton.pressed == []


def test_a_model_that_is_not_installed_is_for_a_person_to_mend() -> None:
    with sink_of("tryton_crm", order("draft")) as sink:
        assert isinstance(sink.write(change("17", "opportunity")), Forbidden)
        with pytest.raises(NotAllowed, match="refuses to be asked"):
            sink.current("17")


@pytest.mark.parametrize(("status", "outcome"), [(401, Forbidden), (503, Later)])
def test_a_wrong_password_waits_for_a_person_and_a_pause_for_the_next_try(status: int, outcome: type) -> None:
    with sink_of("tryton", lambda *_: (status, None)) as sink:
        assert isinstance(sink.write(change("17", "waiting")), outcome)


@pytest.mark.parametrize(
    ("start", "goal", "buttons"),
    [
        ("lead", "converted", ["opportunity", "convert"]),
        ("lost", "opportunity", ["lead", "opportunity"]),
        ("cancelled", "lost", ["lead", "lost"]),
        ("opportunity", "cancelled", ["cancel"]),
    ],
)
def test_an_opportunity_is_led_by_its_own_buttons(start: str, goal: str, buttons: list[str]) -> None:
    tryton = Tryton("sale.opportunity", OPPORTUNITIES, start)
    with sink_of("tryton_crm", tryton) as sink:
        assert sink.write(change("17", goal)) == Done(goal)
    assert tryton.pressed == buttons


def test_nobody_presses_won() -> None:
    tryton = Tryton("sale.opportunity", OPPORTUNITIES, "converted")
    with sink_of("tryton_crm", tryton) as sink:
        assert isinstance(sink.write(change("17", "won")), GaveUp)
    assert tryton.pressed == []
