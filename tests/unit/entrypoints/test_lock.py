"""One hub to a data folder."""

from pathlib import Path

import pytest

from hub.application.ports import Unavailable
from hub.entrypoints.lock import FolderInUse, address_of, alone_in


def test_a_folder_is_held_by_one_and_tells_where_it_answers(tmp_path: Path) -> None:
    with alone_in(tmp_path / "data") as announce:
        assert address_of(tmp_path / "data") == ""
        announce("http://127.0.0.1:8600")
        assert address_of(tmp_path / "data") == "http://127.0.0.1:8600"
        with pytest.raises(FolderInUse, match=r"already at http://127\.0\.0\.1:8600 \(process \d+\)"):
            alone_in(tmp_path / "data").__enter__()
    assert address_of(tmp_path / "data") == "", "nobody answers there any more"
    with alone_in(tmp_path / "data"):
        pass


def test_a_folder_that_nobody_ever_used_has_no_address(tmp_path: Path) -> None:
    assert address_of(tmp_path / "nowhere") == ""


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Unavailable, match="choose another with --data"):
        alone_in(tmp_path / "file" / "data").__enter__()
