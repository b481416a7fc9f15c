"""The administrator's key, issued at the first start and kept where only the owner of the data folder can read it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from hub.application.access import KeyRing, Role
from hub.application.ports import Unavailable
from schemas.errors import Refused

NAME: Final = "admin"
FILE: Final = "admin.key"


def keep_admin_key(keys: KeyRing, data: Path) -> Path | None:
    """The file that holds a key in force; None where a key was issued before and its file is gone.

    1. A key is issued (committed). 2. It is written to the file, which appears whole or not at all. A crash between
    leaves a key that nobody has: revoke it, and start again.
    """
    path = data / FILE
    try:
        if path.exists() and keys.verify(path.read_text("ascii", "replace").strip()):
            return path
        _write(path, keys.issue(NAME, Role.ADMIN))
    except Refused:
        return None
    except OSError as error:
        raise Unavailable(f"the key of the administrator cannot be kept in {path}: {error}") from error
    return path


def _write(path: Path, secret: str) -> None:
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secret + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
