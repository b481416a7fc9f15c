"""How the tests are shared out among the workers of pytest-xdist."""

from __future__ import annotations

from typing import Final

from xdist.scheduler import LoadFileScheduling

_BOARD: Final = "tests/acceptance/board/"


class ByFile(LoadFileScheduling):
    """A file goes to whoever is free; the board's files all go to one worker, the first.

    They share a hub and a browser, and keep the processor busy while the others mostly wait for processes: two workers
    that both draw pages take turns, and then both wait.
    """

    def _split_scope(self, nodeid: str) -> str:
        return _BOARD if nodeid.startswith(_BOARD) else super()._split_scope(nodeid)
