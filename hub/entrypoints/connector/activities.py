"""What a connector does: a list of activities, each in a thread of its own, and each by one process at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Protocol

from hub.application.relay import Stopping
from hub.entrypoints.connector.asking import asking
from hub.entrypoints.connector.listening import listening
from hub.entrypoints.connector.looking_up import looking_up
from hub.entrypoints.connector.notifying import notifying
from hub.entrypoints.connector.writing import naming, writing
from hub.wiring import Hub


class Activity(Protocol):
    """One thing that is done for one system for as long as the process runs."""

    @property
    def name(self) -> str:
        """What nobody else may do at the same time: ``poll/redmine``. The lease has this name."""
        ...

    def run(self, stop: Stopping) -> None:
        """Do it until ``stop`` is asked, which it is also when the lease is lost: ask at least every 30 seconds.

        What the other system does wrong is said and tried again here. Raises Unavailable when the hub's own store is
        away; it is begun again after a pause.
        """
        ...


_KINDS: Final[Sequence[Callable[[Hub], Sequence[Activity]]]] = (
    asking,
    listening,
    looking_up,
    writing,
    naming,
    notifying,
)


def activities_of(hub: Hub) -> list[Activity]:
    """Everything that is to be done for the systems whose URL is set."""
    return [activity for kind in _KINDS for activity in kind(hub)]
