"""What the hub asks by HTTP, in tests: a real server on a port of its own."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self


class Quiet:
    """What a handler is as well, so that it says nothing: a test says what it has to say itself."""

    def log_message(self, *_: object) -> None:
        """In place of a line on the screen for each request."""


class LocalServer(ThreadingHTTPServer):
    """Answers by a handler for as long as its ``with`` lasts."""

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.shutdown()
        self._thread.join()
        super().__exit__(kind, error, traceback)
