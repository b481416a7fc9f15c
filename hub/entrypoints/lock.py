"""One hub to a data folder: a lock that the kernel takes back even from a process that was killed."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from hub.application.ports import Unavailable

_FILE: Final = "up.lock"


class FolderInUse(Unavailable):
    """Another hub runs on the folder."""


@contextmanager
def alone_in(data: Path) -> Iterator[Callable[[str], None]]:
    """Hold the folder for one hub; what is yielded writes down the address at which that hub answers.

    Raises FolderInUse, and Unavailable for a folder that cannot be written.
    """
    file = _open(data)
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FolderInUse(_who(data)) from None
        _write(file, "")
        yield lambda address: _write(file, address)
    finally:
        os.close(file)


def address_of(data: Path) -> str:
    """The address of the hub that runs on the folder; empty where none does."""
    try:
        file = os.open(data / _FILE, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return ""
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _read(data)[1]
    else:
        return ""
    finally:
        os.close(file)


def _open(data: Path) -> int:
    try:
        data.mkdir(parents=True, exist_ok=True)
        return os.open(data / _FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise Unavailable(
            f"the folder {data} cannot be used: {error.strerror or error}; choose another with --data"
        ) from error


def _who(data: Path) -> str:
    pid, address = _read(data)
    where = f" at {address}" if address else ""
    return f"a hub is up on {data} already{where} (process {pid}); stop it, or choose another folder with --data"


def _read(data: Path) -> tuple[str, str]:
    lines = (data / _FILE).read_text("utf-8").splitlines()
    pid, address = (*lines, "", "")[:2]
    return pid or "unknown", address


def _write(file: int, address: str) -> None:
    os.ftruncate(file, 0)
    os.pwrite(file, f"{os.getpid()}\n{address}\n".encode(), 0)
