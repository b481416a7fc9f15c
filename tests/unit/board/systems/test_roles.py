"""What systems are for, in the reader's language."""

import pytest

from adapters.registry import load_manifests
from hub.entrypoints.board.systems.roles import role_of
from hub.entrypoints.board.words import Language

ROLES = sorted({manifest.role for manifest in load_manifests().values()})


@pytest.mark.parametrize("role", ROLES)
def test_the_role_of_every_system_that_comes_with_the_hub_is_said_in_chinese(role: str) -> None:
    assert role_of(role, Language.EN) == role
    assert any("一" <= character <= "鿿" for character in role_of(role, Language.ZH))


def test_a_role_of_an_adapter_of_the_sites_own_stays_as_it_is() -> None:
    assert role_of("weighing of trucks", Language.ZH) == "weighing of trucks"
