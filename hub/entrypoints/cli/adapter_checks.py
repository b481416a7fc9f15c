"""Everything that can be known to be wrong with an adapter before its system is connected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from adapters.absent import writes_null
from adapters.errors import ManifestErrors
from adapters.manifest import Manifest
from adapters.places import line_of
from adapters.registry import comes_with_the_hub, has_listener, has_sink, load_manifest, load_manifests
from adapters.specification import Sample, faults
from hub.entrypoints.cli.checking import Remark, laws, remark_of, weaknesses
from hub.entrypoints.cli.exits import Unusable
from hub.settings import Settings
from hub.wiring import load_mapping_tables
from mappings.errors import MappingErrors
from mappings.laws import Severity
from mappings.loader import load_tables
from mappings.model import MappingTable
from mappings.translate import to_native

SAMPLES = "samples"
"""The folder beside an ``adapter.toml`` with what its system sends, and what has to come of it; beside a
``<system>.toml`` it has a folder for each system."""


def check_adapters(settings: Settings, wanted: str) -> tuple[list[Remark], int, int]:
    """What is wrong with the adapter of that name or in that folder, how many were looked at, and how many samples.

    Without a name: the site's, or, where there is none, all that there are. Raises Unusable for what is neither.
    """
    try:
        manifests = _manifests(settings, wanted)
    except ManifestErrors as errors:
        return [remark_of(wrong) for wrong in errors.problems], 0, 0
    found: list[Remark] = []
    tables = load_mapping_tables(None)
    for manifest in manifests:
        table, wrong = _table(manifest, settings.mappings, tables)
        found += [*wrong, *_of_manifest(manifest)]
        found += _of_both(manifest, table) if table else [] if wrong else [_mute(manifest)]
    samples = sum(len(list(samples_of(manifest).glob("*.json"))) for manifest in manifests)
    return found, len(manifests), samples


def _manifests(settings: Settings, wanted: str) -> list[Manifest]:
    path = Path(wanted)
    if wanted and (path / "adapter.toml").is_file():
        return [load_manifest(path / "adapter.toml")]
    if wanted and path.is_file():
        return [load_manifest(path)]
    if wanted and not path.is_dir():
        return [_named(settings, wanted)]
    folder = path if wanted else settings.adapters
    known = load_manifests(folder)
    ours = [each for each in known.values() if folder and Path(each.source).is_relative_to(folder)]
    if wanted and not ours:
        raise Unusable(f"{wanted} holds no adapter; write <system>.toml or <system>/adapter.toml there")
    return ours or list(known.values())


def _named(settings: Settings, system: str) -> Manifest:
    named = load_manifests(settings.adapters, only=system).get(system)
    if named is None:
        there = ", ".join(load_manifests(settings.adapters))
        raise Unusable(f"{system} is neither a folder nor an adapter; there are {there}")
    return named


def _table(
    manifest: Manifest, site: Path | None, common: Mapping[str, MappingTable]
) -> tuple[MappingTable | None, list[Remark]]:
    """The mapping table: the one beside the manifest, as packages have it, else that of the site or the hub.

    What is wrong with the tables of other systems is no matter of this one.
    """
    beside, ours = Path(manifest.source).with_name("mapping.toml"), sorted(site.glob("*.toml")) if site else []
    try:
        if beside.is_file():
            return load_tables([beside]).get(manifest.system), []
        return {**common, **load_tables(ours, manifest.system)}.get(manifest.system), []
    except MappingErrors as errors:
        return None, [Remark(one.file, one.line, Severity.ERROR, one.problem, one.cure) for one in errors.problems]


def _mute(manifest: Manifest) -> Remark:
    problem = f"{manifest.system} has no mapping table, so every word of it will be parked"
    return Remark(manifest.source, 0, Severity.ERROR, problem, f'write a table with "[mapping.{manifest.system}]"')


def _of_manifest(manifest: Manifest) -> Iterator[Remark]:
    """What does not fit together in a manifest that can be read."""
    yield from weaknesses(manifest)
    shapes = manifest.profile.shapes if manifest.profile else ()
    named = {shape.lookup: shape.key for shape in shapes if shape.lookup}
    for kind in named.keys() - manifest.lookups.keys():
        problem = f"a {kind} has to be looked up, and nothing says where, so its events are parked"
        yield _warning(manifest, f"{named[kind]}.lookup", problem, f'add [lookup."{kind}"] with the path of one')
    for kind in manifest.lookups.keys() - named.keys():
        problem = f"no shape of [webhook] looks up a {kind}"
        yield _warning(manifest, f'lookup."{kind}"', problem, "name it as a shape's lookup does, or leave it out")
    if manifest.profile and not comes_with_the_hub(manifest) and not any(samples_of(manifest).glob("*.json")):
        problem = "no body that it sends is kept as a sample, so nothing tells when it is no longer read as it was"
        cure = f"keep one of each kind: statushub adapters try BODY --system {manifest.system} --keep NAME"
        yield _warning(manifest, "webhook", problem, cure)
    yield from _of_ids(manifest)
    if manifest.listen and not has_listener(manifest):
        problem = f"[listen] is of the kind {manifest.listen.get('kind')!r}, which nothing hears"
        yield _error(manifest, "listen.kind", problem, "use mqtt, opcua or folder, or bring a listener.py")


def _of_ids(manifest: Manifest) -> Iterator[Remark]:
    """Ids that are no ids where something is missing; each is told once, whatever shapes have it."""
    shapes = manifest.profile.shapes if manifest.profile else ()
    places = [
        (f"{shape.key}.{name}", place)
        for shape in shapes
        for name in ("native_id", "aliases", "delivery_id")
        if (place := getattr(shape, name)) is not None and writes_null(place)
    ]
    for key, text in {place.text: (key, place.text) for key, place in reversed(places)}.values():
        problem = f"`{text}` says null for what is missing, so what has no id is taken for the same"
        yield _warning(manifest, key, problem, "use concat(a, '/', b), which is nothing where a part of it is missing")


def _of_both(manifest: Manifest, table: MappingTable) -> Iterator[Remark]:
    """What is wrong with the words, and whether the manifest and the words fit."""
    yield from laws([table])
    if has_sink(manifest) and not table.writes:
        problem = f"{manifest.system} can be written to, and its mapping table lists no status to write"
        yield _warning(manifest, "write", problem, 'add "@writes" to the table, or leave [write] out')
    if manifest.write is not None and manifest.write.keys:
        for status in table.writes:
            word = to_native(table, status)
            if word is not None and word not in manifest.write.keys:
                problem = f"{status.value} is written as {word!r}, which has no key"
                yield _error(manifest, "write.keys", problem, "add its key, or take the status out of @writes")
    told: dict[tuple[str, str], str] = {}
    for path in sorted(samples_of(manifest).glob("*.json")):
        yield from _of_sample(manifest, table, path, told)


def samples_of(manifest: Manifest) -> Path:
    """The folder of an adapter's samples."""
    file = Path(manifest.source)
    return file.parent / SAMPLES if file.name == "adapter.toml" else file.parent / SAMPLES / manifest.system


