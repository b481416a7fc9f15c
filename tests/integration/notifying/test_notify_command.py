"""``statushub notify test`` says which addresses take a message."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from hub.entrypoints.cli.app import app
from hub.entrypoints.cli.exits import Exit
from tests.integration.notifying.receivers import Chat, Mailbox


def test_every_address_is_tried_and_named(
    levels: Path, mailbox: Mailbox, chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATUSHUB_NOTIFY", str(levels))
    chat.is_away = True
    result = CliRunner().invoke(app, ["notify", "test"])
    assert result.exit_code == Exit.FOUND
    assert "QUALITY_MAIL: sent" in result.output
    assert "SHIFT_LEAD: not sent" in result.output
    assert "s3cret" not in result.output
    chat.is_away = False
    assert CliRunner().invoke(app, ["notify", "test"]).exit_code == 0
    assert len(mailbox.mails) == 2
    assert "test" in chat.messages[0]["title"]
