"""The job that all contenders do, without the hub: a ticket's canonical status by words and life cycle, in a dict.

No lateness, no contradictions, no repeated deliveries, no history: what is left of the hub's rules when arrival order
is taken for truth. It needs nothing but Python and msgspec, because it also runs in the environments of others.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

Ticket = dict[str, Any]


class Reported(msgspec.Struct, gc=False):
    """A report as it is read from the topic."""

    system: str
    native_status: str
    uid: str
    native_id: str = ""
    occurred_at: str = ""
    delivery_id: str = ""
    actor: str = ""
    note: str = ""


class Rule(msgspec.Struct):
    """Words of each system, and what each status may become."""

    words: dict[str, dict[str, str]]
    moves: dict[str, frozenset[str]]

    @classmethod
    def read(cls, path: str) -> Rule:
        return msgspec.json.decode(Path(path).read_bytes(), type=cls)

    def step(self, ticket: Ticket, report: Reported, now: str) -> dict[str, Any] | None:
        """Take a report into its ticket (empty at first); the snapshot, if it moved."""
        if not ticket:
            ticket.update(version=0, status=None, said={})
        said = ticket["said"]
        if said.get(report.system) == report.native_status:
            return None
        said[report.system] = report.native_status
        before, after = ticket["status"], self.words[report.system][report.native_status]
        if before == after or (before is not None and after not in self.moves[before]):
            return None
        ticket["status"] = after
        ticket["version"] += 1
        return {
            "uid": report.uid,
            "version": ticket["version"],
            "status": after,
            "previous": before,
            "since": report.occurred_at,
            "frozen": False,
            "conflict": "",
            "system": report.system,
            "native": report.native_status,
            "recorded_at": now,
        }
