"""What a trial of other words and rules costs over a store of reports."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from hub.wiring import trial_of
from tests.bench.ingesting import in_batches, ingest_all
from tests.bench.lines import Lines
from tests.bench.store import fresh_hub
from tests.bench.workload import START, plant_day

_RULES = Path("conflict/rules.toml")


def measure(lines: Lines, server_url: str, *, reports: int) -> None:
    """One word of one system, then rules in which every ticket is decided twice."""
    with fresh_hub(server_url) as hub, TemporaryDirectory() as folder:
        ingest_all(hub, in_batches(plant_day(reports)))
        table = Path(folder, "mes.toml")
        table.write_text(_other_words(), "utf-8")
        rules = Path(folder, "rules.toml")
        rules.write_text(_RULES.read_text("utf-8").replace("strict = false", "strict = true"), "utf-8")
        for what, mappings, other_rules in (("another word", [table], None), ("other rules", [], rules)):
            started = perf_counter()
            findings = trial_of(hub, mappings, other_rules).compare(START - 1, hub.clock())
            seconds = perf_counter() - started
            lines.add("what-if", f"{what}: {findings.assessed:,} tickets decided twice", [seconds], "s", "under 20")
            assert findings.reports >= reports * 0.9
            assert findings.assessed


def _other_words() -> str:
    """The MES's table with another meaning of one word."""
    text = Path("mappings/tables/mes.toml").read_text("utf-8")
    assert '"BLOCKED" = { status = "Pending"' in text
    return text.replace('"BLOCKED" = { status = "Pending"', '"BLOCKED" = { status = "Pending Verification"')
