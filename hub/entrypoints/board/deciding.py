"""A reviewer's part of the page: claim an open conflict, or decide it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from nicegui import ui
from starlette.concurrency import run_in_threadpool

from hub.application.access import Right
from hub.application.ports import Choice, Decision, Unavailable
from hub.entrypoints.board.acting import carry_out, why_not
from hub.entrypoints.board.model import shortened
from hub.entrypoints.board.reader import Reader
from hub.entrypoints.board.words import WORDS, Language, Words, status_named, status_word
from hub.entrypoints.gateway.deps import GatewayDeps
from hub.entrypoints.gateway.views.conflicts import ConflictView
from hub.entrypoints.gateway.views.tickets import SystemState
from schemas.errors import HubError
from schemas.status import Status

_ACCEPT: Final = "accept:"
_LONGEST_REASON: Final = 2000


class Deciding:
    """Asks for a decision in a dialog, and carries it out in the reader's name."""

    def __init__(self, reader: Reader, deps: GatewayDeps) -> None:
        self._reader = reader
        self._review = deps.review
        self._queries = deps.queries
        self._clock = deps.clock
        self._titles = {system: manifest.title for system, manifest in deps.manifests.items()}
        self._dialog = ui.dialog().props("no-backdrop-dismiss")

    async def claim(self, conflict: str) -> None:
        """Take an exception ticket."""
        words = self._reader.words
        await self._carry_out(lambda by: self._review.claim(conflict, by), words.claimed.format(conflict=conflict))

    async def ask(self, conflict: str) -> None:
        """Show the conflict and what can be chosen."""
        words = self._reader.words
        try:
            view, sides = await run_in_threadpool(self._evidence, conflict)
        except (HubError, Unavailable) as error:
            ui.notify(why_not(error, words), type="negative")
            return
        self._dialog.clear()
        with self._dialog, ui.element("div").classes("sh-dialog"):
            self._fill(view, sides)
        self._dialog.open()

    def _evidence(self, conflict: str) -> tuple[ConflictView, list[SystemState]]:
        """The conflict, and where its systems stand now."""
        view = self._queries.conflict(conflict)
        ticket = self._queries.ticket(view.conflict.uid, as_of=None, now=self._clock()).ticket
        return view, [state for state in ticket.systems if state.system in view.conflict.systems]

    def _fill(self, view: ConflictView, sides: Sequence[SystemState]) -> None:
        words, language = self._reader.words, self._reader.look.language
        ui.label(words.decide_title.format(conflict=view.conflict.conflict)).classes("sh-dialog-name")
        if view.contradictions:
            said = view.contradictions[0].said
            ui.label(said.zh if language is Language.ZH else said.en).classes("sh-said")
        ui.label(words.how).classes("sh-label")
        choice = ui.radio(choices_of(sides, self._titles, language)).props("dense").classes("sh-choices")
        status = ui.select({item.value: status_word(item, language) for item in Status}, label=words.which_status)
        status.props("outlined dense options-dense").bind_visibility_from(choice, "value", value=Choice.SET.value)
        reason = ui.textarea(words.reason).props(f"outlined dense autogrow maxlength={_LONGEST_REASON}")
        reason.classes("sh-reason")
        ui.label(words.reason_about).classes("sh-note")
        wrong = ui.label().classes("sh-wrong").props('role="alert"')

        async def confirm() -> None:
            wrong.text = missing_in(choice.value, status.value, reason.value, words)
            if not wrong.text:
                await self._decide(view.conflict.conflict, choice.value, status.value, reason.value)

        with ui.element("div").classes("sh-dialog-acts"):
            ui.button(words.cancel, on_click=self._dialog.close).props("flat no-caps")
            ui.button(words.confirm, on_click=confirm).props("unelevated no-caps color=primary")

    async def _decide(self, conflict: str, choice: str, status: str | None, reason: str) -> None:
        def decide(by: str) -> object:
            return self._review.decide(conflict, decision_of(by, choice, status, reason))

        if await self._carry_out(decide, self._reader.words.decided.format(conflict=conflict)):
            self._dialog.close()

    async def _carry_out(self, command: Callable[[str], object], done: str) -> bool:
        """Run a reviewer's command, and say that it is done."""
        if await carry_out(self._reader, Right.REVIEW, command) is None:
            return False
        ui.notify(done, type="positive")
        return True


def choices_of(sides: Iterable[SystemState], titles: Mapping[str, str], language: Language) -> dict[str, str]:
    """What a reviewer can choose: each side as it stands now, which is what accepting it means, or neither."""
    words = WORDS[language]
    accepted = {
        _ACCEPT + side.system: words.accept_side.format(
            system=titles.get(side.system, side.system),
            status=status_word(side.status, language),
            native=shortened(side.native),
        )
        for side in sides
    }
    return accepted | {Choice.SET.value: words.set_status, Choice.NO_CONFLICT.value: words.no_conflict}


def missing_in(choice: str | None, status: str | None, reason: str | None, words: Words) -> str:
    """What the reviewer has not said yet; nothing when all is said."""
    if not choice:
        return words.choice_missing
    if choice == Choice.SET and not status:
        return words.status_missing
    return "" if (reason or "").strip() else words.reason_missing


def decision_of(by: str, choice: str, status: str | None, reason: str) -> Decision:
    """The decision in the words of the port."""
    reason = reason.replace("\0", "").strip()
    if choice.startswith(_ACCEPT):
        system = choice.removeprefix(_ACCEPT)
        return Decision(by=by, choice=Choice.ACCEPT, reason=reason, system=system)
    if choice == Choice.SET:
        return Decision(by=by, choice=Choice.SET, reason=reason, status=status_named(status))
    return Decision(by=by, choice=Choice(choice), reason=reason)
