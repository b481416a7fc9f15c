"""What every file of the repository must hold to."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.needs import ROOT

THIS_FILE = Path(__file__).resolve()
DOMAIN = "docs/domain.md"

MACHINE_PATH = re.compile(r"(?<![\w.~$}])/(?:root|work|home/\w+|Users/\w+)/")
REGISTRY_HOST = re.compile(r"--(?:extra-)?index-url h")
REFERENCE = re.compile(r"(?P<document>\S+)\s+(?:§|sections? )(?P<number>\d+(?:\.\d+)*)")
LOCKED = re.compile(r"^(?P<name>[a-z0-9][a-z0-9._-]*)(?:\[[a-z, -]+\])?==(?P<version>\S+)", re.MULTILINE)


def repository_files() -> list[Path]:
    """Every file that is tracked, or would be by the next commit."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = (ROOT / name for name in set(listed.stdout.split("\0")) if name)
    return sorted(path for path in paths if path.is_file())


def text_files() -> list[tuple[str, str]]:
    """(name, text) of every file that is text."""
    found = []
    for path in repository_files():
        content = path.read_bytes()
        if b"\0" not in content[:8192] and path != THIS_FILE:
            found.append((path.relative_to(ROOT).as_posix(), content.decode("utf-8", errors="replace")))
    return found


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in text_files()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def is_foreign(document: str) -> bool:
    """True for a published standard, which is named by its number: "RFC 9457 section 3"."""
    return re.fullmatch(r"\(?(?:RFC)?\d+,?", document) is not None


def locked(lock: str) -> dict[str, str]:
    text = (ROOT / lock).read_text(encoding="utf-8")
    return {match["name"]: match["version"] for match in LOCKED.finditer(text)}


def required(extra: str | None = None) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["optional-dependencies"][extra] if extra else project["dependencies"]
    return {re.split(r"[\[<>=!~ ;]", line, maxsplit=1)[0].lower() for line in wanted}


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    assert lines_with(MACHINE_PATH) == []


def test_no_file_names_a_package_registry() -> None:
    assert lines_with(REGISTRY_HOST) == []


@pytest.mark.parametrize(
    "line",
    ["open('/home/anna/x')", "see /home/anna/notes", "--index-url https://mirror.example/simple"],
)
def test_a_machine_path_or_a_registry_is_found(line: str) -> None:
    assert MACHINE_PATH.search(line) or REGISTRY_HOST.search(line)


def test_a_reference_to_a_section_names_one_of_the_domain_rules() -> None:
    headings = re.findall(r"^#+ (\d+(?:\.\d+)*)\.? ", (ROOT / DOMAIN).read_text(encoding="utf-8"), re.MULTILINE)
    wrong = [
        f"{name}: {match[0]}"
        for name, text in text_files()
        if name.endswith((".py", ".toml", ".sql"))
        for match in REFERENCE.finditer(text)
        if not is_foreign(match["document"])
        if match["document"].strip("`(\"',:") != DOMAIN or match["number"] not in headings
    ]
    assert wrong == []


@pytest.mark.parametrize(("document", "foreign"), [("9457", True), ("(RFC9457,", True), (f"`{DOMAIN}`,", False)])
def test_a_section_of_a_standard_is_no_reference_to_the_domain_rules(document: str, foreign: bool) -> None:
    assert is_foreign(document) is foreign


def test_the_locks_cover_what_the_project_requires() -> None:
    everything = required() | required("test") | required("dev")
    assert required() <= locked("requirements.lock").keys()
    assert everything <= locked("requirements-dev.lock").keys()


def test_the_two_locks_agree() -> None:
    runtime, dev = locked("requirements.lock"), locked("requirements-dev.lock")
    assert {name for name, version in runtime.items() if dev.get(name) != version} == set()


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_has_a_hash(lock: str) -> None:
    entries = re.split(r"^(?=[a-z0-9])", (ROOT / lock).read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    assert len(entries) == len(LOCKED.findall((ROOT / lock).read_text(encoding="utf-8")))
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []
