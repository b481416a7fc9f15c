"""A CSV file as the manifest of its system reads it, row by row: one that lies in a folder, or an export."""

from __future__ import annotations

from codecs import lookup
from collections.abc import Callable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from adapters.contract import NO_HEADERS, NotAllowed, Piece
from adapters.csv.rows import BrokenFile, Row, digest_of, rows
from adapters.declarative import Reading, Unreadable, read
from adapters.manifest import Manifest
from schemas.instant import Instant


class Wanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``[listen]`` of the manifest."""

    kind: Literal["folder"]
    files: tuple[str, ...] = ("*.csv", "*.csv.gz")
    delimiter: Annotated[str, Meta(max_length=1)] = ""
    encoding: str = "utf-8-sig"
    every: Annotated[float, Meta(ge=0.1, le=3_600)] = 2.0


def read_file(manifest: Manifest, file: Path, now: Instant) -> list[Piece]:
    """Everything in a file; last of all, where the rest cannot be read, why. Raises NotAllowed."""
    found: list[Piece] = []
    try:
        found += pieces_of(manifest, wanted_by(manifest), file, lambda: now)
    except BrokenFile as error:
        found.append(broken(file, error))
    return found


def pieces_of(manifest: Manifest, wanted: Wanted, file: Path, clock: Callable[[], Instant]) -> Iterator[Piece]:
    """The rows of a file. Where one cannot be read, file and line are told. Raises BrokenFile."""
    content = digest_of(file)
    for row in rows(file, wanted.encoding, wanted.delimiter):
        yield _piece(manifest, file, content, row, clock())


def broken(file: Path, error: BrokenFile) -> Piece:
    """What stands for the rest of a file."""
    reason = f"{file.name}: {error}"
    return Piece(found=Unreadable(reason), body=reason.encode(), content_type="text/plain")


def _piece(manifest: Manifest, file: Path, content: bytes, row: Row, now: Instant) -> Piece:
    body = msgspec.json.encode(row.cells)
    found = Unreadable(row.problem) if row.problem else read(manifest, body, NO_HEADERS, now)
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


def wanted_by(manifest: Manifest) -> Wanted:
    """What ``[listen]`` says of its files. Raises NotAllowed for what it cannot mean."""
    try:
        wanted = msgspec.convert(manifest.listen, Wanted)
        lookup(wanted.encoding)
    except (msgspec.ValidationError, LookupError) as error:
        raise NotAllowed(f"[listen] of {manifest.source}: {error}; see adapters/csv/README.md") from error
    return wanted
