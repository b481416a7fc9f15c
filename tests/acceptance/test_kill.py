"""Nothing that was answered is lost, at whatever moment the process is killed."""

import random
import time
from collections import Counter
from pathlib import Path

import pytest

from hub.settings import Settings
from hub.wiring import Hub, open_hub
from schemas.events import StatusReported
from tests.acceptance.load import Key, Sender, senders
from tests.acceptance.running import Up, free_port, postmaster, statushub
from tests.integration.projections.tables import contents

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.chaos, pytest.mark.timeout(300)]

KILLS = 10


def test_every_answer_holds_after_ten_kills_under_load(folder: Path) -> None:
    seed = random.SystemRandom().randrange(1 << 32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    port = free_port()
    up = Up(folder, port).ready()
    loads = list(senders(up.address, up.headers, seed))
    restarts = []
    began = time.monotonic()
    try:
        for load in loads:
            load.start()
        for _ in range(KILLS):
            time.sleep(chance.uniform(0.1, 1.6))  # the moment is the test; nothing is waited for
            up.kill()
            up = Up(folder, port).ready()
            restarts.append(up.seconds)
        time.sleep(0.5)
    finally:
        for load in loads:
            load.finish()
        for load in loads:
            load.join(20)
        lasted = time.monotonic() - began
        up.stop()
    assert postmaster(folder) is None, "the last hub ends the PostgreSQL that the killed ones left behind"
    _check(folder, loads)
    acknowledged = sum(len(load.acknowledged) for load in loads)
    print(f"{acknowledged} acknowledged in {lasted:.1f} s; restarts {min(restarts):.1f} to {max(restarts):.1f} s")
    assert acknowledged > 1_000
    assert max(restarts) < 15

    verified = statushub("verify", "--data", str(folder))
    assert verified.returncode == 0, verified.stderr


def _check(folder: Path, loads: list[Sender]) -> None:
    assert [odd for load in loads for odd in load.odd] == []
    with open_hub(Settings(data=folder)) as hub:
        stored = _stored(hub)
        acknowledged = set().union(*(load.acknowledged for load in loads))
        sent = set().union(*(load.sent for load in loads))
        assert acknowledged - stored.keys() == set(), "what was answered is there"
        assert [key for key, times in stored.items() if times > 1] == [], "and there once"
        assert stored.keys() - sent == set(), "and nothing else is"
        _views_equal_a_rebuild(hub)


def _stored(hub: Hub) -> Counter[Key]:
    """How often each delivery is in the log."""
    found: Counter[Key] = Counter()
    position = 0
    while events := hub.log.read(position, 5_000):
        position = events[-1].position
        for recorded in events:
            if isinstance(event := recorded.event, StatusReported):
                found[recorded.stream, event.system, event.delivery_id] += 1
    return found


def _views_equal_a_rebuild(hub: Hub) -> None:
    hub.runner.catch_up()
    with hub.connect() as connection:
        live = contents(connection)
    hub.runner.rebuild()
    with hub.connect() as connection:
        assert contents(connection) == live
