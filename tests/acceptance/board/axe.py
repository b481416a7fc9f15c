"""axe-core, which finds faults of accessibility in a page, as npm has it."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page

from tests.needs import missing

VERSION: Final = "4.14.1"
_SHA512: Final = "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ=="
"""What npm says of the package's archive."""

_SECONDS: Final = 60
_GRAVE: Final = frozenset({"serious", "critical"})


def axe_script() -> str:
    """The script that a page is searched with; fetched once, and skipped loudly where there is no npm."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "statushub-tests")
    archive = cache / f"axe-core-{VERSION}.tgz"
    if not archive.exists():
        _fetch(archive)
    if base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode() != _SHA512:
        raise AssertionError(f"{archive} is not axe-core {VERSION}; remove it")
    with tarfile.open(archive) as members:
        script = members.extractfile("package/axe.min.js")
        assert script is not None
        return script.read().decode()


def _fetch(archive: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        missing("npm", "install it, to search the pages for faults of accessibility")
    archive.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=archive.parent) as folder:
        command = [npm, "pack", f"axe-core@{VERSION}", "--silent"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=_SECONDS)
        next(Path(folder).glob("*.tgz")).replace(archive)


def grave_faults(page: Page, script: str) -> list[str]:
    """What axe calls serious or critical on the page as it stands, a line each: rule, element and what is wrong."""
    page.evaluate(script)
    found: dict[str, Any] = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{fault['id']}: {node['target']} {node['failureSummary']}"
        for fault in found["violations"]
        if fault["impact"] in _GRAVE
        for node in fault["nodes"]
    ]
