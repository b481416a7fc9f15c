"""What systems have not been told, as it is shown: statuses, and UIDs of tickets that began there."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import asdict

from hub.application.circuit import Trouble
from hub.application.naming import UIDS
from hub.application.writing import OwedWrite, State
from hub.entrypoints.gateway.views.writes import WriteRow


def write_row(write: OwedWrite, trouble: Trouble | None) -> WriteRow:
    """A row of what is owed, by the system's own name; ``trouble`` is its system's, where it has any.

    As long as a system is left alone, what is due waits.
    """
    is_uid = write.system.startswith(UIDS)
    until = trouble.left_alone_until if trouble else None
    waits = until is not None and write.due_at is not None and write.due_at < until
    shown = asdict(write) | {
        "system": write.system.removeprefix(UIDS),
        "what": "uid" if is_uid else "status",
        "due_at": until if waits else write.due_at,
        "left_alone_until": until if waits else None,
        "system_error": trouble.error if trouble else "",
    }
    return WriteRow(**shown)


def failed(counts: Mapping[str, int]) -> int:
    """How many of what is owed somebody has to look at."""
    return counts.get(State.FAILED, 0) + counts.get(State.FORBIDDEN, 0)
