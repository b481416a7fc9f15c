"""What is wrong with mapping tables, rules and adapters, gathered from all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from adapters.auth import weaknesses_of
from adapters.errors import ManifestError, ManifestErrors
from adapters.manifest import Manifest
from adapters.places import line_of, line_told
from adapters.registry import load_manifests
from conflict.loader import RulesError, load_rules
from hub.settings import Settings
from mappings.errors import MappingErrors
from mappings.laws import Severity, check
from mappings.loader import load_builtin, load_tables
from mappings.model import MappingTable


class Remark(msgspec.Struct, frozen=True):
    """Something that is wrong, where, and what to do; ``line`` is 0 where only the file is known."""

    file: str
    line: int
    severity: str
    problem: str
    cure: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        said = f"{place}: {self.severity}: {self.problem}"
        return f"{said} — {self.cure}" if self.cure else said


class Checked(msgspec.Struct, frozen=True):
    """What was looked at, and what was found."""

    remarks: Sequence[Remark]
    tables: int
    rules: int
    adapters: int

    @property
    def errors(self) -> int:
        return sum(remark.severity == Severity.ERROR for remark in self.remarks)


def check_files(paths: Sequence[Path]) -> Checked:
    """Check mapping tables by themselves."""
    tables, remarks = _tables(paths)
    return Checked([*remarks, *laws(tables.values())], len(tables), 0, 0)


def check_all(settings: Settings) -> Checked:
    """Check what a hub with these settings would run on, and whether it fits together."""
    missing: list[Remark] = []
    site, remarks = _tables(_site_files(settings.mappings, missing))
    tables = load_builtin() | site
    manifests, wrong_manifests = _manifests(settings.adapters)
    wrong_rules, rules = check_rules(settings.rules)
    found = [*missing, *remarks, *laws(tables.values()), *wrong_rules, *wrong_manifests]
    if not wrong_manifests:
        found += [*_strangers(tables, manifests), *_weaknesses(settings.adapters, manifests)]
    return Checked(found, len(tables), rules, len(manifests))


def check_rules(path: Path | None) -> tuple[list[Remark], int]:
    """What is wrong with the rules of a file, or the built-in ones, and how many of them are sound."""
    try:
        return [], len(load_rules(path).rules)
    except RulesError as error:
        return [Remark(one.file, one.line, Severity.ERROR, one.problem, one.cure) for one in error.problems], 0


def _site_files(folder: Path | None, remarks: list[Remark]) -> list[Path]:
    if folder is None:
        return []
    if not folder.is_dir():
        cure = "create it, or correct STATUSHUB_MAPPINGS"
        remarks.append(Remark(str(folder), 0, Severity.ERROR, "this folder of mapping tables does not exist", cure))
    return sorted(folder.glob("*.toml"))


def _tables(paths: Sequence[Path]) -> tuple[dict[str, MappingTable], list[Remark]]:
    """The tables that can be read, and what is wrong with the others."""
    try:
        return load_tables(paths), []
    except MappingErrors as errors:
        remarks = [
            Remark(wrong.file, wrong.line, Severity.ERROR, wrong.problem, wrong.cure) for wrong in errors.problems
        ]
    tables: dict[str, MappingTable] = {}
    for path in paths:
        try:
            tables |= load_tables([path])
        except MappingErrors:
            continue
    return tables, remarks


def laws(tables: Iterable[MappingTable]) -> list[Remark]:
    return [
        Remark(finding.file, finding.line, finding.severity, finding.problem, finding.cure)
        for table in tables
        for finding in check(table)
    ]


def _manifests(folder: Path | None) -> tuple[dict[str, Manifest], list[Remark]]:
    try:
        return load_manifests(folder), []
    except ManifestErrors as errors:
        return {}, [remark_of(wrong) for wrong in errors.problems]


def remark_of(wrong: ManifestError) -> Remark:
    """What is wrong with a manifest, by its line where it has one."""
    try:
        line = line_of(Path(wrong.file).read_text("utf-8-sig"), wrong.key) or line_told(wrong.problem)
    except (OSError, UnicodeDecodeError):
        line = 0
    problem = f"{wrong.key}: {wrong.problem}".removeprefix(": ")
    return Remark(wrong.file, line, Severity.ERROR, problem, wrong.cure)


def _weaknesses(site: Path | None, manifests: Mapping[str, Manifest]) -> list[Remark]:
    """Weak ways of proof that the site has chosen. Those of the built-in adapters are their vendors', and described."""
    ours = [each for each in manifests.values() if site is not None and Path(each.source).is_relative_to(site)]
    return [remark for manifest in ours for remark in weaknesses(manifest)]


def weaknesses(manifest: Manifest) -> list[Remark]:
    """Where a manifest's way of proof is weak."""
    line = line_of(Path(manifest.source).read_text("utf-8-sig"), "auth")
    return [
        Remark(manifest.source, line, Severity.WARNING, f"{manifest.system}: {problem}", cure)
        for problem, cure in weaknesses_of(manifest.auth)
    ]


def _strangers(tables: Mapping[str, MappingTable], manifests: Mapping[str, Manifest]) -> list[Remark]:
    """Systems that have one half of what they need."""
    mute = [
        Remark(
            manifest.source,
            0,
            Severity.WARNING,
            f"{system} has an adapter and no mapping table, so every word of it will be parked",
            f'write a table with "[mapping.{system}]"',
        )
        for system, manifest in manifests.items()
        if system not in tables
    ]
    idle = [
        Remark(
            table.origin.file,
            table.origin.line_of(),
            Severity.WARNING,
            f"{system} has a mapping table and no adapter, so it cannot report",
            f"add an adapter for {system}, or take the table away",
        )
        for system, table in tables.items()
        if system not in manifests
    ]
    return mute + idle
