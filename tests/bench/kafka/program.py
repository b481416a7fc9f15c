"""Programs that are measured: processes of their own, held still while their topic is filled."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

import psutil
import psycopg

from tests.acceptance.running import environment
from tests.needs import ROOT

_PATIENCE = 20.0


class Program:
    """A process, its log, and how busy it was."""

    def __init__(self, name: str, words: Sequence[str], folder: Path, extra: Mapping[str, str] | None = None) -> None:
        self.name = name
        self._log = folder / f"{name}.log"
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                words,
                cwd=ROOT,
                env=environment({"PYTHONPATH": str(ROOT), **(extra or {})}),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8", "replace")

    def check(self) -> None:
        """Raises RuntimeError, with the end of its log, if it has failed."""
        if self.process.poll():
            raise RuntimeError(f"{self.name} ended with {self.process.returncode}:\n{self.log[-3000:]}")

    def family(self) -> list[psutil.Process]:
        """The process and those that it has started."""
        process = psutil.Process(self.process.pid)
        return [process, *process.children(recursive=True)]

    def hold(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """Ask it to end; kill it if it does not."""
        if self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Busy:
    """Processor time of groups of processes, from the moment this is made."""

    def __init__(self, groups: Mapping[str, Sequence[psutil.Process]]) -> None:
        self._groups = groups
        self._before = {name: _seconds(processes) for name, processes in groups.items()}

    def since(self) -> dict[str, float]:
        """Seconds of each group; nothing of a group that has ended meanwhile."""
        after = {name: _seconds(processes) for name, processes in self._groups.items()}
        return {name: used - self._before[name] for name, used in after.items() if used >= self._before[name]}


def _seconds(processes: Sequence[psutil.Process]) -> float:
    found = 0.0
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            found += times.user + times.system
    return found


def postgres_processes(url: str) -> list[psutil.Process]:
    """The server behind a URL and its backends; none for one that is not on this machine."""
    with psycopg.connect(url) as connection:
        backend = connection.info.backend_pid
        if not psutil.pid_exists(backend):
            return []
        server = psutil.Process(backend).parent()
        return [server, *server.children()] if server is not None and server.name() == "postgres" else []


def broker_processes() -> list[psutil.Process]:
    """The broker, if this process has started it."""
    children = psutil.Process().children(recursive=True)
    return [child for child in children if "kafka.Kafka" in child.cmdline()]
