"""A table, or rules, that were put in force, in the form in which they are read."""

from __future__ import annotations

from dataclasses import dataclass

from hub.entrypoints.gateway.views.moment import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedView:
    """A table, or rules, that were put in force."""

    version: int
    at: Moment
    by: str
    reason: str
    restores: int
    """The version that it brought back, where it did; 0 with no text: that of the files."""
    text: str
