"""Sinks that write to Odoo: by the buttons of a form, and by the field of a record that has no button for it."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from adapters.contract import Done, Forbidden, GaveUp
from tests.integration.writing.vendors import change, sink_of


class Odoo:
    """A record whose state follows from the buttons of its form. Refusals are answered with 200."""

    BUTTONS: ClassVar = {
        "action_confirm": ({"draft"}, "confirmed"),
        "button_mark_done": ({"confirmed", "progress", "to_close"}, "done"),
        "action_cancel": ({"draft", "confirmed", "progress"}, "cancel"),
        "action_validate": ({"draft"}, "confirmed"),
        "action_repair_start": ({"confirmed"}, "under_repair"),
        "action_repair_end": ({"under_repair"}, "done"),
    }

    def __init__(self, model: str, state: str = "draft") -> None:
        self.model = model
        self.state = state
        self.pressed: list[str] = []
        self.asks_back = False
        self.error = ""

    def __call__(self, method: str, path: str, told: Any) -> tuple[int, Any]:
        assert (method, path, told["params"]["method"]) == ("POST", "/jsonrpc", "execute_kw")
        database, uid, key, model, name, arguments = told["params"]["args"]
        assert (database, uid, key, model) == ("plant", 9, "k-1", self.model)
        if name == "search_read":
            assert arguments == [[["id", "=", 17]], ["state"]]
            return 200, {"jsonrpc": "2.0", "id": 1, "result": [{"id": 17, "state": self.state}]}
        assert arguments == [[17]]
        if self.error:
            data = {"name": f"odoo.exceptions.{self.error}", "message": "You cannot."}
            return 200, {
                "jsonrpc": "2.0",
                "id": 1,
                "error": {"code": 200, "message": "Odoo Server Error", "data": data},
            }
        self.pressed.append(name)
        starts, to = self.BUTTONS[name]
        if self.asks_back:
            return 200, {"jsonrpc": "2.0", "id": 1, "result": {"type": "ir.actions.act_window", "target": "new"}}
        assert self.state in starts
        self.state = to
        return 200, {"jsonrpc": "2.0", "id": 1, "result": True}


ODOO = {"database": "plant", "uid": "9", "password": "k-1"}


@pytest.mark.parametrize(
    ("model", "goal", "pressed"),
    [
        ("mrp.production", "done", ["action_confirm", "button_mark_done"]),
        ("mrp.production", "cancel", ["action_cancel"]),
        ("repair.order", "done", ["action_validate", "action_repair_start", "action_repair_end"]),
    ],
)
def test_odoo_is_led_by_the_buttons_of_the_model_that_the_id_names(model: str, goal: str, pressed: list[str]) -> None:
    odoo = Odoo(model)
    with sink_of("odoo", odoo, ODOO) as sink:
        assert sink.write(change(f"{model}/17", goal)) == Done(goal)
    assert odoo.pressed == pressed


def test_no_other_model_of_odoo_is_written_to_whatever_an_id_says() -> None:
    odoo = Odoo("res.users")
    with sink_of("odoo", odoo, ODOO) as sink:
        assert isinstance(sink.write(change("res.users/17", "done")), GaveUp)
    assert odoo.pressed == []


def test_a_button_of_odoo_that_asks_back_or_is_refused_is_not_done() -> None:
    odoo = Odoo("mrp.production", "confirmed")
    with sink_of("odoo", odoo, ODOO) as sink:
        odoo.asks_back = True
        answer = sink.write(change("mrp.production/17", "done"))
        assert isinstance(answer, GaveUp)
        assert "shows 'confirmed'" in answer.why
        odoo.error = "UserError"
        assert sink.write(change("mrp.production/17", "done")) == GaveUp("the system refuses it: You cannot.")
        odoo.error = "AccessError"
        assert isinstance(sink.write(change("mrp.production/17", "done")), Forbidden)


# -- records whose status is a field ----------------------------------------------------------------------------------


class Records:
    """Records of one model, whose field is a choice, or leads to a stage; what is empty is false there."""

    def __init__(self, model: str, held: Any, choices: set[Any]) -> None:
        self.model = model
        self.held = held
        self.written: list[Any] = []
        self.ignores = False
        self._choices = choices

    def __call__(self, method: str, path: str, told: Any) -> tuple[int, Any]:
        database, uid, key, model, name, arguments = told["params"]["args"]
        assert (database, uid, key, model) == ("plant", 9, "k-1", self.model)
        if name == "search_read":
            ((_, _, number),), (field,) = arguments
            return self._answer([{"id": number, field: self._shown()}] if number == 17 else [])
        assert (name, arguments[0]) == ("write", [17])
        ((_, value),) = arguments[1].items()
        if value not in self._choices:
            data = {"name": "builtins.ValueError", "message": f"Wrong value for {self.model}: {value!r}"}
            return 200, {"jsonrpc": "2.0", "id": 1, "error": {"code": 200, "message": "Server Error", "data": data}}
        self.written.append(arguments[1])
        self.held = self.held if self.ignores else value
        return self._answer(True)

    def _shown(self) -> Any:
        return [self.held, "a name in the reader's language"] if isinstance(self.held, int) and self.held else self.held

    @staticmethod
    def _answer(result: Any) -> tuple[int, Any]:
        return 200, {"jsonrpc": "2.0", "id": 1, "result": result}


DESK = {**ODOO, "model": "helpdesk.ticket", "field": "stage_id"}


def test_a_task_of_odoo_is_written_to_by_its_state_as_long_as_no_setting_says_otherwise() -> None:
    tasks = Records("project.task", "01_in_progress", {"01_in_progress", "1_done"})
    with sink_of("odoo_tasks", tasks, ODOO) as sink:
        assert [sink.write(change("project.task/17", "1_done")) for _ in range(2)] == [Done("1_done")] * 2
        assert sink.write(change("project.task/18", "1_done")) == GaveUp(
            "project.task/18 is not there, or not shown to the hub's user"
        )
    assert tasks.written == [{"state": "1_done"}]


@pytest.mark.parametrize("held", [1, False], ids=["in another stage", "in no stage"])
def test_a_stage_is_written_by_its_number_into_the_field_and_model_that_the_settings_name(held: Any) -> None:
    desk = Records("helpdesk.ticket", held, {1, 4})
    with sink_of("odoo_tasks", desk, DESK) as sink:
        assert sink.write(change("helpdesk.ticket/17", "4")) == Done("4")
        standing = sink.current("helpdesk.ticket/17")
    assert standing is not None
    assert standing.native == "4"
    assert desk.written == [{"stage_id": 4}]


@pytest.mark.parametrize("native_id", ["project.task/17", "res.users/17", "helpdeskxticket/17", "helpdesk.ticket/17/1"])
def test_no_other_model_is_written_to_whatever_a_webhook_names(native_id: str) -> None:
    desk = Records("helpdesk.ticket", 1, {1, 4})
    with sink_of("odoo_tasks", desk, DESK) as sink:
        assert isinstance(sink.write(change(native_id, "4")), GaveUp)
    assert desk.written == []


def test_a_field_that_odoo_computes_itself_and_a_word_that_it_does_not_know_are_not_done() -> None:
    orders = Records("mrp.production", "confirmed", {"done"})
    orders.ignores = True
    with sink_of("odoo_tasks", orders, {**ODOO, "model": "mrp.production"}) as sink:
        ignored = sink.write(change("mrp.production/17", "done"))
        refused = sink.write(change("mrp.production/17", "4"))
    assert isinstance(ignored, GaveUp)
    assert "shows 'confirmed'" in ignored.why
    assert refused == GaveUp("the system refuses it: Wrong value for mrp.production: 4")
