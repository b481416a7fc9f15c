"""Waits for CSV files in a folder, and puts each away once everything in it is safe."""

from __future__ import annotations

import asyncio
from codecs import lookup
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Annotated, Final, Literal
from urllib.parse import unquote, urlsplit

import msgspec
from msgspec import Meta

from adapters.contract import Connection, NotAllowed, Piece, Take
from adapters.csv.folder import DONE, FAILED, Folder
from adapters.csv.rows import BrokenFile, Row, digest_of, rows
from adapters.declarative import Reading, Unreadable, read
from adapters.manifest import Manifest
from adapters.taking import take_all
from schemas.instant import Instant

_AT_ONCE: Final = 500
"""Rows handed over together: the hub stores them in one commit."""


class Wanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``[listen]`` of the manifest."""

    kind: Literal["folder"]
    files: tuple[str, ...] = ("*.csv", "*.csv.gz")
    delimiter: Annotated[str, Meta(max_length=1)] = ""
    encoding: str = "utf-8-sig"
    every: Annotated[float, Meta(ge=0.1, le=3_600)] = 2.0


class FolderListener:
    """An adapter's eye on a folder (the port is adapters.contract.Listener)."""

    def __init__(self, manifest: Manifest, connection: Connection, clock: Callable[[], Instant]) -> None:
        """Raises NotAllowed if the manifest or the settings do not say what to wait for."""
        self._manifest = manifest
        self._clock = clock
        self._wanted = _wanted(manifest)
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
            content = digest_of(file)
            for row in rows(file, self._wanted.encoding, self._wanted.delimiter):
                waiting.append(self._piece(file, content, row))
                if len(waiting) == _AT_ONCE:
                    await take_all(take, waiting)
                    waiting.clear()
        except BrokenFile as error:
            reason = f"{file.name}: {error}"
            waiting.append(Piece(found=Unreadable(reason), body=reason.encode(), content_type="text/plain"))
            where = FAILED
        await take_all(take, waiting)
        return where

    def _piece(self, file: Path, content: bytes, row: Row) -> Piece:
        """A row as the manifest reads it. Where it cannot, file and line are told."""
        body = msgspec.json.encode(row.cells)
        found = Unreadable(row.problem) if row.problem else read(self._manifest, body, {}, self._clock())
        if isinstance(found, Unreadable):
            return Piece(found=Unreadable(f"{file.name}, line {row.line}: {found.reason}"), body=body)
        return Piece(found=_known_again(found, content, row.line), body=body)


def _known_again(found: Reading, content: bytes, line: int) -> Reading:
    """Reports without an id and a time of their own are told apart by where they stand: a file that is read twice
    says nothing twice."""
    made = f"row-{blake2b(content + line.to_bytes(8), digest_size=12).hexdigest()}"
    reports = tuple(
        report
        if report.delivery_id or report.occurred_at is not None
        else msgspec.structs.replace(report, delivery_id=f"{made}-{number}")
        for number, report in enumerate(found.reports)
    )
    return Reading(reports, found.lookups, found.ignored)


def _wanted(manifest: Manifest) -> Wanted:
    try:
        wanted = msgspec.convert(manifest.listen, Wanted)
        lookup(wanted.encoding)
    except (msgspec.ValidationError, LookupError) as error:
        raise NotAllowed(f"[listen] of {manifest.source}: {error}; see adapters/csv/README.md") from error
    return wanted


def _path(connection: Connection) -> Path:
    parts = urlsplit(connection.url)
    if parts.scheme != "file" or parts.netloc not in {"", "localhost"} or not parts.path.startswith("/"):
        name = f"STATUSHUB_{connection.system.upper()}_URL"
        raise NotAllowed(f"the setting {name} is no folder; write it as file:///srv/drop")
    return Path(unquote(parts.path))
