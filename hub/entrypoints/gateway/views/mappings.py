"""Mapping tables and the words of systems, in the form in which they are read."""

from __future__ import annotations

from dataclasses import dataclass

from hub.entrypoints.gateway.views.moment import Moment
from hub.entrypoints.gateway.views.published import PublishedView


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingRow:
    """A system's mapping table in force."""

    system: str
    title: str
    table: str
    """Version of what it says; empty where there is none."""
    published: int
    """How often one was published for the system; 0: its files are in force."""
    words: int
    unmapped: int
    """Words that reports are parked for."""
    recent: int = 0
    """Reports of the last 7 days whose words were looked up in it."""
    understood: int = 0
    """Those among them whose word it knows; the others are parked as ``unmapped``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mappings:
    items: tuple[MappingRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmappedView:
    """A word that the table does not know."""

    word: str
    reports: int
    """Parked for it."""
    since: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingView:
    """A system's table, the words that it does not know, and what was published for it, the latest first."""

    mapping: MappingRow
    text: str
    unmapped: tuple[UnmappedView, ...]
    history: tuple[PublishedView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenWordView:
    """A word of a system in the latest reports, and what the table in force makes of it."""

    word: str
    reports: int
    means: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenWords:
    items: tuple[SeenWordView, ...]
