"""A mail server and a chat that messages really arrive at."""

from __future__ import annotations

import json
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Mailbox:
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self._controller = Controller(self, hostname="127.0.0.1", port=_free_port())

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 the library's name
        assert isinstance(envelope.content, bytes)
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 taken"

    @property
    def address(self) -> str:
        return f"mailto://127.0.0.1:{self._controller.port}/?from=hub@plant.example&to=quality@plant.example"

    def start(self) -> None:
        self._controller.start()

    def close(self) -> None:
        self._controller.stop()


class Chat(ThreadingHTTPServer):
    """Takes JSON messages, or refuses them while it ``is_away``."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Taking)
        self.messages: list[dict[str, Any]] = []
        self.is_away = False
        self.refused = 0
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def address(self) -> str:
        return f"json://127.0.0.1:{self.server_address[1]}/?password=s3cret"

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()


class _Taking(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        chat = self.server
        assert isinstance(chat, Chat)
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if chat.is_away:
            chat.refused += 1
        else:
            chat.messages.append(said)
        self.send_response(503 if chat.is_away else 200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def _free_port() -> int:
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        return int(server.server_address[1])
