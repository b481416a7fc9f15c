"""Tryton's JSON-RPC: calls and their answers, times both ways."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from adapters.contract import NotAllowed, NotReached, Session, expected

_PARTS: Final = ("year", "month", "day", "hour", "minute", "second", "microsecond")


def call(session: Session, method: str, *params: Any) -> Any:
    """The result of a method. Raises NotReached, and NotAllowed for an error, which Tryton answers with 200 too.

    The answer is asked for compressed: a large one would come marked as compressed when it is not.
    """
    body = msgspec.json.encode({"id": 1, "method": method, "params": params})
    headers = {"content-type": "application/json", "accept-encoding": "gzip"}
    answer = expected(session.request("POST", "/", headers=headers, body=body), method)
    try:
        found = msgspec.json.decode(answer.body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotReached(f"{method}: the answer is not JSON; give the URL as https://host/database/rpc/") from error
    if not isinstance(found, dict) or "error" in found or "result" not in found:
        raise NotAllowed(f"{method}: Tryton refuses it: {_first_words(found)}")
    return found["result"]


def written(moment: datetime) -> dict[str, Any]:
    """A time as Tryton reads it: naive, in UTC."""
    at = moment.astimezone(UTC)
    return {"__class__": "datetime", **{part: getattr(at, part) for part in _PARTS}}


def read_time(value: Any) -> datetime | None:
    """A time as Tryton writes it; None where it has none, as of a record that was never written again."""
    return datetime(**{part: value[part] for part in _PARTS}, tzinfo=UTC) if isinstance(value, dict) else None


def _first_words(found: Any) -> str:
    error = found.get("error") if isinstance(found, dict) else found
    return str(error)[:300]
