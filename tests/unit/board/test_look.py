"""Language and light."""

import pytest

from hub.entrypoints.board.look import Look, Theme, look_of
from hub.entrypoints.board.words import Language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", Language.EN),
        ("zh-CN,zh;q=0.9,en;q=0.8", Language.ZH),
        ("de-DE, zh-TW;q=0.7, en;q=0.3", Language.ZH),
        ("fr, en-GB", Language.EN),
        ("zhu", Language.EN),
    ],
)
def test_without_a_choice_the_browser_says_the_language(header: str, language: Language) -> None:
    assert look_of("", header) == Look(language, Theme.AUTO)


def test_a_choice_holds_against_the_browser() -> None:
    assert look_of("zh.dark", "en") == Look(Language.ZH, Theme.DARK)


@pytest.mark.parametrize("cookie", ["x", "zz.bright", ".", "<script>.dark.light"])
def test_a_cookie_that_makes_no_sense_chooses_nothing(cookie: str) -> None:
    assert look_of(cookie, "en") == Look(Language.EN, Theme.AUTO)


def test_the_browser_keeps_the_choice_in_the_form_in_which_it_is_read() -> None:
    script = Look(Language.ZH, Theme.LIGHT).script()
    assert look_of(script.split("statushub_board=")[1].split(";")[0], "") == Look(Language.ZH, Theme.LIGHT)


@pytest.mark.parametrize(("theme", "dark"), [(Theme.AUTO, None), (Theme.LIGHT, False), (Theme.DARK, True)])
def test_without_a_choice_the_light_is_the_browsers(theme: Theme, dark: bool | None) -> None:
    assert theme.is_dark is dark
