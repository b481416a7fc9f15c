"""The administrator's key: issued once, kept for its owner alone."""

import stat
from pathlib import Path

import pytest

from hub.application.access import KeyRing, Role
from hub.entrypoints.admin_key import keep_admin_key
from tests.unit.gateway.fakes import FakeWitness, MemoryKeyStore


@pytest.fixture
def keys() -> KeyRing:
    numbers = iter(range(100))
    return KeyRing(MemoryKeyStore(), clock=lambda: 0, random=lambda: f"secret-{next(numbers)}", witness=FakeWitness())


def test_the_first_start_issues_it_and_the_next_ones_keep_it(keys: KeyRing, tmp_path: Path) -> None:
    path = keep_admin_key(keys, tmp_path)
    assert path is not None
    secret = path.read_text().strip()
    holder = keys.verify(secret)
    assert holder is not None
    assert (holder.name, holder.role) == ("admin", Role.ADMIN)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert keep_admin_key(keys, tmp_path) == path
    assert path.read_text().strip() == secret


def test_a_file_that_was_taken_away_is_not_replaced_while_its_key_is_in_force(keys: KeyRing, tmp_path: Path) -> None:
    path = keep_admin_key(keys, tmp_path)
    assert path is not None
    path.unlink()
    assert keep_admin_key(keys, tmp_path) is None
    assert not path.exists()


@pytest.mark.parametrize("left", ["shk_of-another-database\n", "", "\xff"])
def test_a_file_without_a_key_in_force_is_replaced(keys: KeyRing, tmp_path: Path, left: str) -> None:
    (tmp_path / "admin.key").write_text(left, "latin-1")
    path = keep_admin_key(keys, tmp_path)
    assert path is not None
    assert keys.verify(path.read_text().strip()) is not None
