"""A moment, in the form in which it is read: an instant here, and ISO 8601 outside."""

from __future__ import annotations

from typing import Annotated

from pydantic import PlainSerializer, WithJsonSchema

from schemas.instant import Instant, to_iso

Moment = Annotated[
    Instant,
    PlainSerializer(to_iso, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-01-26T09:30:00Z"]}),
]
"""An instant that the outside sees as ISO 8601 in UTC."""
