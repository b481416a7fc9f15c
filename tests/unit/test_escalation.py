"""The file that says who is told of exception tickets."""

from pathlib import Path

import pytest

from hub.escalation import UnusableEscalation, load_escalation

ADDRESSES = {"MAIL": "mailto://hub:s3cret@mail.example", "CHAT": "wecombot://s3cret"}


def written(folder: Path, text: str) -> Path:
    path = folder / "levels.toml"
    path.write_text(text)
    return path


def test_levels_go_by_their_minutes_and_name_addresses_by_variables(tmp_path: Path) -> None:
    path = written(tmp_path, '[[level]]\nafter_minutes = 15\nurls = ["CHAT"]\n[[level]]\nurls = ["MAIL", "MAIL"]\n')
    found = load_escalation(path, ADDRESSES)
    assert [(each.key, each.after_minutes) for each in found.channels] == [("0/MAIL", 0), ("1/CHAT", 15)]
    assert found.channels[0].url == ADDRESSES["MAIL"]
    assert "s3cret" not in repr(found)
    assert found.languages == ("en", "zh")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "level"),
        ('[[level]]\nurls = ["PAGER"]', "PAGER is not set"),
        ('[[level]]\nurls = ["slack://s3cret/b/c"]', "environment variable"),
        ("[[level]]\nurls = []", "docs/settings.md"),
        ('[[level]]\nurls = ["MAIL"]\nafter = 5', "after"),
        ('languages = ["fr"]\n[[level]]\nurls = ["MAIL"]', "'fr'"),
        ("[[level]", "docs/settings.md"),
    ],
)
def test_what_cannot_be_used_is_said_and_no_address_repeated(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UnusableEscalation, match=said) as raised:
        load_escalation(written(tmp_path, text), ADDRESSES)
    assert "s3cret" not in str(raised.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnusableEscalation, match=r"levels\.toml: no such file"):
        load_escalation(tmp_path / "levels.toml", ADDRESSES)
