"""docs/adapter.md says every key that an adapter's files may hold, in examples that the hub takes."""

from __future__ import annotations

import re
import tomllib
import typing
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from adapters.clocks import FORMS
from adapters.manifest import _Document, parse_manifest
from adapters.specification import Sample
from mappings.loader import load_tables
from mappings.sections import _SETTINGS
from schemas.report import Report
from schemas.status import Status
from tests.needs import ROOT

PAGE = (ROOT / "docs" / "adapter.md").read_text("utf-8")
EXAMPLES = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
MANIFESTS = [text for text in EXAMPLES if "[mapping." not in text]
READ_BY = '\n[webhook]\nnative_id = "id"\nstatus = "state"\n'

Struct = type[msgspec.Struct]
Key = tuple[str, str]


def structs_in(kind: object) -> Iterator[Struct]:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield kind
    for inner in typing.get_args(kind):
        yield from structs_in(inner)


def owner_of(struct: Struct, field: str) -> str:
    """The class that declares a field, so that what every request has is asked for once."""
    return next(each.__name__ for each in reversed(struct.__mro__) if field in getattr(each, "__annotations__", {}))


def keys_of(struct: Struct) -> Iterator[Key]:
    for field in msgspec.structs.fields(struct):
        yield owner_of(struct, field.name), field.encode_name
        for inner in structs_in(field.type):
            yield from keys_of(inner)


def used_in(struct: Struct, value: object) -> Iterator[Key]:
    """The keys that an example has, wherever a table of that kind stands in it."""
    if isinstance(value, list):
        for each in value:
            yield from used_in(struct, each)
    elif isinstance(value, dict):
        fields = {field.encode_name: field for field in msgspec.structs.fields(struct)}
        for name, inner in value.items():
            if name not in fields:  # a table whose keys are names, such as [lookup.order]
                yield from used_in(struct, inner)
                continue
            yield owner_of(struct, fields[name].name), name
            for kind in structs_in(fields[name].type):
                yield from used_in(kind, inner)


@pytest.mark.parametrize("text", MANIFESTS, ids=lambda text: text.splitlines()[0][:30])
def test_an_example_of_a_manifest_is_one(text: str) -> None:
    whole = text if text.startswith("system") else 'system = "press"\noriginates = true\n' + text
    parse_manifest(whole if "[webhook]" in whole else whole + READ_BY, "adapter.toml")


def test_every_key_of_a_manifest_stands_in_an_example() -> None:
    used = {key for text in MANIFESTS for key in used_in(_Document, tomllib.loads(text))}
    assert set(keys_of(_Document)) - used == set()


def test_every_example_begins_with_what_it_is_for() -> None:
    assert [text for text in MANIFESTS if "#" not in text.splitlines()[0]] == []


def test_the_example_of_a_table_is_one_and_has_every_setting(tmp_path: Path) -> None:
    [text] = [text for text in EXAMPLES if "[mapping." in text]
    (tmp_path / "press.toml").write_text(text)
    assert load_tables([tmp_path / "press.toml"])["press"].writes
    assert [name for name in _SETTINGS if f'"{name}"' not in text] == []
    assert "@ignore" in text


def test_the_page_names_every_form_of_times_status_and_key_of_a_sample() -> None:
    shown = PAGE.replace("unix-s, -ms, -us, -ns", "unix-s, unix-ms, unix-us, unix-ns")
    assert [form for form in FORMS if form not in shown] == []
    assert [status for status in Status if status.value not in PAGE] == []
    of_hub = {"system", "received_at", "adapter"}
    names = [*Sample.__struct_fields__, *(set(Report.__struct_fields__) - of_hub)]
    assert [name for name in names if f"`{name}`" not in PAGE] == []
