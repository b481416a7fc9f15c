"""Asks Tryton which opportunities were written or created since the last time."""

from __future__ import annotations

from typing import Final

from adapters.contract import Connection, Session
from adapters.manifest import Manifest
from adapters.tryton_source import TrytonSource

MODEL: Final = "sale.opportunity"


def open_source(manifest: Manifest, _connection: Connection, session: Session) -> TrytonSource:
    """The source of Tryton's opportunities, as the registry asks for it."""
    return TrytonSource(manifest, session, MODEL)
