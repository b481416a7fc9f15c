"""Sinks by data, against servers that insist on their vendor's ways: Jira's transitions, Zammad's ids."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from adapters.contract import Change, Connection, Done, GaveUp, Later, Sink, Standing
from adapters.registry import load_manifests, open_sink
from hub.infrastructure.http_session import HttpSession
from schemas.status import Status

Answer = Callable[[str, str, Any], tuple[int, Any]]
"""From method, path and document to status and document."""


@contextmanager
def _sink(system: str, answer: Answer) -> Iterator[Sink]:
    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            told = json.loads(self.rfile.read(length)) if length else None
            status, document = answer(self.command, self.path, told)
            body = b"" if document is None else json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_PUT = do_POST = _any  # noqa: N815 - the server's names

        def log_message(self, *_: Any) -> None:
            """A test says what it has to say itself."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    session = HttpSession(f"http://127.0.0.1:{server.server_address[1]}")
    try:
        sink = open_sink(load_manifests()[system], Connection(system=system, url="", values={}), session)
        assert sink is not None
        yield sink
    finally:
        session.close()
        server.shutdown()
        server.server_close()
        thread.join()


def _change(native_id: str, native: str) -> Change:
    return Change(uid="SRV-20260126-00872-A9F", native_id=native_id, native=native, status=Status.RESOLVED)


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
    with _sink("jira", jira) as sink:
        assert sink.write(_change("OPS-7", "Done")) == Done("Done")
        assert sink.write(_change("OPS-7", "Done")) == Done("Done")
    assert jira.asked == [{"transition": {"id": "31"}}]


def test_where_no_transition_leads_there_it_is_given_up_with_the_reason() -> None:
    with _sink("jira", Jira()) as sink:
        assert sink.write(_change("OPS-7", "Closed")) == GaveUp(
            "no way leads from 'In Progress' to 'Closed' for the hub's user"
        )


def test_an_issue_that_is_gone_is_given_up() -> None:
    with _sink("jira", Jira()) as sink:
        assert sink.current("OPS-8") is None
        assert isinstance(sink.write(_change("OPS-8", "Done")), GaveUp)


def test_zammad_is_written_to_by_the_id_behind_the_number_and_never_by_one_that_only_looks_like_it() -> None:
    tickets = {5: {"id": 5, "number": "470011", "state": "open"}, 9: {"id": 9, "number": "47001", "state": "open"}}

    def zammad(method: str, path: str, told: Any) -> tuple[int, Any]:
        if path.startswith("/api/v1/tickets/search?query=47001"):
            return 200, list(tickets.values())
        ticket = tickets[int(path.removeprefix("/api/v1/tickets/").partition("?")[0])]
        if method == "PUT":
            ticket["state"] = told["state"]
        return 200, ticket

    with _sink("zammad", zammad) as sink:
        assert sink.write(_change("47001", "closed")) == Done("closed")
        assert sink.current("470011") == Standing(native="open")
    assert tickets[5]["state"] == "open"


def test_an_answer_that_cannot_be_read_is_tried_again_later() -> None:
    with _sink("jira", lambda *_: (200, None)) as sink:
        assert isinstance(sink.write(_change("OPS-7", "Done")), Later)


def test_an_overloaded_system_is_tried_again_later() -> None:
    with _sink("jira", lambda *_: (503, None)) as sink:
        assert isinstance(sink.write(_change("OPS-7", "Done")), Later)
