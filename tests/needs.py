"""What some tests need beyond Python, and how they say that it is missing."""

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).resolve().parent.parent

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def everything_is_required() -> bool:
    """True where a skipped test would hide a broken promise, as in continuous integration."""
    return os.environ.get("STATUSHUB_REQUIRE_ALL") == "1"


def missing(what: str, cure: str) -> NoReturn:
    """Skip the test, naming what is missing and its cure; fail it where everything is required."""
    pytest.skip(f"{what} is missing: {cure}")


def find_chromium() -> Path | None:
    """Path of the browser to drive: the one named by STATUSHUB_CHROMIUM, else the first one installed."""
    chosen = os.environ.get("STATUSHUB_CHROMIUM")
    if chosen:
        return Path(chosen)
    found = (shutil.which(name) for name in CHROMIUM_NAMES)
    return next((Path(path) for path in found if path), None)


def find_reference_logs() -> Path | None:
    """Folder of the public logs: the one named by STATUSHUB_REFERENCE_LOGS, else the one beside the checkout."""
    folder = Path(os.environ.get("STATUSHUB_REFERENCE_LOGS", ROOT.parent / "shared" / "data"))
    return folder if folder.is_dir() else None


def find_vendor_bodies() -> Path | None:
    """Folder of what vendors send: the one named by STATUSHUB_VENDOR_BODIES, else the one beside the checkout."""
    folder = Path(os.environ.get("STATUSHUB_VENDOR_BODIES", ROOT.parent / "shared" / "vendors"))
    return folder if folder.is_dir() else None
