"""The import rules of ARCHITECTURE.md, each as a check."""

import ast
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

from tests.needs import ROOT

PACKAGES = ("hub", "adapters", "projections", "mappings", "conflict", "schemas")

# These read tables and rules from files; the rest of the core is handed what it needs.
LOADERS = {"mappings/loader.py", "conflict/loader.py"}

IMPURE_METHODS = {"now", "utcnow", "today", "read_text", "read_bytes", "write_text", "write_bytes", "uuid4"}
IMPURE_FUNCTIONS = {"open", "print", "input"}


def core_modules() -> list[Path]:
    folders = ("schemas", "mappings", "conflict", "hub/domain")
    found = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [path for path in found if path.relative_to(ROOT).as_posix() not in LOADERS]


def impure_calls(source: str) -> list[str]:
    """Calls that ask the time, chance or the file system, as "line: name"."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    found = []
    for call in calls:
        if isinstance(call.func, ast.Attribute) and call.func.attr in IMPURE_METHODS:
            found.append(f"{call.lineno}: {call.func.attr}")
        if isinstance(call.func, ast.Name) and call.func.id in IMPURE_FUNCTIONS:
            found.append(f"{call.lineno}: {call.func.id}")
    return found


def test_the_import_contracts_hold() -> None:
    lint = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    result = subprocess.run(lint, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("path", core_modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_core_asks_no_clock_no_chance_and_no_file(path: Path) -> None:
    assert impure_calls(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("datetime.now(UTC)", ["1: now"]),
        ("x = 1\nopen('table.toml')", ["2: open"]),
        ("Path(name).read_text()", ["1: read_text"]),
        ("report.occurred_at", []),
    ],
)
def test_an_impure_call_is_found(source: str, found: list[str]) -> None:
    assert impure_calls(source) == found


def test_only_the_registry_imports_a_concrete_adapter() -> None:
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    concrete = {f"adapters.{folder.parent.name}" for folder in (ROOT / "adapters").glob("*/__init__.py")}
    intruders = {
        (importer, adapter)
        for adapter in concrete
        for module in {adapter, *graph.find_descendants(adapter)}
        for importer in graph.find_modules_that_directly_import(module)
        if importer != "adapters.registry" and not f"{importer}.".startswith(f"{adapter}.")
    }
    assert intruders == set()
