"""Which adapters there are: those that come with the hub or with other packages, and those of the site, which win."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Final

from adapters.contract import Connection, Finder, Listener, Namer, NotAllowed, Piece, Session, Sink, Source
from adapters.csv import reading as csv
from adapters.errors import ManifestError, ManifestErrors
from adapters.finder import ManifestFinder
from adapters.manifest import Manifest, parse_manifest
from adapters.packages import Package, packages
from adapters.polled import PolledSource
from adapters.written import WrittenSink
from schemas.instant import Instant

_BUILTIN = Path(__file__).parent
_FILE = "adapter.toml"
_LISTENERS: Final = {
    "mqtt": ("adapters.mqtt.listener", "MqttListener"),
    "folder": ("adapters.csv.listener", "FolderListener"),
    "opcua": ("adapters.opcua_isa95.listener", "OpcUaListener"),
}
"""Imported when one is opened, because their libraries are an extra."""


class Capability(StrEnum):
    """What an adapter can do, by its manifest or by code of its own."""

    WEBHOOK = "webhook"
    POLL = "poll"
    LISTEN = "listen"
    LOOK_UP = "look-up"
    WRITE = "write"


def load_manifests(site: Path | None = None, only: str = "") -> dict[str, Manifest]:
    """Every adapter by system. Raises ManifestErrors with what is wrong in any manifest.

    With ``only``, of the site's files those of one system: others may still be unfinished.
    """
    problems: list[ManifestError] = []
    found = _brought([Package(path.name, f"adapters.{path.name}", path) for path in _builtin()], problems, {})
    others = _brought(packages(problems), problems, _texts(found))
    for system in others.keys() & found.keys():
        problem = f"the hub has an adapter for {system} of its own"
        cure = "name it otherwise; to replace the hub's, put a file into the site's folder of adapters"
        problems.append(ManifestError(others[system].source, "system", problem, cure))
    found |= others
    if site is not None:
        files = [(name, path) for name, path in _site_files(site, problems) if only in ("", name)]
        ours = _load(files, problems, _texts(found))
        # A site's file says anew what the data are; the code of what it replaces goes on.
        found |= {name: replace(each, code=found[name].code) if name in found else each for name, each in ours.items()}
    if problems:
        raise ManifestErrors(problems)
    return dict(sorted(found.items()))


def mapping_files() -> list[Path]:
    """The mapping tables that packages bring along with their adapters."""
    return [each.mapping for each in packages([]) if each.mapping is not None]


def load_manifest(file: Path) -> Manifest:
    """A manifest that lies anywhere, and may extend those that come with the hub. Raises ManifestErrors."""
    return _read("", file, _texts(load_manifests()))


def _texts(found: Mapping[str, Manifest]) -> dict[str, str]:
    """What other manifests can extend."""
    return {name: Path(manifest.source).read_text(encoding="utf-8-sig") for name, manifest in found.items()}


def _builtin() -> list[Path]:
    return [path.parent for path in sorted(_BUILTIN.glob(f"*/{_FILE}"))]


def _brought(
    brought: Sequence[Package], problems: list[ManifestError], bases: Mapping[str, str]
) -> dict[str, Manifest]:
    """The adapters of packages, the hub's own included, each with where its code lies."""
    found = _load([(each.system, each.manifest) for each in brought], problems, bases)
    return {each.system: replace(found[each.system], code=each) for each in brought if each.system in found}


def _site_files(site: Path, problems: list[ManifestError]) -> list[tuple[str, Path]]:
    """``<system>.toml`` or ``<system>/adapter.toml``, whichever a site finds more convenient."""
    if not site.is_dir():
        cure = "create it, or correct the setting that names it"
        problems.append(ManifestError(str(site), "", "this folder of adapters does not exist", cure))
        return []
    flat = [(path.stem, path) for path in sorted(site.glob("*.toml"))]
    return flat + [(path.parent.name, path) for path in sorted(site.glob(f"*/{_FILE}"))]


def _load(
    files: list[tuple[str, Path]], problems: list[ManifestError], bases: Mapping[str, str]
) -> dict[str, Manifest]:
    found: dict[str, Manifest] = {}
    for name, path in files:
        try:
            manifest = _read(name, path, bases)
        except ManifestErrors as errors:
            problems.extend(errors.problems)
            continue
        if manifest.system in found:
            other = found[manifest.system].source
            problem = f"{manifest.system} has an adapter already, in {other}"
            problems.append(ManifestError(str(path), "system", problem, "keep one of the two"))
        found[manifest.system] = manifest
    return found


def _read(name: str, path: Path, bases: Mapping[str, str]) -> Manifest:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        cure = "check who may read it, and that it is UTF-8"
        raise ManifestErrors([ManifestError(str(path), "", f"this file cannot be read: {error}", cure)]) from error
    manifest = parse_manifest(text, str(path), bases)
    if name and manifest.system != name:
        problem = f"{manifest.system!r} stands in the place of {name!r}"
        raise ManifestErrors([ManifestError(str(path), "system", problem, "name both alike")])
    return manifest


