"""What can be seen of the image without building it: where its code comes from, who it runs as, what stays out."""

import re

from tests.needs import ROOT

DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text("utf-8")
LAST_STAGE = re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)[-1]
IGNORED = (ROOT / ".dockerignore").read_text("utf-8").splitlines()


def test_everything_that_is_installed_has_its_hash_in_the_lock_and_nothing_is_compiled() -> None:
    installs = re.findall(r"pip install ((?:.|\\\n)*?)(?:$| \\$)", DOCKERFILE, re.MULTILINE)
    dependencies, hub = installs
    assert "--require-hashes" in dependencies
    assert "--only-binary :all:" in dependencies
    assert "--no-index" in hub
    assert "--no-deps" in hub


def test_the_last_stage_installs_nothing_and_runs_as_a_numbered_user() -> None:
    assert "apt-get" not in LAST_STAGE
    assert "pip" not in LAST_STAGE
    assert re.search(r"^USER [1-9]\d*:[1-9]\d*$", LAST_STAGE, re.MULTILINE)


def test_only_what_is_named_goes_into_the_image() -> None:
    assert next(line for line in IGNORED if line and not line.startswith("#")) == "*"
    named = {line.removeprefix("!") for line in IGNORED if line.startswith("!")}
    packages = set(re.findall(r'"(\w+)", "\w+\.\*"', (ROOT / "pyproject.toml").read_text("utf-8")))
    assert packages <= named
    assert named - packages == {"LICENSE", "README.md", "pyproject.toml", "requirements.lock"}
