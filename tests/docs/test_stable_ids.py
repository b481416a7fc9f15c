"""What the READMEs of Jira and ServiceNow say of ids that change, or are missing: a ticket stays the same."""

from __future__ import annotations

import copy
from typing import Any

import msgspec
import pytest

from adapters.declarative import Reading, read
from adapters.registry import load_manifests
from adapters.specification import RECEIVED, load_samples
from tests.needs import ROOT

MANIFESTS = load_manifests()
STABLE = {"jira": '"id"', "servicenow": '"sys_id"'}
SAMPLES = {
    system: {
        name: sample
        for name, sample in load_samples(ROOT / "tests" / "fixtures" / "adapters" / system).items()
        if sample.reports and not isinstance(sample.body, list) and stable in sample.sent.decode()
    }
    for system, stable in STABLE.items()
}
EVERY = [(system, name) for system, samples in SAMPLES.items() for name in samples]


def ids(system: str, body: object) -> list[tuple[str, ...]]:
    found = read(MANIFESTS[system], msgspec.json.encode(body), {}, RECEIVED)
    assert isinstance(found, Reading)
    return [report.ids for report in found.reports]


def other_name(system: str, body: Any) -> Any:
    """The same ticket as it comes later: moved to another project, or without its number."""
    later = copy.deepcopy(body)
    if system == "jira":
        (later.get("issue") or later)["key"] = "MOVED-1"
    else:
        found = later.get("result", later)
        for record in found if isinstance(found, list) else [found]:
            record["number"] = ""
    return later


@pytest.mark.parametrize(("system", "name"), EVERY)
def test_a_ticket_keeps_an_id_whatever_it_is_called_later(system: str, name: str) -> None:
    body = SAMPLES[system][name].body
    now, later = ids(system, body), ids(system, other_name(system, body))
    assert len(now) == len(later)
    for before, after in zip(now, later, strict=True):
        assert before[0] != after[0]
        assert set(before) & set(after)
