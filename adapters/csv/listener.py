"""Waits for CSV files in a folder, and puts each away once everything in it is safe."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from adapters.contract import Connection, NotAllowed, Piece, Take
from adapters.csv.folder import DONE, FAILED, Folder
from adapters.csv.reading import broken, pieces_of, wanted_by
from adapters.csv.rows import BrokenFile
from adapters.manifest import Manifest
from adapters.taking import take_all
from schemas.instant import Instant

_AT_ONCE: Final = 500
"""Rows handed over together: the hub stores them in one commit."""


class FolderListener:
    """An adapter's eye on a folder (the port is adapters.contract.Listener)."""

    def __init__(self, manifest: Manifest, connection: Connection, clock: Callable[[], Instant]) -> None:
        """Raises NotAllowed if the manifest or the settings do not say what to wait for."""
        self._manifest = manifest
        self._clock = clock
        self._wanted = wanted_by(manifest)
        self._folder = Folder(_path(connection), self._wanted.files)

    async def listen(self, take: Take) -> None:
        """Wait for files and hand them over until cancelled. Raises NotReached, NotAllowed.

        1. The hub makes the rows of a file safe, some hundreds at a time. 2. The file is moved to ``done``, or, where
        it cannot be read to its end, to ``failed``. A crash in front of 2 reads the file again from its beginning, and
        its rows are known by their delivery ids.
        """
        while True:
            for file in self._folder.whole(self._clock()):
                self._folder.move(file, await self._handed_over(file, take))
            await asyncio.sleep(self._wanted.every)

    async def _handed_over(self, file: Path, take: Take) -> str:
        """Make everything in a file safe; return where the file belongs."""
        waiting: list[Piece] = []
        where = DONE
        try:
            for piece in pieces_of(self._manifest, self._wanted, file, self._clock):
                waiting.append(piece)
                if len(waiting) == _AT_ONCE:
                    await take_all(take, waiting)
                    waiting.clear()
        except BrokenFile as error:
            waiting.append(broken(file, error))
            where = FAILED
        await take_all(take, waiting)
        return where


def _path(connection: Connection) -> Path:
    parts = urlsplit(connection.url)
    if parts.scheme != "file" or parts.netloc not in {"", "localhost"} or not parts.path.startswith("/"):
        name = f"STATUSHUB_{connection.system.upper()}_URL"
        raise NotAllowed(f"the setting {name} is no folder; write it as file:///srv/drop")
    return Path(unquote(parts.path))
