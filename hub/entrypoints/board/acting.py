"""What a reader does on a page: carried out in their name, if they still are who they were, and told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from nicegui import ui
from nicegui.events import GenericEventArguments
from starlette.concurrency import run_in_threadpool

from conflict.loader import RulesError
from hub.application.access import Right
from hub.application.ports import Unavailable
from hub.entrypoints.board.reader import Reader
from hub.entrypoints.board.refusals import refusal
from hub.entrypoints.board.words import WORDS, Language
from schemas.errors import HubError, NotAllowed, Superseded, UnknownReviewer

Done = TypeVar("Done")


async def carry_out(reader: Reader, right: Right, command: Callable[[str], Done]) -> Done | None:
    """Run a command, which is given the reader's name, beside the event loop.

    None where nothing came of it, which the reader is told then. What is wrong with what they wrote
    (mappings.errors.MappingErrors, conflict.loader.RulesError) is raised: only the page knows where to show it.
    """
    words = reader.words
    try:
        principal = await reader.known()
        if principal is None:
            ui.notify(words.session_over, type="negative")
            return None
        principal.demand(right)
        return await run_in_threadpool(command, principal.name)
    except RulesError:
        raise
    except (HubError, Unavailable) as error:
        ui.notify(why_not(error, reader.look.language), type="negative", multi_line=True)
        return None


def given(event: GenericEventArguments) -> list[object]:
    """What a page emitted, never empty."""
    args = event.args if isinstance(event.args, list) else [event.args]
    flat = args[0] if len(args) == 1 and isinstance(args[0], list) else args
    return list(flat) or [""]


def why_not(error: Exception, language: Language) -> str:
    """An error as the reader is told of it."""
    words = WORDS[language]
    if isinstance(error, UnknownReviewer):
        return words.unknown_reviewer.format(name=error.name)
    known: dict[type[Any], str] = {
        NotAllowed: words.not_allowed,
        Superseded: words.superseded,
        Unavailable: words.unavailable,
    }
    said = next((text for kind, text in known.items() if isinstance(error, kind)), "")
    return said or words.refused.format(why=refusal(error, language))
