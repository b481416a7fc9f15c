"""The environments of rivals: made on first use from their hashed requirements, beside the project's own."""

from __future__ import annotations

import subprocess
import sys
from hashlib import sha256
from pathlib import Path

from tests.needs import ROOT

FOLDER = Path(sys.prefix) / "rivals"


class CannotInstall(Exception):
    """A rival cannot be had for this Python or from this index; says why."""


def python_of(name: str) -> Path:
    """The interpreter of a rival's environment. Raises CannotInstall."""
    requirements = ROOT / "tests" / "bench" / "rivals" / name / "requirements.txt"
    home = FOLDER / name
    stamp = home / "installed"
    wanted = sha256(requirements.read_bytes()).hexdigest()
    python = home / "bin" / "python"
    if not stamp.exists() or stamp.read_text() != wanted:
        _run([sys.executable, "-m", "venv", "--clear", str(home)])
        install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary=:all:"]
        _run([*install, "--require-hashes", "-r", str(requirements)])
        stamp.write_text(wanted)
    return python


def _run(words: list[str]) -> None:
    done = subprocess.run(words, capture_output=True, text=True, timeout=600, check=False)
    if done.returncode:
        raise CannotInstall((done.stderr.strip() or done.stdout.strip()).splitlines()[-1])
