"""Kafka's jars from Maven Central, fetched once for each version and user."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

POM = Path(__file__).with_name("pom.xml")


def kafka_version() -> str:
    """The version that the pom names."""
    found = re.search(r"<kafka\.version>(.+)</kafka\.version>", POM.read_text("utf-8"))
    assert found, f"{POM} names no kafka.version"
    return found[1]


def java_and_maven() -> bool:
    """True where both are installed."""
    return all(shutil.which(tool) for tool in ("java", "mvn"))


def fetch_jars() -> Path:
    """The folder of the jars. Raises RuntimeError with Maven's words where they cannot be had."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "statushub-tests")
    folder = cache / f"kafka-{kafka_version()}"
    if not folder.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        _fetch(folder)
    return folder


def _fetch(folder: Path) -> None:
    """Fill a folder of another name and rename it, so that half a download or a second test run never shows."""
    with tempfile.TemporaryDirectory(dir=folder.parent, ignore_cleanup_errors=True) as apart:
        jars = Path(apart, "jars")
        command = ["mvn", "-q", "-B", "-f", str(POM), "dependency:copy-dependencies", f"-DoutputDirectory={jars}"]
        done = subprocess.run(command, cwd=apart, capture_output=True, text=True, timeout=600, check=False)
        if done.returncode:
            raise RuntimeError(f"Maven could not fetch Kafka {kafka_version()}:\n{done.stdout[-2000:]}{done.stderr}")
        try:
            jars.rename(folder)
        except OSError:
            if not folder.is_dir():  # else another run was faster, and brought the same
                raise
