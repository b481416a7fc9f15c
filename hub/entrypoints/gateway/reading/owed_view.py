"""What systems have not been told, as it is shown: statuses, and UIDs of tickets that began there."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import asdict

from hub.application.naming import UIDS
from hub.application.writing import OwedWrite, State
from hub.entrypoints.gateway.views.writes import WriteRow


def write_row(write: OwedWrite) -> WriteRow:
    """A row of what is owed, by the system's own name."""
    is_uid = write.system.startswith(UIDS)
    shown = asdict(write) | {"system": write.system.removeprefix(UIDS), "what": "uid" if is_uid else "status"}
    return WriteRow(**shown)


def failed(counts: Mapping[str, int]) -> int:
    """How many of what is owed somebody has to look at."""
    return counts.get(State.FAILED, 0) + counts.get(State.FORBIDDEN, 0)
