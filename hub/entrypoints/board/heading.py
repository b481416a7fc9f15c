"""The bar at the top: where one is, whether it is live, who one is, and how one likes to read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from nicegui import ui

from hub.entrypoints.board.look import Look, Theme
from hub.entrypoints.board.reader import Reader, role_word
from hub.entrypoints.board.words import Language
from hub.entrypoints.gateway.below import root_of

_LOG_OUT = "fetch({address}, {{method: 'POST'}}).finally(() => location.reload())"


class Link(NamedTuple):
    """A page that the bar leads to."""

    title: str
    path: str
    is_here: bool


class Heading:
    """Lays out the bar, and shows beneath it when the database is away."""

    def __init__(self, reader: Reader, links: Sequence[Link]) -> None:
        self._reader = reader
        self._look = reader.look
        words, principal = reader.words, reader.principal
        self._dark = ui.dark_mode(self._look.theme.is_dark)
        with ui.element("header").classes("sh-bar"):
            ui.label(words.product).classes("sh-product").props('role="heading" aria-level="1"')
            if len(links) > 1:
                self._navigate(links)
            self._state = ui.label(words.live).classes("sh-state").props('role="status"')
            ui.element("span").classes("sh-gap")
            if principal is not None:
                who = f"{principal.name} · {role_word(principal.role, words)}"
                ui.label(who).classes("sh-who")
            other = ui.button(words.language_other, on_click=self._switch_language, color=None)
            other.props(f'flat dense no-caps aria-label="{words.language_name}"').classes("sh-language")
            theme = ui.button(icon="contrast", on_click=self._switch_theme, color=None)
            theme.props(f'flat dense round aria-label="{words.theme}"').tooltip(words.theme)
            out = ui.button(icon="logout", on_click=self._log_out, color=None)
            out.props(f'flat dense round aria-label="{words.log_out}"').tooltip(words.log_out)
        self._banner = ui.label().classes("sh-away").props('role="alert"')
        self._banner.visible = False

    def _navigate(self, links: Sequence[Link]) -> None:
        with ui.element("nav").classes("sh-nav").props(f'aria-label="{self._reader.words.pages}"'):
            for link in links:
                shown = ui.link(link.title, link.path).classes("sh-nav-link")
                if link.is_here:
                    shown.props('aria-current="page"')

    def waiting(self) -> None:
        """Nothing is known yet."""
        self._state.text = self._reader.words.connecting

    def live(self) -> None:
        """What is shown is what is."""
        self._state.text = self._reader.words.live
        self._state.classes(remove="sh-state-away")
        self._banner.visible = False

    def away(self, why: str) -> None:
        """What is shown is what was."""
        self._state.text = self._reader.words.away
        self._state.classes(add="sh-state-away")
        self._banner.text = why
        self._banner.visible = True

    def _log_out(self) -> None:
        ui.run_javascript(_LOG_OUT.format(address=json.dumps(_root() + "/logout")))

    def _switch_language(self) -> None:
        other = Language.EN if self._look.language is Language.ZH else Language.ZH
        ui.run_javascript(f"{Look(other, self._look.theme).script(_root())}; location.reload()")

    async def _switch_theme(self) -> None:
        """Away from what is seen now; only the browser knows what that is where its system decides."""
        is_dark = await ui.run_javascript("document.body.classList.contains('body--dark')", timeout=5)
        self._look = self._look._replace(theme=Theme.LIGHT if is_dark else Theme.DARK)
        self._dark.value = not is_dark
        ui.run_javascript(self._look.script(_root()))


def _root() -> str:
    """What stands before every path of the hub's, for whoever's page this is."""
    return root_of(ui.context.client.request)
