"""The hub's own PostgreSQL: shared while somebody uses it, taken over from whoever was killed, stopped by the last."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from hub.application.ports import Unavailable
from hub.infrastructure.embedded import EmbeddedPostgres

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

USE_IT = """
import sys
from pathlib import Path
from hub.infrastructure.embedded import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]))
print(server.url, flush=True)
sys.stdin.read()
server.stop()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """Not below pytest's own temporary directory: root's is closed to the user that the server runs as."""
    path = Path(tempfile.mkdtemp(prefix="statushub-test-"))
    yield path
    shutil.rmtree(path, ignore_errors=True)


def user_of(folder: Path) -> tuple["subprocess.Popen[str]", str]:
    """Another process that uses the server, and the URL it was given."""
    process = subprocess.Popen(
        [sys.executable, "-c", USE_IT, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


def postmaster(folder: Path) -> int | None:
    """The server's process id, while it runs."""
    file = folder / "postgres" / "postmaster.pid"
    pid = int(file.read_text().split()[0]) if file.exists() else None
    return pid if pid is not None and psutil.pid_exists(pid) else None


def test_the_last_to_leave_stops_the_server_even_after_another_was_killed(folder: Path) -> None:
    killed, _ = user_of(folder)
    left_behind = postmaster(folder)
    os.kill(killed.pid, signal.SIGKILL)
    killed.communicate(timeout=10)
    assert left_behind is not None
    assert postmaster(folder) == left_behind

    second = EmbeddedPostgres(folder)
    assert postmaster(folder) == left_behind, "it is taken over, not started again"
    second.stop()
    assert postmaster(folder) is None


def test_whoever_leaves_first_lets_the_other_go_on(folder: Path) -> None:
    other, _ = user_of(folder)
    ours = EmbeddedPostgres(folder)
    url = ours.url
    other.communicate("", timeout=20)
    assert other.returncode == 0
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    ours.stop()
    ours.stop()
    assert postmaster(folder) is None


def test_two_hands_in_one_process_share_it_too(folder: Path) -> None:
    first, second = EmbeddedPostgres(folder), EmbeddedPostgres(folder)
    first.stop()
    with psycopg.connect(second.url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    second.stop()
    assert postmaster(folder) is None


def test_a_first_start_that_was_killed_halfway_is_begun_anew(folder: Path) -> None:
    (folder / "postgres").mkdir()
    (folder / "postgres" / "PG_VERSION").write_text("18\n")
    (folder / "postgres.unmade").touch()
    server = EmbeddedPostgres(folder)
    with psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    server.stop()
    assert not (folder / "postgres.unmade").exists()


def test_a_folder_that_cannot_be_used_is_named(folder: Path) -> None:
    (folder / "file").write_text("in the way")
    with pytest.raises(Unavailable, match="choose another"):
        EmbeddedPostgres(folder / "file")
