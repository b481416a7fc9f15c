"""Sinks by data, against servers that insist on their vendor's ways: Jira's transitions, Zammad's ids."""

from __future__ import annotations

from typing import Any

from adapters.contract import Done, GaveUp, Later, Standing
from tests.integration.writing.vendors import change, sink_of


class Jira:
    """One issue with a workflow."""

    def __init__(self) -> None:
        self.status = "In Progress"
        self.offers = {"31": "Done", "41": "Waiting"}
        self.asked: list[Any] = []

    def __call__(self, method: str, path: str, told: Any) -> tuple[int, Any]:
        if path == "/rest/api/2/issue/OPS-7?fields=status":
            return 200, {"fields": {"status": {"name": self.status}}}
        if path != "/rest/api/2/issue/OPS-7/transitions":
            return 404, {"errorMessages": ["Issue does not exist"]}
        if method == "GET":
            return 200, {"transitions": [{"id": key, "to": {"name": name}} for key, name in self.offers.items()]}
        self.asked.append(told)
        self.status = self.offers[told["transition"]["id"]]
        return 204, None


def test_jira_is_led_to_a_status_by_the_transition_that_its_workflow_offers() -> None:
    jira = Jira()
    with sink_of("jira", jira) as sink:
        assert sink.write(change("OPS-7", "Done")) == Done("Done")
        assert sink.write(change("OPS-7", "Done")) == Done("Done")
    assert jira.asked == [{"transition": {"id": "31"}}]


def test_where_no_transition_leads_there_it_is_given_up_with_the_reason() -> None:
    with sink_of("jira", Jira()) as sink:
        assert sink.write(change("OPS-7", "Closed")) == GaveUp(
            "no way leads from 'In Progress' to 'Closed' for the hub's user"
        )


def test_an_issue_that_is_gone_is_given_up() -> None:
    with sink_of("jira", Jira()) as sink:
        assert sink.current("OPS-8") is None
        assert isinstance(sink.write(change("OPS-8", "Done")), GaveUp)


def test_zammad_is_written_to_by_the_id_behind_the_number_and_never_by_one_that_only_looks_like_it() -> None:
    tickets = {5: {"id": 5, "number": "470011", "state": "open"}, 9: {"id": 9, "number": "47001", "state": "open"}}

    def zammad(method: str, path: str, told: Any) -> tuple[int, Any]:
        if path.startswith("/api/v1/tickets/search?query=47001"):
            return 200, list(tickets.values())
        ticket = tickets[int(path.removeprefix("/api/v1/tickets/").partition("?")[0])]
        if method == "PUT":
            ticket["state"] = told["state"]
        return 200, ticket

    with sink_of("zammad", zammad) as sink:
        assert sink.write(change("47001", "closed")) == Done("closed")
        assert sink.current("470011") == Standing(native="open")
    assert tickets[5]["state"] == "open"


def test_an_answer_that_cannot_be_read_is_tried_again_later() -> None:
    with sink_of("jira", lambda *_: (200, None)) as sink:
        assert isinstance(sink.write(change("OPS-7", "Done")), Later)


def test_an_overloaded_system_is_tried_again_later() -> None:
    with sink_of("jira", lambda *_: (503, None)) as sink:
        assert isinstance(sink.write(change("OPS-7", "Done")), Later)
