"""Small logs and profiles, and what an audit of them says as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from hub.application.audit.render_json import as_json
from hub.application.audit.run import audit

DESKS = """
[columns]
ticket = "ticket"
status = "state"
at = "when"
system = { column = "desk" }

[mapping.crm]
"New" = "New"
"Fixed" = "Resolved"
"Back" = "Reopened"
"Comment" = "@ignore"

[mapping.mes]
"Job open" = "New"
"Job running" = "In Progress"
"Job done" = "Closed"
"""
"""Two systems in one CSV with the columns of :data:`HEADER`."""

HEADER = "ticket,desk,state,when"


def a_file(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def a_csv(folder: Path, rows: Iterable[str], header: str = HEADER, name: str = "log.csv") -> Path:
    return a_file(folder, name, "\n".join([header, *rows]) + "\n")


def audited(folder: Path, logs: Path | Sequence[Path], profile: str = DESKS) -> dict[str, Any]:
    """What the audit of the logs says."""
    paths = [logs] if isinstance(logs, Path) else list(logs)
    found: dict[str, Any] = json.loads(as_json(audit(paths, a_file(folder, "profile.toml", profile))))
    return found


def reasons(found: dict[str, Any]) -> list[tuple[int, str]]:
    """Line and reason of every row that cannot be read."""
    return [(row["line"], row["why"]) for row in found["unreadable"]]
