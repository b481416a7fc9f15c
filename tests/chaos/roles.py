"""The roles as real processes, ended or frozen by their own id."""

from __future__ import annotations

import re
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, Self

import httpx

from tests.acceptance.running import STATUSHUB, environment, free_port
from tests.chaos.waiting import until

PATIENCE: Final = 60.0
_TAIL: Final = 4_000


class Role:
    """One process of a role, at the same address over all its lives."""

    def __init__(self, role: str, name: str, folder: Path, extra: Mapping[str, str]) -> None:
        self.name = name
        self._words = [STATUSHUB, role]
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        self._log = folder / f"{name}.log"
        self._environment = environment(
            {
                "STATUSHUB_LOG_LEVEL": "INFO",
                "STATUSHUB_PORT": str(port),
                "STATUSHUB_DATA": str(folder / name),
                **extra,
            }
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        """Start it, without waiting until it is ready."""
        assert not self.is_running, f"{self.name} runs already"
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._words,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return self

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def ready(self) -> float:
        """Wait until it is ready; the seconds that it took."""
        return until(self._is_ready, f"{self.name} is ready", PATIENCE)

    def _is_ready(self) -> bool:
        assert self._process is not None
        code = self._process.poll()
        assert code is None, f"{self.name} ended with {code}:\n{self.log}"
        try:
            return httpx.get(f"{self.address}/readyz", timeout=2, trust_env=False).is_success
        except httpx.HTTPError:
            return False

    def kill(self) -> None:
        """End it on the spot."""
        assert self._process is not None
        self._process.kill()
        self._process.wait(10)

    def ask_to_end(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)

    def stop(self) -> int:
        """Ask it to end, and wait until it has; its exit code. One that does not is killed, which is an error."""
        assert self._process is not None
        self.ask_to_end()
        try:
            return self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"{self.name} did not end:\n{self.log}") from None

    def freeze(self) -> None:
        """Stop its threads where they are; it keeps its connections and knows nothing of the time that passes."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def wake(self) -> None:
        """Let it go on, if it was frozen."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)

    def metric(self, name: str) -> float:
        """The sum over a metric's labels; -1 where it cannot be had now."""
        try:
            text = httpx.get(f"{self.address}/metrics", timeout=2, trust_env=False).text
        except httpx.HTTPError:
            return -1.0
        return sum(float(found) for found in re.findall(rf"^{name}(?:{{.*}})? (\S+)$", text, re.MULTILINE))

    @property
    def log(self) -> str:
        """The end of what it said."""
        return self._log.read_text("utf-8", "replace")[-_TAIL:] if self._log.exists() else ""


def end_all(roles: Sequence[Role]) -> None:
    """Ask all that run to end, at once; whoever does not is killed."""
    running = [role for role in roles if role.is_running]
    for role in running:
        role.ask_to_end()
    for role in running:
        with suppress(AssertionError):
            role.stop()
