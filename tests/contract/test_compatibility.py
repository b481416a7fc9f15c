"""What was released is kept: no published schema breaks those who rely on it."""

import json
from pathlib import Path
from typing import Any

import pytest

from schemas.compatibility import Direction, breaks
from schemas.publish import REPORTED, publish
from tests.needs import ROOT

RELEASED = {path.stem: path for path in sorted((ROOT / "schemas/released").glob("*.json"))}


def broken(name: str, released: dict[str, Any], published: dict[str, str]) -> list[str]:
    """What breaks between a released schema and the published files, each with its cure."""
    file, base = f"schemas/published/{name}.json", name.removesuffix(".v1")
    cure = (
        f"put it back and publish the new form under a name of its own, such as {base}.v2, beside this one;"
        " docs/topics.md says what may change"
    )
    if f"{name}.json" not in published:
        return [f"{file}: not published any more; {cure}"]
    direction = Direction.TAKEN if name == REPORTED else Direction.SENT
    found = breaks(released, json.loads(published[f"{name}.json"]), direction)
    return [f"{file}: {problem}; {cure}" for problem in found]


def read(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_bytes())
    return document


@pytest.mark.parametrize("name", RELEASED)
def test_a_released_schema_still_serves_those_who_rely_on_it(name: str) -> None:
    assert broken(name, read(RELEASED[name]), publish()) == []


def test_there_is_something_to_keep() -> None:
    assert {"ticket.status.canonical.v1", "ticket.conflicts.v1", REPORTED} <= RELEASED.keys()


def changed(name: str, **properties: Any) -> dict[str, str]:
    """The published files, as if a change had been made to one."""
    schema = json.loads(publish()[f"{name}.json"])
    kept = {key: value for key, value in (schema["properties"] | properties).items() if value is not None}
    return publish() | {f"{name}.json": json.dumps(schema | {"properties": kept})}


def test_a_field_that_is_no_longer_sent_is_named_with_its_file_and_the_cure() -> None:
    name = "ticket.status.canonical.v1"
    (problem,) = broken(name, read(RELEASED[name]), changed(name, system=None))
    assert problem.startswith(f"schemas/published/{name}.json: system: removed; put it back and publish the new form")
    assert "such as ticket.status.canonical.v2," in problem


def test_a_new_field_of_a_snapshot_breaks_nobody() -> None:
    name = "ticket.status.canonical.v1"
    assert broken(name, read(RELEASED[name]), changed(name, severity={"type": "string"})) == []


def test_a_report_may_get_a_field_and_may_not_lose_one() -> None:
    released = read(RELEASED[REPORTED])
    assert broken(REPORTED, released, changed(REPORTED, severity={"type": ["string", "null"]})) == []
    assert [": note: removed;" in problem for problem in broken(REPORTED, released, changed(REPORTED, note=None))]


def test_a_released_schema_that_is_gone_is_missed() -> None:
    name = "ticket.frozen.v1"
    (problem,) = broken(name, read(RELEASED[name]), {})
    assert "not published any more" in problem
