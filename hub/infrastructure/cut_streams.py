"""What the views remember of the log, against what is left of it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from hub.infrastructure.registry import Connect

_SQL: Final = Path(__file__).with_name("sql") / "cut_streams.sql"


def cut_streams(connect: Connect, only: str = "") -> dict[str, int]:
    """Streams whose end is gone, or all of them; by name, the version of the first event that is missing.

    What the views have not seen yet they cannot miss. Raises Unavailable.
    """
    with connect() as connection:
        return dict(connection.execute(_SQL.read_bytes(), {"only": only}).fetchall())
