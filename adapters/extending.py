"""A site's manifest that says only what it has otherwise than one that comes with the hub."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

EXTENDS: Final = "extends"


def extended(own: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, Any]:
    """The document of a manifest that extends another.

    What it says itself counts. ``[webhook]``, ``[listen]`` and ``[lookup]`` are taken key by key, so that one field may
    have another place; ``[auth]``, ``[answer]`` and ``[handshake]`` are taken whole, because half of one proof and half
    of another prove nothing.
    """
    found = {**base, **own}
    for name in ("webhook", "listen", "lookup"):
        table = own.get(name)
        if isinstance(table, dict):
            found[name] = {**base.get(name, {}), **table}
    found.pop(EXTENDS, None)
    return found
