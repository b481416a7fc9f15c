"""A worker that is killed right behind the commit of its first batch: `python -m tests.integration.worker.dying`."""

import os
import signal
from dataclasses import replace
from typing import Any

from hub.entrypoints.worker import role
from hub.settings import Settings
from hub.wiring import Hub
from tests.integration.worker.faults import Faulty


def _dies(_number: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class _Worker(role.Worker):
    def __init__(self, hub: Hub, timing: Any) -> None:
        super().__init__(replace(hub, intake=Faulty(hub.intake, after=_dies)), timing)  # type: ignore[arg-type]


if __name__ == "__main__":
    role.Worker = _Worker  # type: ignore[misc]
    role.work(Settings(port=0), print)
