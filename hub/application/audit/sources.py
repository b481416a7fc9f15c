"""From a path to the logs in it: plain, gzip, or a zip of several."""

from __future__ import annotations

import gzip
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from enum import StrEnum
from io import BufferedReader
from pathlib import Path, PurePosixPath
from typing import IO, Final, NamedTuple, cast

from conflict.explain import Sentence
from hub.application.audit import reasons

READ_FAILURES: Final = (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile)
"""What the standard library raises while it unpacks a file that is damaged."""

_OPEN_FAILURES = (*READ_FAILURES, ValueError, RuntimeError)
"""And for an archive that is no archive, encrypted, or packed in a way it does not know."""

_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_MOST_LAYERS = 3
_HEAD = 512


class Kind(StrEnum):
    """The two forms of a log."""

    CSV = "csv"
    XES = "xes"


_KINDS = {".csv": Kind.CSV, ".tsv": Kind.CSV, ".txt": Kind.CSV, ".xes": Kind.XES, ".xml": Kind.XES}
_SURE_SUFFIXES = (".csv", ".tsv", ".xes", ".xml")


class Log(NamedTuple):
    """An open log. ``stream`` can be read until the next one is asked for."""

    name: str
    kind: Kind
    stream: BufferedReader


class Broken(NamedTuple):
    """A file, or a part of a zip, that holds no log that can be read."""

    name: str
    why: Sentence


def logs_in(path: Path, file: BufferedReader) -> Iterator[Log | Broken]:
    """The logs in an open file, one after the other."""
    return _unwrap(file, shown_path(path), path.name, _MOST_LAYERS)


def shown_path(path: Path) -> str:
    """A path as text that can be written anywhere: file names are bytes, and need not be UTF-8."""
    return str(path).encode("utf-8", "replace").decode()


def _unwrap(stream: BufferedReader, shown: str, name: str, layers: int) -> Iterator[Log | Broken]:
    """``shown`` names the stream to people; ``name`` is its own name, without what it was packed in."""
    try:
        head = stream.peek(_HEAD)
    except READ_FAILURES as error:
        yield Broken(shown, reasons.broken_file(error))
        return
    if not head.startswith((_GZIP, _ZIP)):
        yield _log(stream, shown, name, head)
    elif not layers:
        yield Broken(shown, reasons.TOO_NESTED)
    elif head.startswith(_GZIP):
        yield from _unwrap(_buffered(gzip.GzipFile(fileobj=stream, mode="rb")), shown, _without_gz(name), layers - 1)
    else:
        yield from _members(stream, shown, layers - 1)


def _members(stream: BufferedReader, shown: str, layers: int) -> Iterator[Log | Broken]:
    try:
        archive = zipfile.ZipFile(stream)
    except _OPEN_FAILURES as error:
        yield Broken(shown, reasons.broken_file(error))
        return
    with archive:
        if "[Content_Types].xml" in archive.namelist():
            yield Broken(shown, reasons.WORKBOOK)
            return
        for member in _likely_logs(archive):
            inner = f"{shown}/{member.filename}"
            try:
                packed = archive.open(member)
            except _OPEN_FAILURES as error:
                yield Broken(inner, reasons.broken_file(error))
                continue
            with packed:
                yield from _unwrap(_buffered(packed), inner, PurePosixPath(member.filename).name, layers)


def _likely_logs(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The members named as logs; only where there are none, all others: a log often travels with a read-me."""
    members = [member for member in archive.infolist() if not _is_by_the_way(member)]
    named = [member for member in members if _without_gz(member.filename.lower()).endswith(_SURE_SUFFIXES)]
    return named or members


def _is_by_the_way(member: zipfile.ZipInfo) -> bool:
    """Folders, hidden files, and what a Mac puts beside every file."""
    path = PurePosixPath(member.filename)
    return member.is_dir() or path.name.startswith(".") or member.filename.startswith("__MACOSX/")


def _log(stream: BufferedReader, shown: str, name: str, head: bytes) -> Log | Broken:
    kind = _KINDS.get(PurePosixPath(name.lower()).suffix)
    if kind is None:
        kind = Kind.XES if _is_markup(head) else Kind.CSV
        if b"\0" in head and not head.startswith(_BOMS):
            return Broken(shown, reasons.NOT_A_LOG)
    return Log(shown, kind, stream)


def _is_markup(head: bytes) -> bool:
    """Whether the first thing in it is a ``<``, in any of the encodings that XML may come in."""
    for bom in _BOMS:
        head = head.removeprefix(bom)
    return head.lstrip(b"\0 \t\r\n").startswith(b"<")


def _without_gz(name: str) -> str:
    return name[: -len(".gz")] if name.lower().endswith(".gz") else name


def _buffered(stream: IO[bytes] | gzip.GzipFile) -> BufferedReader:
    # Typeshed asks for a raw stream; any that can fill a buffer will do.
    return BufferedReader(cast("BufferedReader", stream), 1 << 16)
