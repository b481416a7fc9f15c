"""Folders and hubs for tests that run the whole thing."""

import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.acceptance.running import Up, free_port, postmaster


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
