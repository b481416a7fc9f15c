"""The way in: `statushub audit`, less its command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import Final

from conflict.loader import load_rules
from hub.application.audit.assess import assess
from hub.application.audit.findings import Findings
from hub.application.audit.gather import Watch, gather
from hub.application.audit.profile import load_profile
from hub.application.audit.progress import Progress
from hub.application.audit.render_html import as_html
from hub.application.audit.render_json import as_json
from hub.application.audit.render_text import as_text
from hub.application.audit.sources import shown_path
from schemas.errors import HubError

OK: Final = 0
WRONG: Final = 2
"""A path, the profile or the rules cannot be used. What is found in the logs is never an error."""


class Format(StrEnum):
    """How the findings are written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


_RENDER: Final[dict[Format, Callable[[Findings], str]]] = {
    Format.TEXT: as_text,
    Format.JSON: as_json,
    Format.HTML: as_html,
}


class LogError(HubError):
    """A log that cannot be opened at all."""


def audit(
    paths: Sequence[Path],
    profile_path: Path,
    rules_path: Path | None = None,
    watch: Watch = lambda _bytes, _rows: None,
) -> Findings:
    """Read the logs as one and assess every ticket.

    Raises LogError, ProfileError or RulesError where a log, the profile or the rules cannot be used.
    """
    profile, rules = load_profile(profile_path), load_rules(rules_path)
    _check_paths(paths)
    try:
        gathered = gather(paths, profile, watch)
    except OSError as error:
        raise LogError(f"{error.filename or 'a log'}: cannot be read: {error.strerror or error}") from error
    return assess([shown_path(path) for path in paths], gathered, rules)


def run_audit(
    paths: Sequence[Path],
    profile_path: Path,
    form: Format = Format.TEXT,
    out: Path | None = None,
    *,
    rules_path: Path | None = None,
    show_progress: bool | None = None,
) -> int:
    """Audit, and write the findings to ``out`` or to standard output; return the exit code.

    What cannot be used is said on standard error. Progress is shown there too, by default where it is a terminal.
    """
    shown = sys.stderr.isatty() if show_progress is None else show_progress
    try:
        findings = _watched(paths, profile_path, rules_path) if shown else audit(paths, profile_path, rules_path)
        written = _RENDER[form](findings).encode("utf-8", "replace")
        _write(written, out)
    except HubError as error:
        sys.stderr.write(f"{error}\n")
        return WRONG
    return OK


def _watched(paths: Sequence[Path], profile_path: Path, rules_path: Path | None) -> Findings:
    total = sum(path.stat().st_size for path in paths if path.is_file())
    with closing(Progress(sys.stderr, total)) as progress:
        return audit(paths, profile_path, rules_path, progress)


def _check_paths(paths: Sequence[Path]) -> None:
    """Say at once that a log is missing, and not after an hour of reading the others."""
    if not paths:
        raise LogError("no log to read: name at least one CSV or XES file")
    for path in paths:
        if not path.exists():
            raise LogError(f"{path}: there is no such file; check the path")
        if path.is_dir():
            raise LogError(f"{path}: this is a folder; name the files in it")


def _write(content: bytes, out: Path | None) -> None:
    if out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        _write_file(content, out)
    except OSError as error:
        raise LogError(f"{out}: cannot be written: {error.strerror or error}; choose another place") from error


def _write_file(content: bytes, out: Path) -> None:
    """All or nothing, so that who reads the file never finds half of it. What is no plain file is written as it is."""
    if out.exists() and not out.is_file():
        out.write_bytes(content)
        return
    target = out.resolve()
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        draft.write_bytes(content)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
