"""Parameters of paths and queries, bounded before anything looks at them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

from fastapi import Path, Query
from pydantic import StringConstraints

from schemas.instant import Instant, from_datetime

STORABLE: Final = r"^[^\x00]*$"
"""PostgreSQL holds no NUL, not even to compare with."""

_UID_EXAMPLE: Final = ["SRV-20260126-00872-A9F"]

UidPath = Annotated[str, Path(max_length=128, pattern=STORABLE, description="A ticket's UID.", examples=_UID_EXAMPLE)]
ConflictPath = Annotated[str, Path(max_length=128, pattern=STORABLE, description="An exception ticket's UID.")]
ParkedPath = Annotated[str, Path(pattern=r"^PRK-[0-9A-F]{1,64}$", description="A parked report's id.")]

Limit = Annotated[int, Query(ge=1, le=1_000, description="The most items in the answer.")]
Cursor = Annotated[
    str,
    Query(max_length=512, pattern=STORABLE, description="Another page's `next`, or `previous` where it has one."),
]
Word = Annotated[str, Query(max_length=256, pattern=STORABLE)]
AsOf = Annotated[
    datetime | None,
    Query(description="A moment in the past: what the hub had recorded by then. Without a zone it is in UTC."),
]

ShortText = Annotated[str, StringConstraints(min_length=1, max_length=256, pattern=STORABLE, strip_whitespace=True)]
LongText = Annotated[str, StringConstraints(min_length=1, max_length=4_000, pattern=STORABLE, strip_whitespace=True)]


def instant_or_none(moment: datetime | None) -> Instant | None:
    return None if moment is None else from_datetime(moment)
