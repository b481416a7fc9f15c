"""A mail server and a chat that messages really arrive at."""

from __future__ import annotations

import json
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.acceptance.running import free_port
from tests.integration.local_server import LocalServer, Quiet


class Mailbox:
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self._controller = Controller(self, hostname="127.0.0.1", port=free_port())

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


class Chat(LocalServer):
    """Takes JSON messages, or refuses them while it ``is_away``."""

    def __init__(self) -> None:
        super().__init__(_Taking)
        self.messages: list[dict[str, Any]] = []
        self.is_away = False
        self.refused = 0

    @property
    def address(self) -> str:
        return f"json://127.0.0.1:{self.server_port}/?password=s3cret"


class _Taking(Quiet, BaseHTTPRequestHandler):
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
