"""Every adapter that comes with the hub does what adapters/specification.py asks, on what its system sends."""

from __future__ import annotations

import copy
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.declarative import Reading, Unreadable, read
from adapters.registry import Capability, capabilities, load_manifests
from adapters.specification import RECEIVED, Sample, faults, load_samples, strangers_admitted
from mappings.laws import check
from mappings.loader import load_builtin
from tests.needs import ROOT

MANIFESTS = load_manifests()
TABLES = load_builtin()
SAMPLES = {system: load_samples(ROOT / "tests" / "fixtures" / "adapters" / system) for system in MANIFESTS}
EVERY = [(system, name) for system, samples in SAMPLES.items() for name in samples]
BODIES = [
    b"",
    b"null",
    b"[]",
    b"0",
    b'"x"',
    b"{}",
    b"[" * 100_000,
    b"<a>" * 100_000,
    b"\xff",
    b'{"a":"\\u0000"}',
    b"a=1&b",
]
HOSTILE: list[Any] = [
    None,
    "",
    0,
    -1,
    True,
    1.5,
    2**70,
    [],
    {},
    [[]],
    {"a": {}},
    "x" * 5_000,
    "\x00",
    "2026-13-01",
    "é",
]
BOMBS = [
    b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><a>&c;</a>',
    b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    b'<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd"><a/>',
]


@pytest.mark.parametrize(("system", "name"), EVERY)
def test_an_adapter_reads_what_its_system_means(system: str, name: str) -> None:
    assert list(faults(MANIFESTS[system], TABLES[system], SAMPLES[system][name])) == []


@pytest.mark.parametrize("system", MANIFESTS)
def test_an_adapter_lets_no_stranger_in(system: str) -> None:
    assert list(strangers_admitted(MANIFESTS[system])) == []


@pytest.mark.parametrize("system", MANIFESTS)
def test_an_adapter_has_samples_a_table_that_obeys_the_laws_and_its_steps(system: str) -> None:
    manifest = MANIFESTS[system]
    assert Capability.WEBHOOK in capabilities(manifest)
    assert any(sample.reports for sample in SAMPLES[system].values())
    assert check(TABLES[system]) == []
    steps = Path(manifest.source).with_name("README.md").read_text(encoding="utf-8")
    assert f"/webhooks/{system}" in steps
    assert manifest.auth.kind == "api-key" or manifest.secret_setting in steps


def test_what_is_ignored_is_ignored_for_a_reason() -> None:
    silent = [
        (system, name)
        for system, name in EVERY
        if not (SAMPLES[system][name].reports or SAMPLES[system][name].lookups or SAMPLES[system][name].ignored)
    ]
    assert silent == []


@pytest.mark.parametrize("system", MANIFESTS)
@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_no_body_makes_an_adapter_stumble(system: str, body: bytes) -> None:
    found = read(MANIFESTS[system], body, {}, RECEIVED)
    assert isinstance(found, Unreadable) or not found.reports


@pytest.mark.parametrize(("system", "name"), EVERY)
def test_whatever_is_missing_in_a_sample_no_id_says_null_for_it(system: str, name: str) -> None:
    sample = SAMPLES[system][name]
    for number in range(len(list(_places(sample.body)))):
        body = copy.deepcopy(sample.body)
        holder, key = list(_places(body))[number]
        holder[key] = None
        found = read(MANIFESTS[system], msgspec.json.encode(body), sample.lowered, RECEIVED)
        parts = [*found.reports, *found.lookups] if isinstance(found, Reading) else []
        assert [part for part in parts if "null" in part.native_id + part.delivery_id] == []


@pytest.mark.parametrize("system", ["b2mml", "salesforce"])
@pytest.mark.parametrize("body", BOMBS, ids=["entities that grow", "a file", "another document"])
def test_xml_that_reaches_further_is_refused(system: str, body: bytes) -> None:
    found = read(MANIFESTS[system], body, {}, RECEIVED)
    assert isinstance(found, Unreadable)
    assert "document type" in found.reason


@pytest.mark.slow
@pytest.mark.usefixtures("uncounted")
@settings(max_examples=10_000, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.sampled_from(EVERY), st.data())
def test_whatever_becomes_of_a_sample_is_read_ignored_or_refused(which: tuple[str, str], data: st.DataObject) -> None:
    system, name = which
    body = _mutated(SAMPLES[system][name], data)
    took = []
    for _ in range(3):  # the best of three: a machine that is busy is not the adapter's fault
        started = time.perf_counter()
        found = read(MANIFESTS[system], body, SAMPLES[system][name].lowered, RECEIVED)
        took.append(time.perf_counter() - started)
        assert isinstance(found, Reading | Unreadable)
        if took[-1] < 0.05:
            break
    assert min(took) < 0.05


def _mutated(sample: Sample, data: st.DataObject) -> bytes:
    """The body with a member changed for something else, a cut, or a byte that does not belong there."""
    if sample.text or data.draw(st.booleans()):
        sent = bytearray(sample.sent)
        start = data.draw(st.integers(0, len(sent)))
        end = data.draw(st.integers(start, min(len(sent), start + 40)))
        sent[start:end] = data.draw(st.binary(max_size=8))
        return bytes(sent)
    body = copy.deepcopy(sample.body)
    for _ in range(data.draw(st.integers(1, 3))):
        places = list(_places(body))
        if places:
            holder, key = data.draw(st.sampled_from(places))
            holder[key] = copy.deepcopy(data.draw(st.sampled_from(HOSTILE)))
    return msgspec.json.encode(body)


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    keys: list[Any] = (
        list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    )
    for key in keys:
        yield value, key
        yield from _places(value[key])
