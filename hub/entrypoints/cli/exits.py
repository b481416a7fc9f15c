"""Exit codes, and the one table that says which error ends in which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import IntEnum
from typing import Final

import typer
from pydantic import ValidationError

from adapters.contract import NotAllowed, NotReached
from adapters.errors import ManifestErrors
from conflict.loader import RulesError
from hub.application.ports import Unavailable
from hub.connections import UnusableConnection
from hub.entrypoints.cli.output import say
from hub.escalation import UnusableEscalation
from hub.infrastructure.kafka.declared import TopicsError
from mappings.errors import MappingErrors
from projections.advance import ProjectionStopped
from projections.rebuild import RebuildRunning
from schemas.errors import HubError, InvalidReport, InvalidUid


class Exit(IntEnum):
    """How a command ends. Scripts may rely on these."""

    DONE = 0
    FOUND = 1
    """A check ran, and found something wrong."""
    WRONG = 2
    """The command line, a setting or a file it names cannot be used."""
    REFUSED = 3
    """The request is clear, but the state of things forbids it, or what it names is not there."""
    UNAVAILABLE = 4
    """The database, Kafka, the port or the data folder cannot be had now; try again once that is cured."""
    INTERRUPTED = 130


class Unusable(HubError):
    """Something that the command line or a setting says cannot be used; the text says what to do."""


ENDS: Final[Mapping[type[BaseException], Exit]] = {
    Unusable: Exit.WRONG,
    InvalidUid: Exit.WRONG,
    InvalidReport: Exit.WRONG,
    MappingErrors: Exit.WRONG,
    ManifestErrors: Exit.WRONG,
    UnusableConnection: Exit.WRONG,
    UnusableEscalation: Exit.WRONG,
    RulesError: Exit.WRONG,
    TopicsError: Exit.WRONG,
    ValidationError: Exit.WRONG,
    HubError: Exit.REFUSED,
    RebuildRunning: Exit.REFUSED,
    ProjectionStopped: Exit.UNAVAILABLE,
    Unavailable: Exit.UNAVAILABLE,
    NotReached: Exit.UNAVAILABLE,
    NotAllowed: Exit.WRONG,
    KeyboardInterrupt: Exit.INTERRUPTED,
}
"""What an expected error ends in; the nearest class counts."""


def exit_of(error: BaseException) -> Exit | None:
    """How a command ends that met this error; None for an error that nobody expected."""
    for kind in type(error).__mro__:
        if kind in ENDS:
            return ENDS[kind]
    return None


@contextmanager
def errors_told() -> Iterator[None]:
    """Tell an expected error in its own sentence on standard error, and end with its code; let others through."""
    try:
        yield
    except (Exception, KeyboardInterrupt) as error:
        code = exit_of(error)
        if code is None:
            raise
        if code is not Exit.INTERRUPTED:
            say(sentence(error))
        raise typer.Exit(code) from error


def sentence(error: BaseException) -> str:
    """What is wrong and what to do."""
    if isinstance(error, ValidationError):
        return "\n".join(_setting(problem["loc"], problem["msg"]) for problem in error.errors())
    return str(error)


def _setting(place: tuple[int | str, ...], problem: str) -> str:
    name = "_".join(map(str, place)).upper()
    setting = name if name in {"DATABASE_URL", "KAFKA_BOOTSTRAP"} else f"STATUSHUB_{name}"
    what = f"the setting {setting}" if place else "the settings"
    return f"{what} cannot be used: {problem.removeprefix('Value error, ')}; docs/settings.md has them all"
