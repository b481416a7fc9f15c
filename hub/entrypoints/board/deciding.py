"""A reviewer's part of the pages: claim an open conflict, and say how it is settled."""

from __future__ import annotations

from typing import Final

from nicegui import ui

from hub.application.access import Right
from hub.application.ports import Choice, Decision, Review
from hub.entrypoints.board.acting import carry_out
from hub.entrypoints.board.reader import Reader
from hub.entrypoints.board.words import Words, status_named

_ACCEPT: Final = "accept:"


async def claim(reader: Reader, review: Review, conflict: str) -> None:
    """Take an exception ticket in the reader's name, and tell them what became of it."""
    if await carry_out(reader, Right.REVIEW, lambda by: review.claim(conflict, by)) is not None:
        ui.notify(reader.words.claimed.format(conflict=conflict), type="positive")


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
