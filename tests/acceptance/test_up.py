"""`statushub up`: from nothing to a hub that answers, and back."""

import re
import signal
import stat
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.acceptance.running import STATUSHUB, Up, environment, free_port, postmaster, statushub

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

UID = "SRV-20260126-00872-A9F"


def post(up: Up, **fields: Any) -> httpx.Response:
    report = {"system": "crm", "uid": UID, "native_status": "Solved", "occurred_at": datetime.now(UTC).isoformat()}
    return httpx.post(f"{up.address}/api/v1/reports", json={**report, **fields}, headers=up.headers, timeout=10)


def ticket(up: Up) -> dict[str, Any]:
    answer = httpx.get(f"{up.address}/api/v1/tickets/{UID}", headers=up.headers, timeout=10)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["ticket"]
    return found


def test_from_an_empty_folder_to_a_ticket_and_on_after_a_restart(folder: Path) -> None:
    port = free_port()
    with Up(folder, port) as first:
        assert stat.S_IMODE((folder / "admin.key").stat().st_mode) == 0o600
        assert str(folder / "admin.key") in first.printed
        assert post(first).status_code == 202
        assert ticket(first)["status"] == "Resolved"
        key = first.key
        assert first.stop() == 0
    assert postmaster(folder) is None, "a clean end leaves no PostgreSQL behind"

    with Up(folder, port) as second:
        assert second.seconds < 5
        assert second.key == key
        assert ticket(second)["status"] == "Resolved"
        assert post(second, native_status="Closed").json()["verdict"] == "accepted"


def test_the_link_that_it_prints_logs_in_once(up: Up) -> None:
    [link] = re.findall(r"http://\S+/login\?token=\S+", up.printed)
    with httpx.Client(timeout=10) as browser:
        assert browser.get(link).status_code == 303
        assert browser.get(f"{up.address}/").status_code == 200
        assert browser.get(link).status_code == 403


def test_a_new_link_can_be_had_while_it_is_up(up: Up) -> None:
    asked = statushub("login-link", "--role", "viewer", "--data", str(up.folder))
    assert asked.returncode == 0, asked.stderr
    assert asked.stdout.startswith(f"{up.address}/login?token=")
    assert httpx.get(asked.stdout.strip(), timeout=10).status_code == 303


def test_a_second_hub_on_the_same_folder_is_refused(up: Up) -> None:
    refused = statushub("up", "--port", str(free_port()), "--data", str(up.folder))
    assert refused.returncode == 4
    assert f"already at {up.address} (process {up.process.pid})" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_port_that_is_taken_is_said_with_its_cure(up: Up, folder: Path) -> None:
    port = up.address.rpartition(":")[2]
    refused = statushub("up", "--port", port, "--data", str(folder))
    assert refused.returncode == 4
    assert f"port {port} on 127.0.0.1 cannot be had" in refused.stderr
    assert "choose another with --port" in refused.stderr


def test_a_key_that_was_issued_and_lost_is_not_replaced_unasked(folder: Path) -> None:
    port = free_port()
    with Up(folder, port) as first:
        first.stop()
    (folder / "admin.key").unlink()
    with Up(folder, port) as second:
        assert "keys revoke admin" in second.printed
        assert not (folder / "admin.key").exists()


def test_ctrl_c_right_after_the_start_leaves_nothing_half_done(folder: Path) -> None:
    process = subprocess.Popen(
        [STATUSHUB, "up", "--port", str(free_port()), "--data", str(folder)],
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while not (folder / "up.lock").exists():
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    assert postmaster(folder) is None
    with Up(folder, free_port()) as next_one:
        assert post(next_one).status_code == 202


def test_a_stream_that_is_open_does_not_hold_up_the_end(folder: Path) -> None:
    with Up(folder, free_port()) as running:
        headers = {**running.headers, "Accept": "text/event-stream"}
        with httpx.stream("GET", f"{running.address}/api/v1/feed?after=0", headers=headers, timeout=30) as stream:
            assert stream.status_code == 200
            began = time.monotonic()
            assert running.stop() == 0
            assert time.monotonic() - began < 10
