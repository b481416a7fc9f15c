"""The roles gateway and board as real processes on a shared database and a real Kafka."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.acceptance.conftest import Start
from tests.acceptance.running import Up, free_port, statushub
from tests.chaos.waiting import until

pytestmark = pytest.mark.slow

UID = "SRV-20260126-00872-A9F"


def post(address: str, key: Mapping[str, str], **fields: Any) -> httpx.Response:
    report = {"system": "crm", "uid": UID, "native_status": "Solved", "occurred_at": datetime.now(UTC).isoformat()}
    return httpx.post(f"{address}/api/v1/reports", json={**report, **fields}, headers=dict(key), timeout=10)


def test_what_a_gateway_takes_is_on_the_board(start: Start, key: dict[str, str]) -> None:
    gateway, board, worker = start("gateway"), start("board"), start("worker")
    for role in (gateway, board, worker):
        role.ready()

    answer = post(gateway.address, key)
    assert (answer.status_code, answer.json()["verdict"]) == (202, "queued")

    def status() -> str:
        found = httpx.get(f"{board.address}/api/v1/tickets/{UID}", headers=key, timeout=10)
        return str(found.json()["ticket"]["status"]) if found.status_code == 200 else ""

    until(lambda: status() == "Resolved", "the board shows the ticket", 30)
    read = httpx.get(f"{gateway.address}/api/v1/tickets/{UID}", headers=key, timeout=10)
    assert read.json()["ticket"]["status"] == "Resolved", "a gateway reads the views that boards keep"
    assert [role.stop() for role in (gateway, board)] == [0, 0]


def test_a_board_follows_another_process_and_enforces_roles(
    start: Start, shared: Mapping[str, str], key: dict[str, str], folder: Path
) -> None:
    board = start("board", {"KAFKA_BOOTSTRAP": ""})
    board.ready()
    with Up(folder, free_port(), {"DATABASE_URL": shared["DATABASE_URL"]}) as embedded:
        assert post(embedded.address, key).json()["verdict"] == "accepted"
        found = httpx.get(f"{board.address}/api/v1/tickets", headers=key, timeout=10).json()
        assert [item["uid"] for item in found["items"]] == [UID]
    assert httpx.get(f"{board.address}/api/v1/tickets", timeout=10).status_code == 401
    assert httpx.post(f"{board.address}/api/v1/conflicts/{UID}/claim", timeout=10).status_code == 401


def test_a_board_takes_no_reports_and_says_who_does(start: Start, key: dict[str, str]) -> None:
    board = start("board")
    board.ready()
    for answer in (post(board.address, key), httpx.post(f"{board.address}/webhooks/crm", content=b"{}", timeout=10)):
        assert answer.status_code == 404
        assert answer.json()["type"] == "urn:statushub:problem:taken-elsewhere"
        assert "gateway" in answer.json()["detail"]


def test_a_login_link_works_at_any_board_and_its_session_at_all_of_them(
    start: Start, shared: Mapping[str, str], key: dict[str, str]
) -> None:
    boards = [start("board"), start("board")]
    for board in boards:
        board.ready()
    asked = statushub("login-link", "--role", "viewer", extra={**shared, "STATUSHUB_PUBLIC_URL": boards[0].address})
    link = asked.stdout.strip()
    assert link.startswith(f"{boards[0].address}/login?token=")
    with httpx.Client(timeout=10) as browser:
        assert browser.get(link).status_code == 303
        assert browser.get(f"{boards[1].address}/api/v1/tickets").status_code == 200


@pytest.mark.parametrize(
    ("role", "lacking"), [("gateway", "DATABASE_URL"), ("gateway", "KAFKA"), ("board", "DATABASE_URL")]
)
def test_a_role_says_which_setting_it_lacks(role: str, lacking: str) -> None:
    given = {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "KAFKA_BOOTSTRAP": "127.0.0.1:1"}
    refused = statushub(role, extra={name: value for name, value in given.items() if not name.startswith(lacking)})
    assert refused.returncode == 2
    assert re.search(f"statushub {role} needs {lacking}", refused.stderr), refused.stderr
