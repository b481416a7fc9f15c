"""Language and light."""

import pytest
from starlette.requests import HTTPConnection

from hub.entrypoints.board.look import Look, Theme, look_at, look_of
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
    script = Look(Language.ZH, Theme.LIGHT).script("")
    assert look_of(script.split("statushub_board=")[1].split(";")[0], "") == Look(Language.ZH, Theme.LIGHT)


@pytest.mark.parametrize(("root", "path"), [("", "/"), ("/plant", "/plant")])
def test_the_choice_is_kept_for_the_hubs_own_path_alone(root: str, path: str) -> None:
    assert f"; path={path}; " in Look().script(root)


@pytest.mark.parametrize(
    ("cookies", "look"),
    [
        ("statushub_board=zh.dark; statushub_board=en.light", Look(Language.ZH, Theme.DARK)),
        ('other="statushub_board=zh.dark"; statushub_board="zh.light"', Look(Language.ZH, Theme.LIGHT)),
        ("statushub_board", Look()),
        ("", Look()),
    ],
)
def test_the_choice_for_our_own_path_goes_before_that_of_another_hub_on_the_same_host(cookies: str, look: Look) -> None:
    scope = {"type": "http", "headers": [(b"cookie", cookies.encode())]}
    assert look_at(HTTPConnection(scope)) == look


@pytest.mark.parametrize(("theme", "dark"), [(Theme.AUTO, None), (Theme.LIGHT, False), (Theme.DARK, True)])
def test_without_a_choice_the_light_is_the_browsers(theme: Theme, dark: bool | None) -> None:
    assert theme.is_dark is dark
