"""Who is told of an exception ticket, and when: the file that ``STATUSHUB_NOTIFY`` names.

Addresses hold secrets, so the file names environment variables, and these hold the addresses.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Final

import msgspec
from msgspec import Meta

LANGUAGES: Final = ("en", "zh")


class UnusableEscalation(ValueError):
    """The file, or an address it names, cannot be used; the text says which, and what to do."""


@dataclass(frozen=True, slots=True)
class Channel:
    """One address of a level. ``name`` is what may be shown; ``url`` is secret."""

    name: str
    """The environment variable that holds the address."""
    url: str = field(repr=False)
    level: int
    """From 0."""
    after_minutes: float
    """Age of an unclaimed conflict, in minutes, from which it is told here."""

    @property
    def key(self) -> str:
        """What is kept with a conflict once it was told here."""
        return f"{self.level}/{self.name}"


@dataclass(frozen=True, slots=True)
class Escalation:
    """All addresses, the earliest level first."""

    channels: tuple[Channel, ...]
    languages: tuple[str, ...] = LANGUAGES
    every_seconds: float = 60.0
    """At most one message in this time goes to an address; what comes meanwhile goes out together."""


class _Level(msgspec.Struct, forbid_unknown_fields=True):
    urls: Annotated[list[str], Meta(min_length=1)]
    after_minutes: Annotated[float, Meta(ge=0)] = 0.0


class _File(msgspec.Struct, forbid_unknown_fields=True):
    level: Annotated[list[_Level], Meta(min_length=1)]
    languages: Annotated[list[str], Meta(min_length=1)] = msgspec.field(default_factory=lambda: list(LANGUAGES))
    every_seconds: Annotated[float, Meta(ge=0)] = 60.0


def load_escalation(path: Path, environment: Mapping[str, str] | None = None) -> Escalation:
    """Read the file, and the addresses from the environment. Raises UnusableEscalation, which repeats no address."""
    try:
        content = msgspec.convert(tomllib.loads(path.read_text("utf-8")), _File)
    except OSError as error:
        raise UnusableEscalation(f"{path}: {(error.strerror or '').lower()}; name a file of levels") from error
    except (ValueError, msgspec.ValidationError) as error:
        raise UnusableEscalation(f"{path}: {error}; docs/settings.md shows the form") from error
    if unknown := [language for language in content.languages if language not in LANGUAGES]:
        raise UnusableEscalation(f"{path}: there is no language {unknown[0]!r}; use en, zh or both")
    source = os.environ if environment is None else environment
    levels = sorted(content.level, key=lambda level: level.after_minutes)
    channels = tuple(
        Channel(name, _address(name, source, path), number, level.after_minutes)
        for number, level in enumerate(levels)
        for name in dict.fromkeys(level.urls)
    )
    return Escalation(channels, tuple(content.languages), content.every_seconds)


def _address(name: str, source: Mapping[str, str], path: Path) -> str:
    if "://" in name:  # not repeated: it holds a login
        cure = "put it into an environment variable, and name that variable"
        raise UnusableEscalation(f"{path}: an address stands in the file itself, where it is no secret; {cure}")
    url = source.get(name, "").strip()
    if not url:
        raise UnusableEscalation(f"{path}: the environment variable {name} is not set; let it hold an address")
    return url
