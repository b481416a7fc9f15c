"""Records whose headers have names that are no UTF-8: a broker takes them, and aiokafka cannot read past them.

Its consumer would fetch the same batch for ever. Here such a batch is read again by aiokafka's slower reader, with what
is no text in a name replaced, so that the record is judged like any other.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from aiokafka.consumer import fetcher
from aiokafka.errors import CorruptRecordException
from aiokafka.record.default_records import _DefaultRecordBatchPy
from aiokafka.record.memory_records import MemoryRecords

_LENGTH: Final = struct.Struct(">i")
_LENGTH_AT: Final = 8
_BEHIND_LENGTH: Final = 12
_WITH_HEADERS: Final = 2
"""The first format of batches whose records have headers."""


def read_any_header() -> None:
    """Let every consumer of this process read records with such headers."""
    fetcher.MemoryRecords = Fetched


class Fetched:
    """What was fetched of a partition, batch by batch (in the place of aiokafka's MemoryRecords)."""

    def __init__(self, fetched: bytes) -> None:
        self._fetched = memoryview(fetched)
        self._records = MemoryRecords(fetched)
        self._at = 0

    def size_in_bytes(self) -> int:
        size: int = self._records.size_in_bytes()
        return size

    def has_next(self) -> bool:
        more: bool = self._records.has_next()
        return more

    def next_batch(self) -> Any:
        batch = self._records.next_batch()
        begin = self._at
        (length,) = _LENGTH.unpack_from(self._fetched, begin + _LENGTH_AT)
        self._at = begin + _BEHIND_LENGTH + length
        if getattr(batch, "magic", 0) < _WITH_HEADERS or batch.is_control_batch:
            return batch
        return _Batch(batch, self._fetched[begin : self._at])


class _Batch:
    """A batch that is read once more where aiokafka's quick reader fails at a name."""

    def __init__(self, quick: Any, raw: memoryview) -> None:
        self._quick = quick
        self._raw = raw

    def __getattr__(self, name: str) -> Any:
        return getattr(self._quick, name)

    def __iter__(self) -> Iterator[Any]:
        read = 0
        try:
            for record in self._quick:
                yield record
                read += 1
        except (CorruptRecordException, UnicodeDecodeError):
            yield from islice(_LenientBatch(self._raw), read, None)


class _LenientBatch(_DefaultRecordBatchPy):  # type: ignore[misc]  # aiokafka says no types
    _buffer: bytearray

    def _maybe_uncompress(self) -> None:
        super()._maybe_uncompress()
        self._buffer = _Lenient(self._buffer)


class _Lenient(bytearray):
    """Bytes whose parts can always be decoded."""

    def __getitem__(self, place: Any) -> Any:
        found = super().__getitem__(place)
        return found if isinstance(found, int) else _Lenient(found)

    def decode(self, encoding: str = "utf-8", _errors: str = "strict") -> str:
        return super().decode(encoding, "replace")
