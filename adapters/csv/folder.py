"""A folder in which files appear: which of them are whole, and where they go once they are read."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Final, NamedTuple

from adapters.contract import NotAllowed, NotReached
from schemas.instant import SECOND, Instant

DONE: Final = "done"
FAILED: Final = "failed"
SETTLED: Final = 2 * SECOND
"""Microseconds for which a file must not have changed to be taken for whole."""
_UNDER_WAY: Final = (".tmp", ".part", ".filepart", ".crdownload")
"""How programs call files that they are still writing."""


class _Look(NamedTuple):
    size: int
    changed_ns: int
    since: Instant


class Folder:
    """Files by name. A file that was renamed into the folder is as whole as one that was written there: both have to
    stand unchanged for :data:`SETTLED`, because a name does not say how it came."""

    def __init__(self, path: Path, patterns: Sequence[str]) -> None:
        self._path = path
        self._patterns = [pattern.lower() for pattern in patterns]
        self._seen: dict[str, _Look] = {}

    def whole(self, now: Instant) -> list[Path]:
        """The files that have not changed since an earlier look, by name. Raises NotReached, NotAllowed."""
        looks = {entry.name: self._look(entry, now) for entry in self._files()}
        self._seen = looks
        return [self._path / name for name, look in sorted(looks.items()) if now - look.since >= SETTLED]

    def _files(self) -> Iterator[os.DirEntry[str]]:
        try:
            with os.scandir(self._path) as entries:
                yield from (entry for entry in entries if self._is_wanted(entry))
        except FileNotFoundError as error:
            raise NotReached(f"the folder {self._path} is not there") from error
        except (NotADirectoryError, PermissionError) as error:
            raise NotAllowed(f"{self._path} cannot be read ({error.strerror}); correct it, or its rights") from error

    def _is_wanted(self, entry: os.DirEntry[str]) -> bool:
        """No link: it could lead to any file that the hub may read."""
        name = entry.name
        is_written = not name.startswith(".") and not name.lower().endswith(_UNDER_WAY)
        is_meant = any(fnmatch(name.lower(), pattern) for pattern in self._patterns)
        return is_written and is_meant and entry.is_file(follow_symlinks=False)

    def _look(self, entry: os.DirEntry[str], now: Instant) -> _Look:
        try:
            found = entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            return _Look(-1, 0, now)  # taken away since; it is gone at the next look
        before = self._seen.get(entry.name)
        is_same = before is not None and (before.size, before.changed_ns) == (found.st_size, found.st_mtime_ns)
        return before if before is not None and is_same else _Look(found.st_size, found.st_mtime_ns, now)

    def move(self, file: Path, into: str) -> None:
        """Put a file away under its name, with a number behind it where the name is taken. Raises NotAllowed."""
        try:
            (self._path / into).mkdir(exist_ok=True)
            number, target = 1, self._path / into / file.name
            while target.exists():
                number += 1
                target = self._path / into / f"{file.name}.{number}"
            file.rename(target)
        except FileNotFoundError:
            return  # somebody took it away; its rows are safe
        except OSError as error:
            why = f"{file.name} was read and cannot be moved to {into} ({error.strerror})"
            raise NotAllowed(f"{why}; let the hub write in {self._path}") from error
        self._seen.pop(file.name, None)
