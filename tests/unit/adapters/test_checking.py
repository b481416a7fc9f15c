"""A site that lets a system prove itself weakly is told so."""

from __future__ import annotations

from pathlib import Path

from adapters.auth import Kind, weaknesses_of
from adapters.manifest import parse_manifest
from hub.entrypoints.cli.checking import check_all
from hub.settings import Settings

FAX = "system = 'fax'\n[webhook]\nnative_id = 'id'\nstatus = 'state'\n[auth]\n"


def test_the_check_warns_of_a_secret_in_the_address(tmp_path: Path) -> None:
    (tmp_path / "fax.toml").write_text(FAX + "kind = 'query'\nquery = 'secret'")
    checked = check_all(Settings(adapters=tmp_path))
    assert checked.errors == 0
    [said] = [remark.problem for remark in checked.remarks if "fax:" in remark.problem]
    assert "addresses are logged" in said


def test_every_weak_way_of_proof_is_named() -> None:
    forms = {
        Kind.QUERY: "query = 'secret'",
        Kind.SHA256: "header = 'X'",
        Kind.HMAC_SHA1: "header = 'X'",
        Kind.MTLS: "header = 'X'",
        Kind.HMAC_SHA256: "header = 'X'",
        Kind.API_KEY: "",
    }
    weak = {
        kind for kind, form in forms.items() if weaknesses_of(parse_manifest(f"{FAX}kind = '{kind}'\n{form}", "f").auth)
    }
    assert weak == {Kind.QUERY, Kind.SHA256, Kind.HMAC_SHA1, Kind.MTLS}