def _of_sample(
    manifest: Manifest, table: MappingTable, path: Path, told: dict[tuple[str, str], str]
) -> Iterator[Remark]:
    """What is wrong with a sample; ``told`` keeps which word came by which delivery id of which ticket."""
    try:
        sample = msgspec.json.decode(path.read_bytes(), type=Sample)
    except (OSError, msgspec.DecodeError) as error:
        cure = "let statushub adapters try --keep write it, or give it headers, body or text, reports, lookups, ignored"
        yield Remark(str(path), 0, Severity.ERROR, f"this is no sample: {error}", cure)
        return
    for fault in faults(manifest, table, sample):
        cure = (
            f"mend the manifest, or the sample; statushub adapters try shows what is read (--system {manifest.system})"
        )
        yield Remark(str(path), 0, Severity.ERROR, fault, cure)
    for report in sample.reports:
        delivery, word = report.get("delivery_id"), report.get("native_status", "")
        ticket = report.get("native_id") or report.get("uid", "")
        if delivery and told.setdefault((ticket, delivery), word) != word:
            problem = f"{delivery!r} brings {told[ticket, delivery]!r} to {ticket} and then {word!r}, as if sent again"
            cure = "let delivery_id name what is new with each delivery, or leave it out; or keep the sample anew"
            yield Remark(str(path), 0, Severity.WARNING, problem, cure)


def _error(manifest: Manifest, key: str, problem: str, cure: str) -> Remark:
    return _remark(manifest, key, Severity.ERROR, problem, cure)


def _warning(manifest: Manifest, key: str, problem: str, cure: str) -> Remark:
    return _remark(manifest, key, Severity.WARNING, problem, cure)


def _remark(manifest: Manifest, key: str, severity: Severity, problem: str, cure: str) -> Remark:
    line = line_of(Path(manifest.source).read_text("utf-8-sig"), key)
    return Remark(manifest.source, line, severity, f"{key}: {problem}", cure)
