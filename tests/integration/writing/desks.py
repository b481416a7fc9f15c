"""Issue trackers that speak as Redmine does: a real HTTP server each, which can misbehave in the ways real ones do."""

from __future__ import annotations

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.integration.local_server import LocalServer, Quiet

STATUSES = ("New", "In Progress", "Resolved", "Closed", "Feedback", "Rejected")
KEY = "k-4711"


class Desk(LocalServer):
    """One tracker. ``echo`` is told each change of status that a request made."""

    def __init__(self) -> None:
        super().__init__(self._handler())
        self.issues: dict[str, str] = {}
        self.changes: list[tuple[str, str]] = []
        self.answer_with: int | None = None
        """This status to every change, in place of making it."""
        self.headers: dict[str, str] = {}
        self.ignores = False
        """Answers 204 to a change, and does not make it."""
        self.before: Callable[[], object] = lambda: None
        """Called when a change has come, before it is made."""
        self.echo: Callable[[str, str], None] = lambda _native_id, _word: None

    def put(self, native_id: str, status_id: int) -> int:
        """What the system does with a change: the answer's status."""
        self.before()
        if self.answer_with is not None:
            return self.answer_with
        if not self.ignores:
            word = STATUSES[status_id - 1]
            self.issues[native_id] = word
            self.changes.append((native_id, word))
            self.echo(native_id, word)
        return 204

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        desk = self

        class Handler(Quiet, BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                native_id = self.path.removeprefix("/issues/").removesuffix(".json")
                if self.path == "/issue_statuses.json":
                    named = [{"id": number, "name": name} for number, name in enumerate(STATUSES, 1)]
                    self._answer(200, {"issue_statuses": named})
                elif native_id in desk.issues:
                    self._answer(200, {"issue": {"id": native_id, "status": {"name": desk.issues[native_id]}}})
                else:
                    self._answer(404)

            def do_PUT(self) -> None:
                native_id = self.path.removeprefix("/issues/").removesuffix(".json")
                told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                assert self.headers["X-Redmine-API-Key"] == KEY
                self._answer(desk.put(native_id, told["issue"]["status_id"]))

            def _answer(self, status: int, document: Any = None) -> None:
                body = b"" if document is None else json.dumps(document).encode()
                self.send_response(status)
                for name, value in desk.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        return Handler
