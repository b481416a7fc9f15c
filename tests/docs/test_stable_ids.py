"""What the READMEs of Jira and ServiceNow say to do where ids change, or are missing, gives a ticket one id."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from adapters.declarative import Reading, read
from adapters.manifest import Manifest
from adapters.registry import load_manifests
from adapters.specification import RECEIVED, load_samples
from tests.needs import ROOT

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


def as_told(system: str, folder: Path) -> Manifest:
    """The manifest that the README of a system shows."""
    [text] = re.findall(r"```toml\n(.*?)```", (ROOT / "adapters" / system / "README.md").read_text("utf-8"), re.DOTALL)
    (folder / f"{system}.toml").write_text(text)
    return load_manifests(folder)[system]


def ids(manifest: Manifest, body: object) -> set[str]:
    found = read(manifest, msgspec.json.encode(body), {}, RECEIVED)
    assert isinstance(found, Reading)
    return {report.native_id for report in found.reports}


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
def test_a_ticket_keeps_its_id_whatever_it_is_called_later(system: str, name: str, tmp_path: Path) -> None:
    body = SAMPLES[system][name].body
    shipped, told = load_manifests()[system], as_told(system, tmp_path)
    assert ids(shipped, body) != ids(shipped, other_name(system, body))
    assert ids(told, body) == ids(told, other_name(system, body))
