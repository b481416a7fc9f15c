"""What was measured: each number as a line of JSON the moment it is known, and all of them as a table at the end."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

import msgspec


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """One measured thing: the median of its rounds, and how far they lie apart."""

    scenario: str
    what: str
    unit: str
    value: float
    low: float
    high: float
    rounds: int
    target: str = ""


class Lines:
    """Collects lines; writes each to standard output and to a file."""

    def __init__(self, out: Path | None) -> None:
        self._out = out
        self._lines: list[Line] = []
        self._notes: list[str] = []
        if out is not None:
            out.write_text("", "utf-8")

    def head(self, facts: dict[str, Any]) -> None:
        """What the numbers depend on."""
        self._write(msgspec.json.encode(facts))

    def add(self, scenario: str, what: str, values: Sequence[float], unit: str, target: str = "") -> None:
        """A measured thing, by its rounds."""
        line = Line(scenario, what, unit, median(values), min(values), max(values), len(values), target)
        self._lines.append(line)
        self._write(msgspec.json.encode(line))

    def note(self, scenario: str, text: str) -> None:
        """Something that could not be measured, and why."""
        self._notes.append(f"{scenario}: {text}")
        self._write(msgspec.json.encode({"scenario": scenario, "note": text}))

    def table(self) -> str:
        """All lines, for people."""
        rows = [("", "what", "median", "min..max", "unit", "target")]
        before = ""
        for line in self._lines:
            spread = f"{_number(line.low)}..{_number(line.high)}" if line.rounds > 1 else ""
            name = line.scenario if line.scenario != before else ""
            rows.append((name, line.what, _number(line.value), spread, line.unit, line.target))
            before = line.scenario
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        told = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
        return "\n".join([*told, *self._notes])

    def _write(self, line: bytes) -> None:
        sys.stdout.write(f"{line.decode()}\n")
        sys.stdout.flush()
        if self._out is not None:
            with self._out.open("ab") as file:
                file.write(line + b"\n")


def _number(value: float) -> str:
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) < 100 else f"{value:.0f}"
