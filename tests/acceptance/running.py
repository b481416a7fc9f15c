"""Hubs as their operators run them: real processes, stopped or killed by their own id."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Self

import httpx
import psutil

STATUSHUB = str(Path(sys.executable).with_name("statushub"))
PATIENCE = 40.0


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment without settings of whoever runs the tests."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("STATUSHUB_", "DATABASE_URL"))}
    return {**ours, **(extra or {})}


def statushub(
    *words: str, extra: Mapping[str, str] | None = None, given: str = ""
) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end."""
    return subprocess.run(
        [STATUSHUB, *words],
        env=environment(extra),
        input=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


class Up:
    """A ``statushub up`` on a folder."""

    def __init__(self, folder: Path, port: int, extra: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.address = f"http://127.0.0.1:{port}"
        self.seconds = 0.0
        """From the start of the process until it was ready."""
        self._out = folder.with_name(f"{folder.name}.out")
        self._log = folder.with_name(f"{folder.name}.log")
        self._started = time.monotonic()
        with self._out.open("w") as out, self._log.open("a") as log:
            self.process = subprocess.Popen(
                [STATUSHUB, "up", "--port", str(port), "--data", str(folder)],
                env=environment({"STATUSHUB_LOG_LEVEL": "WARNING", **(extra or {})}),
                stdout=out,
                stderr=log,
                start_new_session=True,
            )

    def __enter__(self) -> Self:
        return self.ready()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def key(self) -> str:
        return (self.folder / "admin.key").read_text().strip()

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    @property
    def printed(self) -> str:
        return self._out.read_text()

    @property
    def log(self) -> str:
        return self._log.read_text()

    def ready(self) -> Self:
        """Wait until it is ready; it has said where it is by then."""
        while time.monotonic() - self._started < PATIENCE:
            assert self.process.poll() is None, f"it ended with {self.process.returncode}:\n{self.log}"
            if self._is_ready() and "Ctrl-C" in self.printed:
                self.seconds = time.monotonic() - self._started
                return self
            time.sleep(0.02)
        raise AssertionError(f"not ready after {PATIENCE} s:\n{self.log}")

    def _is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.address}/readyz", timeout=5).is_success
        except httpx.HTTPError:
            return False

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Ask it to end, and wait until it has; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)
            raise AssertionError(f"it did not end:\n{self.log}") from None

    def kill(self) -> None:
        """End it on the spot."""
        self.process.kill()
        self.process.wait(10)


def postmaster(folder: Path) -> int | None:
    """Process id of the PostgreSQL that runs on a hub's folder."""
    file = folder / "postgres" / "postmaster.pid"
    try:
        pid = int(file.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None
    return pid if psutil.pid_exists(pid) else None
