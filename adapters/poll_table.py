"""``[poll]`` of a manifest: which list of a system tells what changed, and how it is read page by page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Meta

from adapters.answered import expression_on_answer
from adapters.clocks import Clock, is_form
from adapters.errors import Fault
from adapters.expressions import Expression

SINCE: Final = "{since}"
"""In a parameter: the time from which changes are asked for."""
ID: Final = "{id}"
"""In the path of ``each``: the item's id."""

_Text = Annotated[str, Meta(min_length=1)]


class PollTable(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """``[poll]`` as it is written. Paths are relative to the system's URL; times are in seconds."""

    path: _Text
    params: dict[str, str] = {}
    since_format: str = "%Y-%m-%dT%H:%M:%SZ"
    items: str = "@"
    id: _Text
    at: _Text
    at_format: str | list[_Text] = "iso"
    each: str = ""
    words: str = ""
    body: str = "item"
    offset: str = ""
    size: Annotated[int, Meta(ge=1, le=1_000)] = 100
    first_offset: int = 0
    counts_pages: bool = False
    every: Annotated[float, Meta(ge=1, le=86_400)] = 30.0
    overlap: Annotated[float, Meta(ge=0, le=86_400)] = 10.0
    reach_back: Annotated[float, Meta(ge=0)] = 7 * 86_400.0
    per_second: Annotated[float, Meta(ge=0.1, le=1_000)] = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """How a system is asked.

    The list is asked for from a time on, oldest change first; where no parameter has ``{since}`` the whole list is read
    round after round. ``each`` is asked for every item where the list does not say all, and ``words`` once a poll where
    codes have to be named. ``body`` makes of ``{item, each, words}`` a body that the ``[webhook]`` shapes read.
    """

    path: str
    params: Mapping[str, str]
    since_format: str
    items: Expression
    id: Expression
    at: Expression
    clock: Clock
    each: str
    words: str
    body: Expression
    offset: str
    """The parameter that says how many items, or pages, to leave out; empty: there is one page."""
    size: int
    first_offset: int
    counts_pages: bool
    every: float
    overlap: float
    reach_back: float
    per_second: float

    @property
    def knows_since(self) -> bool:
        """Whether the system is asked for changes alone."""
        return any(SINCE in value for value in self.params.values())


def read_poll(table: PollTable, zone: ZoneInfo) -> tuple[Poll | None, list[Fault]]:
    """How a system is asked, or what is wrong with it."""
    faults: list[Fault] = []
    found = {
        name: expression_on_answer(f"poll.{name}", getattr(table, name), faults)
        for name in ("items", "id", "at", "body")
    }
    forms = table.at_format if isinstance(table.at_format, list) else [table.at_format]
    faults += [
        Fault("poll.at_format", f"{form!r} is no form of times", "see docs/webhooks.md for the forms")
        for form in forms
        if not is_form(form)
    ]
    for name in ("path", "each", "words"):
        path = getattr(table, name)
        if path and not path.startswith("/"):
            faults.append(Fault(f"poll.{name}", f"{path!r} is no path", "begin it with /, behind the system's URL"))
    if table.each and ID not in table.each:
        faults.append(Fault("poll.each", "it does not say which item to read", f"put {ID} into it"))
    items, native_id, at, body = found["items"], found["id"], found["at"], found["body"]
    if faults or items is None or native_id is None or at is None or body is None:
        return None, faults
    rest = {name: getattr(table, name) for name in _TAKEN_AS_WRITTEN}
    return Poll(items=items, id=native_id, at=at, body=body, clock=Clock(tuple(forms), zone), **rest), []


_TAKEN_AS_WRITTEN: Final = tuple(
    name for name in PollTable.__struct_fields__ if name not in {"items", "id", "at", "body", "at_format"}
)
