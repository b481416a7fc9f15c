"""Folders and hubs for tests that run the whole thing."""

import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import psutil
import pytest

from tests.acceptance.running import Up, free_port, postmaster, statushub
from tests.chaos.roles import Role, end_all
from tests.kafka.find import Broker

Start = Callable[..., Role]


def make_folder() -> Path:
    """Not below pytest's own temporary directory: root's is closed to the user that PostgreSQL runs as."""
    return Path(tempfile.mkdtemp(prefix="statushub-test-"))


def remove_folder(path: Path) -> None:
    """Remove it with all that lies in it; a PostgreSQL that a killed hub left behind is ended first."""
    for folder in (path, *(child for child in path.iterdir() if child.is_dir())):
        if (pid := postmaster(folder)) is not None:
            process = psutil.Process(pid)
            process.send_signal(signal.SIGQUIT)
            psutil.wait_procs([process], timeout=10)
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder for one hub; its name is taken by nobody else."""
    path = make_folder()
    yield path / "hub"
    remove_folder(path)


@pytest.fixture(scope="module")
def up() -> Iterator[Up]:
    """A hub that is up while the tests of a module run."""
    path = make_folder()
    with Up(path / "hub", free_port()) as running:
        yield running
    remove_folder(path)


@pytest.fixture(scope="session")
def incidents(reference_logs: Path) -> Path:
    """The log of Volvo IT's incidents, which docs/profiles/bpic2013.toml reads."""
    return reference_logs / "bpic2013" / "bpic2013_incidents.xes.gz"


@pytest.fixture
def shared(database_url: str, kafka: Broker, topic_prefix: str) -> dict[str, str]:
    """What all roles of one hub are told."""
    return {
        "DATABASE_URL": database_url,
        "KAFKA_BOOTSTRAP": kafka.bootstrap,
        "STATUSHUB_TOPIC_PREFIX": topic_prefix,
        "STATUSHUB_WORKER_GROUP": f"{topic_prefix}workers",
    }


@pytest.fixture
def start(shared: Mapping[str, str], tmp_path: Path) -> Iterator[Start]:
    """Start a role; all of them are ended after the test."""
    started: list[Role] = []

    def begin(role: str, extra: Mapping[str, str] | None = None) -> Role:
        name = f"{role}-{len(started)}"
        started.append(Role(role, name, tmp_path, {**shared, **(extra or {})}).start())
        return started[-1]

    yield begin
    end_all(started)


@pytest.fixture
def key(shared: Mapping[str, str]) -> dict[str, str]:
    """The header of an administrator."""
    issued = statushub("keys", "issue", "test", "--role", "admin", extra=shared)
    assert issued.returncode == 0, issued.stderr
    return {"X-API-Key": issued.stdout.strip()}
