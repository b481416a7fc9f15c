"""The files of a site that has one system of its own."""

from __future__ import annotations

from pathlib import Path

from hub.settings import Settings


def site_with(folder: Path, system: str, adapter: str, table: str, database_url: str) -> Settings:
    """The settings of a hub that finds the system's adapter and its mapping table below ``folder``."""
    for name, text in (("adapters", adapter), ("mappings", table)):
        (folder / name).mkdir()
        (folder / name / f"{system}.toml").write_text(text)
    return Settings(database_url=database_url, adapters=folder / "adapters", mappings=folder / "mappings")
