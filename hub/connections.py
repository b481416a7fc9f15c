"""How the systems at the edge are reached: ``STATUSHUB_<SYSTEM>_URL`` and what else an adapter asks for."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from adapters.contract import Connection

_VALUE: Final = re.compile(r"[A-Z][A-Z0-9_]*", re.ASCII)


class Writing(StrEnum):
    """Whether the hub writes to a system: ``STATUSHUB_<SYSTEM>_WRITE``."""

    OFF = "off"
    DRY_RUN = "dry-run"
    ON = "on"


class UnusableConnection(ValueError):
    """A setting of a system that cannot be used; the text says which, and what to do."""


def connections(systems: Iterable[str], environment: Mapping[str, str] | None = None) -> dict[str, Connection]:
    """The systems whose URL is set, with everything that is set for them. Raises UnusableConnection."""
    source = os.environ if environment is None else environment
    found = (_connection(system, source) for system in systems)
    return {connection.system: connection for connection in found if connection is not None}


def writing(connection: Connection) -> Writing:
    """Whether this system may be written to; off where nothing is said. Raises UnusableConnection."""
    text = connection.value("write") or Writing.OFF
    try:
        return Writing(text)
    except ValueError:
        name = _prefix(connection.system) + "WRITE"
        raise UnusableConnection(f"the setting {name} is {text!r}; use off, dry-run or on") from None


def _connection(system: str, source: Mapping[str, str]) -> Connection | None:
    prefix = _prefix(system)
    values = {
        name.removeprefix(prefix).lower(): value.strip()
        for name, value in source.items()
        if name.startswith(prefix) and _VALUE.fullmatch(name.removeprefix(prefix))
    }
    url = values.pop("url", "")
    if not url:
        return None
    _check(url, f"{prefix}URL")
    return Connection(system=system, url=url.rstrip("/"), values=values)


def _check(url: str, name: str) -> None:
    """The URL is not repeated: somebody may have put a password into it."""
    try:
        parts = urlsplit(url)
        port_is_fine = parts.port is None or parts.port > 0
    except ValueError as error:
        raise UnusableConnection(f"the setting {name} is no address: {error}") from error
    is_named = bool(parts.hostname) or (parts.scheme == "file" and parts.path.startswith("/"))
    if not parts.scheme or not is_named or not port_is_fine:
        raise UnusableConnection(f"the setting {name} is no address; write it as https://host/path")
    if parts.username or parts.password:
        raise UnusableConnection(f"the setting {name} holds a login; give user and password in settings of their own")


def _prefix(system: str) -> str:
    return f"STATUSHUB_{system.upper()}_"