def systems_that_originate(manifests: dict[str, Manifest]) -> Iterator[str]:
    """The systems whose tickets the hub may give a new UID (docs/domain.md §5.1)."""
    return (system for system, manifest in manifests.items() if manifest.originates)


def open_listener(manifest: Manifest, connection: Connection, clock: Callable[[], Instant]) -> Listener:
    """The code that listens for an adapter: that of the ``kind`` which its ``[listen]`` names, else its own.

    Raises NotAllowed where there is none, where a package is missing, and where its settings cannot be used.
    """
    kind = manifest.listen.get("kind")
    if kind not in _LISTENERS and (own := _code(manifest, "listener")) is not None:
        brought: Listener = import_module(own).open_listener(manifest, connection, clock)
        return brought
    if kind not in _LISTENERS:
        raise NotAllowed(
            f"[listen] of {manifest.source} has no kind that there is: use {', '.join(sorted(_LISTENERS))}"
        )
    module, name = _LISTENERS[kind]
    try:
        listener: type = getattr(import_module(module), name)
    except ModuleNotFoundError as error:
        raise NotAllowed(f"{kind} needs the package {error.name}: install ticket-status-hub[connectors]") from error
    opened: Listener = listener(manifest, connection, clock)
    return opened


def read_file(manifest: Manifest, file: Path, now: Instant) -> list[Piece] | None:
    """A file as the adapter's own listener reads those of its folder; None where it listens to none.

    Last of all, where the rest of it cannot be read, stands why. Raises NotAllowed for a ``[listen]`` that cannot be
    used.
    """
    return csv.read_file(manifest, file, now) if manifest.listen.get("kind") == "folder" else None


def comes_with_the_hub(manifest: Manifest) -> bool:
    """Whether it is none of the site's or of a package."""
    return Path(manifest.source).is_relative_to(_BUILTIN)


def has_listener(manifest: Manifest) -> bool:
    """Whether something listens as its ``[listen]`` says."""
    return manifest.listen.get("kind") in _LISTENERS or _code(manifest, "listener") is not None


def has_source(manifest: Manifest) -> bool:
    """Whether a system can be asked."""
    return manifest.poll is not None or _code(manifest, "source") is not None


def open_source(manifest: Manifest, connection: Connection, session: Session) -> Source | None:
    """What asks a system: the adapter's own ``source.open_source``, else its ``[poll]``; None without both."""
    if (module := _code(manifest, "source")) is not None:
        opened: Source = import_module(module).open_source(manifest, connection, session)
        return opened
    return None if manifest.poll is None else PolledSource(manifest, manifest.poll, session)


def has_finder(manifest: Manifest) -> bool:
    """Whether single objects of a system can be read."""
    return bool(manifest.lookups) or _code(manifest, "finder") is not None


def open_finder(manifest: Manifest, connection: Connection, session: Session) -> Finder | None:
    """What reads single objects: the adapter's own ``finder.open_finder``, else its ``[lookup]``; None without both."""
    if (module := _code(manifest, "finder")) is not None:
        opened: Finder = import_module(module).open_finder(manifest, connection, session)
        return opened
    return ManifestFinder(manifest, session) if manifest.lookups else None


def has_sink(manifest: Manifest) -> bool:
    """Whether a system can be written to."""
    return manifest.write is not None or _code(manifest, "sink") is not None


def open_sink(manifest: Manifest, connection: Connection, session: Session) -> Sink | None:
    """What writes to a system: the adapter's own ``sink.open_sink``, else its ``[write]``; None without both."""
    if (module := _code(manifest, "sink")) is not None:
        opened: Sink = import_module(module).open_sink(manifest, connection, session)
        return opened
    return None if manifest.write is None else WrittenSink(manifest.write, connection, session)


def open_namer(manifest: Manifest, connection: Connection, session: Session) -> Namer | None:
    """What tells a system its tickets' UIDs; None where its ``[write.uid]`` or the setting for it is missing."""
    if manifest.write is None or not manifest.originates or not manifest.write.tells_uids(connection):
        return None
    return WrittenSink(manifest.write, connection, session)


def capabilities(manifest: Manifest) -> frozenset[Capability]:
    """What an adapter can do. It follows from what can be opened, so it cannot promise more."""
    found = {
        Capability.WEBHOOK: manifest.profile is not None,
        Capability.POLL: has_source(manifest),
        Capability.LISTEN: bool(manifest.listen) and has_listener(manifest),
        Capability.LOOK_UP: has_finder(manifest),
        Capability.WRITE: has_sink(manifest),
    }
    return frozenset(capability for capability, can in found.items() if can)


def _code(manifest: Manifest, part: str) -> str | None:
    """The module of an adapter's own code, where it has some."""
    code = manifest.code
    return f"{code.module}.{part}" if code is not None and code.has(part) else None
