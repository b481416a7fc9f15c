"""Adapters that other packages bring, found as an installed package is."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from adapters.contract import Connection
from adapters.errors import ManifestErrors
from adapters.registry import (
    Capability,
    capabilities,
    has_sink,
    has_source,
    load_manifests,
    open_listener,
    open_sink,
    open_source,
)
from hub.wiring import load_mapping_tables

MANIFEST = """
system = "{system}"
title = "A press of Acme"
[webhook]
uid = "ticket"
status = "state"
"""
MAPPING = """
[mapping.press]
"@version" = 1
"Idle" = "New"
"""
CODE = """
def open_{part}(*given):
    return given[0].system, "{part}"
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that Python imports from, as the one that packages are installed in."""
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


def install(
    site: Path, distribution: str, system: str, module: str, *, manifest: str = MANIFEST, code: str = ""
) -> Path:
    """What an installer leaves behind."""
    info = site / f"{distribution}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {distribution}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[statushub.adapters]\n{system} = {module}\n")
    folder = site.joinpath(*module.split("."))
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text(
        "raise AssertionError('nothing of it runs until it is opened')\n" if not code else ""
    )
    (folder / "adapter.toml").write_text(manifest.format(system=system))
    for part in filter(None, code.split()):
        (folder / f"{part}.py").write_text(CODE.format(part=part))
    importlib.invalidate_caches()
    return folder


def test_a_package_brings_an_adapter_and_its_table(site: Path) -> None:
    folder = install(site, "acme-press", "press", "acme_press_adapter")
    (folder / "mapping.toml").write_text(MAPPING)

    manifest = load_manifests()["press"]

    assert manifest.title == "A press of Acme"
    assert load_mapping_tables(None)["press"].system == "press"
    assert not has_source(manifest)
    assert not has_sink(manifest)


def test_its_code_is_imported_when_it_is_opened(site: Path) -> None:
    install(site, "acme-press", "press", "acme_press_code", code="source sink listener")
    manifest = load_manifests()["press"]
    connection = Connection(system="press", url="http://press", values={})

    assert has_source(manifest)
    assert has_sink(manifest)
    assert open_source(manifest, connection, object()) == ("press", "source")  # type: ignore[arg-type, comparison-overlap]
    assert open_sink(manifest, connection, object()) == ("press", "sink")  # type: ignore[arg-type, comparison-overlap]
    assert open_listener(manifest, connection, lambda: 0) == ("press", "listener")  # type: ignore[comparison-overlap]


def test_what_it_can_do_by_its_own_code_is_told(site: Path) -> None:
    listens = MANIFEST + '[listen]\nkind = "press-bus"\n'
    install(site, "press-of-acme", "press", "acme_press_can", manifest=listens, code="source sink listener finder")
    install(site, "drill-of-acme", "drill", "acme_drill_can", manifest=listens)
    found = load_manifests()
    assert capabilities(found["press"]) == frozenset(Capability)
    assert capabilities(found["drill"]) == {Capability.WEBHOOK}, "nothing hears a bus of that kind"
    assert Capability.POLL in capabilities(found["tryton"])
    assert capabilities(found["mqtt"]) == {Capability.WEBHOOK, Capability.LISTEN}


def test_a_site_s_file_wins_over_a_package_and_can_extend_it(site: Path, tmp_path: Path) -> None:
    install(site, "acme-press", "press", "acme_press_won")
    ours = tmp_path / "ours"
    ours.mkdir()
    (ours / "press.toml").write_text(MANIFEST.format(system="press").replace("Acme", "ours"))
    assert load_manifests(ours)["press"].title == "A press of ours"


@pytest.mark.parametrize(
    ("system", "module", "manifest", "why"),
    [
        ("press", "acme_press_bad", "system = 'press'\nwrong = 1", "wrong"),
        ("jira", "acme_jira", MANIFEST, "has an adapter for jira of its own"),
        ("press", "acme_other", MANIFEST.replace("{system}", "other"), "stands in the place of"),
    ],
)
def test_an_adapter_that_cannot_be_is_refused_with_its_name(
    site: Path, system: str, module: str, manifest: str, why: str
) -> None:
    install(site, "acme", system, module, manifest=manifest)
    with pytest.raises(ManifestErrors, match=why):
        load_manifests()


def test_a_package_that_promises_what_it_has_not_is_named(site: Path) -> None:
    folder = install(site, "acme-press", "press", "acme_press_gone")
    (folder / "adapter.toml").unlink()
    with pytest.raises(ManifestErrors, match=r"acme-press \(statushub.adapters: press\)"):
        load_manifests()


def test_a_package_that_breaks_on_the_way_is_named(site: Path) -> None:
    install(site, "acme-press", "press", "acme_press_broken.inner")
    (site / "acme_press_broken" / "__init__.py").write_text("1 / 0\n")
    with pytest.raises(ManifestErrors, match="ZeroDivisionError"):
        load_manifests()


def test_two_packages_for_one_system_are_refused(site: Path) -> None:
    install(site, "acme-press", "press", "acme_press_one")
    install(site, "zenith-press", "press", "zenith_press_two")
    with pytest.raises(ManifestErrors, match="both bring an adapter for press"):
        load_manifests()


def test_a_site_s_file_replaces_the_data_of_an_adapter_and_not_its_code(tmp_path: Path) -> None:
    builtin = load_manifests()["tryton"]
    assert builtin.poll is None
    text = Path(builtin.source).read_text(encoding="utf-8")
    (tmp_path / "tryton.toml").write_text(text.replace(f'title = "{builtin.title}"', 'title = "ours"'), "utf-8")

    ours = load_manifests(tmp_path)["tryton"]

    assert ours.title == "ours"
    assert has_source(builtin)
    assert has_source(ours)
