"""Adapters that other packages bring: found by the entry point group ``statushub.adapters``.

An entry point's name is the system, and its value a package that holds ``adapter.toml``, its table ``mapping.toml``,
and code where data is not enough: ``source.py``, ``finder.py``, ``sink.py``, ``listener.py``. Nothing of it runs until
it is opened.
"""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple

from adapters.errors import ManifestError

GROUP: Final = "statushub.adapters"
_MANIFEST: Final = "adapter.toml"
_MAPPING: Final = "mapping.toml"


class Package(NamedTuple):
    """An adapter that a package brings."""

    system: str
    module: str
    folder: Path

    @property
    def manifest(self) -> Path:
        return self.folder / _MANIFEST

    @property
    def mapping(self) -> Path | None:
        """Its mapping table, if it brings one."""
        path = self.folder / _MAPPING
        return path if path.is_file() else None

    def has(self, part: str) -> bool:
        """Whether it brings code of that name."""
        return (self.folder / f"{part}.py").is_file()


def packages(problems: list[ManifestError]) -> list[Package]:
    """Every package's adapter, by system. What cannot be found is added to ``problems``, with who promised it."""
    found: dict[str, Package] = {}
    for point in sorted(entry_points(group=GROUP)):
        package = _located(point)
        if isinstance(package, ManifestError):
            problems.append(package)
        elif point.name in found:
            problem = f"{found[point.name].module} and {package.module} both bring an adapter for {point.name}"
            problems.append(ManifestError(_told(point), "", problem, "uninstall one of the two"))
        else:
            found[point.name] = package
    return list(found.values())


def _located(point: EntryPoint) -> Package | ManifestError:
    cure = "reinstall or uninstall the package"
    try:
        spec = find_spec(point.module)  # imports what the package lies in, but not the package
    except Exception as error:  # whatever somebody's package does wrong
        problem = f"{point.module} cannot be found: {type(error).__name__}: {error}"
        return ManifestError(_told(point), "", problem, cure)
    folders = None if spec is None else spec.submodule_search_locations
    for folder in folders or ():
        if (Path(folder) / _MANIFEST).is_file():
            return Package(point.name, point.module, Path(folder))
    why = f"{point.module} is no package with a file {_MANIFEST} in it"
    return ManifestError(_told(point), "", why, cure)


def _told(point: EntryPoint) -> str:
    """Who promises an adapter, as an error names it."""
    distribution = point.dist.name if point.dist is not None else "a package"
    return f"{distribution} ({GROUP}: {point.name})"
