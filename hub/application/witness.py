"""Writes down who got in, and who saw to that, as events of streams of their own: nobody can take them out unseen."""

from __future__ import annotations

from typing import Final, Protocol

from hub.application.appending import append_alone
from hub.application.ports import EventLog
from hub.domain.chain import Chain
from schemas.events import KeyChanged, PersonChanged, SignedIn

Deed = SignedIn | PersonChanged | KeyChanged

_PREFIXES: Final[dict[type[Deed], str]] = {SignedIn: "PPL-", PersonChanged: "PPL-", KeyChanged: "KEY-"}


class Witness(Protocol):
    """Where deeds are written down."""

    def note(self, deed: Deed) -> None:
        """Write it down. Raises Unavailable: then nothing must come of the deed either."""
        ...


class LogWitness:
    """Writes into the event log."""

    def __init__(self, log: EventLog, chain: Chain) -> None:
        self._log = log
        self._chain = chain

    def note(self, deed: Deed) -> None:
        """Append one event to the stream of a person or a key. A crash leaves it or does not. Raises Unavailable."""
        append_alone(self._log, self._chain, _PREFIXES[type(deed)] + deed.name, deed)
