"""Servers that insist on their vendor's ways, and the sink of an adapter that speaks with one of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl

from adapters.contract import NO_HEADERS, Change, Connection, Namer, Sink
from adapters.registry import load_manifests, open_namer, open_sink
from hub.infrastructure.http_session import HttpSession
from schemas.status import Status
from tests.integration.local_server import LocalServer, Quiet

Answer = Callable[[str, str, Any], tuple[int, Any]]
"""From method, path and document to status and document."""


@contextmanager
def sink_of(system: str, answer: Answer, settings: Mapping[str, str] = NO_HEADERS) -> Iterator[Sink]:
    """The sink of an adapter that comes with the hub, and a server behind it."""
    with session_to(answer) as session:
        sink = open_sink(load_manifests()[system], Connection(system=system, url="", values=settings), session)
        assert sink is not None
        yield sink


@contextmanager
def namer_of(system: str, answer: Answer, settings: Mapping[str, str] = NO_HEADERS) -> Iterator[Namer]:
    """What tells such a system the UIDs of its tickets."""
    with session_to(answer) as session:
        namer = open_namer(load_manifests()[system], Connection(system=system, url="", values=settings), session)
        assert namer is not None
        yield namer


@contextmanager
def session_to(answer: Answer) -> Iterator[HttpSession]:
    """Requests to a server that answers as it is told."""

    class Handler(Quiet, BaseHTTPRequestHandler):
        def _any(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            told = _read(self.rfile.read(length), self.headers.get("Content-Type", "")) if length else None
            status, document = answer(self.command, self.path, told)
            body = b"" if document is None else json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_PUT = do_POST = do_PATCH = _any  # noqa: N815 - the server's names

    with LocalServer(Handler) as server, closing(HttpSession(server.url)) as session:
        yield session


def _read(body: bytes, content_type: str) -> Any:
    """A document: of a form, its fields, which may hold JSON."""
    return json.loads(body) if content_type == "application/json" else dict(parse_qsl(body.decode()))


def change(native_id: str, native: str, passing: Callable[[str], None] = lambda _native: None) -> Change:
    """What a ticket is to be brought to."""
    uid = "SRV-20260126-00872-A9F"
    return Change(uid=uid, native_id=native_id, native=native, status=Status.RESOLVED, passing=passing)
