"""What goes wrong in a run, and when: a plan that a seed decides, and the acts."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Final, NamedTuple

from tests.chaos.database import PrivateDatabase
from tests.chaos.roles import Role
from tests.chaos.senders import Pace
from tests.chaos.site import Site
from tests.chaos.waiting import until
from tests.kafka.find import Broker

TAKEOVER: Final = 10.0
"""Seconds in which another relay has to lead."""
SETTLES: Final = 60.0
"""Seconds in which everything that was there at a fault has to be through."""

CLOSELY: Final = 0.3
"""How many faults follow closely on the one before ..."""
CLOSE: Final = 20
"""... which is after so many reports."""

Act = Callable[[Site, Random], str]
"""Does harm, repairs what nobody else would, and says what was seen."""


class Fault(NamedTuple):
    """Something that goes wrong once so many reports were acknowledged."""

    after: int
    name: str
    comes_alone: bool
    """Whether everything is well again before it happens; else the hub still has to do with the fault before."""


def kill_worker(site: Site, chance: Random) -> str:
    worker = chance.choice(site.workers)
    worker.kill()
    time.sleep(chance.uniform(0, 1))  # how long it is away is part of the fault; nothing is waited for
    return f"{worker.name} was ready after {worker.start().ready():.1f} s"


def freeze_worker(site: Site, chance: Random) -> str:
    """It wakes when its partitions belong to the other, with whatever it was about to store."""
    worker = chance.choice(site.workers)
    worker.freeze()
    try:
        seconds = until(lambda: len(site.holders()) == 1, f"the partitions of {worker.name} are taken over")
    finally:
        worker.wake()
    until(lambda: len(site.holders()) == 2, f"{worker.name} has partitions again")
    return f"the partitions of {worker.name} were taken over after {seconds:.1f} s"


def force_rebalance(site: Site, chance: Random) -> str:
    site.guest.start()
    joined = until(lambda: len(site.holders()) == 3, "a third worker has partitions")
    time.sleep(chance.uniform(0, 1))
    site.guest.stop()
    left = until(lambda: len(site.holders()) == 2, "the partitions of the third worker are taken over")
    return f"a third worker had partitions after {joined:.1f} s, and {left:.1f} s after it left it had none"


def kill_leader(site: Site, chance: Random) -> str:
    leader = _leader(site)
    terms = site.terms()
    leader.kill()
    seconds = _succession(site, terms)
    leader.start().ready()
    return f"{leader.name} led; another did after {seconds:.1f} s"


def freeze_leader(site: Site, chance: Random) -> str:
    """It wakes when another leads, with whatever it was about to publish."""
    leader = _leader(site)
    terms = site.terms()
    leader.freeze()
    try:
        seconds = _succession(site, terms)
    finally:
        leader.wake()
    until(lambda: len(site.leaders()) == 1 and leader not in site.leaders(), "only the other relay leads")
    return f"{leader.name} led; another did after {seconds:.1f} s"


def kill_gateway(site: Site, chance: Random) -> str:
    site.gateway.kill()
    return f"the gateway was ready after {site.gateway.start().ready():.1f} s"


def restart_broker(site: Site, chance: Random) -> str:
    return f"the broker was away for {_away(site.broker, chance):.1f} s"


def restart_database(site: Site, chance: Random) -> str:
    return f"the database was away for {_away(site.database, chance):.1f} s"


def _away(part: Broker | PrivateDatabase, chance: Random) -> float:
    """The seconds for which a part that the roles stand on was stopped."""
    began = time.monotonic()
    part.stop()
    time.sleep(chance.uniform(0, 2))
    part.start()
    return time.monotonic() - began


def _leader(site: Site) -> Role:
    until(lambda: len(site.leaders()) == 1, "one relay leads")
    [leader] = site.leaders()
    return leader


def _succession(site: Site, terms: int) -> float:
    """Wait until another relay leads, which has to be soon; the seconds that it took."""
    return until(lambda: site.terms() > terms, "another relay leads", TAKEOVER)


ACTS: Final[Mapping[str, Act]] = {
    act.__name__.replace("_", " "): act
    for act in (
        kill_worker,
        freeze_worker,
        force_rebalance,
        kill_leader,
        freeze_leader,
        kill_gateway,
        restart_broker,
        restart_database,
    )
}
MORE: Final = ("kill worker", "kill leader", "kill gateway", "restart database")
"""What happens twice in a run."""


def planned(chance: Random, reports: int) -> list[Fault]:
    """Every kind of fault, some of them twice, in random order, at random moments that are spread over the reports.

    Some follow closely on the one before. Those of a relay that leads do not, for they are measured. The last one is
    a rebalance, which every worker has to take part in: one that has lost its group without knowing would show.
    """
    names = [*ACTS, *MORE]
    chance.shuffle(names)
    names.append("force rebalance")
    part = reports / (len(names) + 1)
    faults: list[Fault] = []
    for place, name in enumerate(names):
        after = round(part * (place + chance.random()))
        follows = bool(faults) and "leader" not in name and chance.random() < CLOSELY
        faults.append(Fault(faults[-1].after + CLOSE if follows else after, name, not follows))
    return faults


def disturb(site: Site, pace: Pace, faults: Sequence[Fault], chance: Random, say: Callable[[str], None]) -> None:
    """Let each fault happen in its moment, while reports flow, and see that everything before it comes through.

    The pace lets out only so many reports ahead of the next fault, so that none of them meets an idle hub. Raises
    TimeoutError for what does not come through.
    """
    ahead = max(50, faults[-1].after // len(faults))
    began = time.monotonic()
    for number, fault in enumerate(faults):
        pace.let_out(fault.after + ahead)
        pace.wait_for(fault.after, SETTLES)
        happened = time.monotonic()
        say(f"{happened - began:6.1f} s, {pace.acknowledged:6d} reports acknowledged: {number + 1}. {fault.name}")
        say(f"          {ACTS[fault.name](site, chance)}")
        if number + 1 == len(faults) or faults[number + 1].comes_alone:
            _come_through(site, fault)
            say(f"          everything before it was through after {time.monotonic() - happened:.1f} s")
    pace.let_out(sys.maxsize)


def _come_through(site: Site, fault: Fault) -> None:
    mark = site.mark()
    until(lambda: site.has_stored(mark), f"all is stored after: {fault.name}", SETTLES)
    until(lambda: site.has_published(mark), f"all is published after: {fault.name}", SETTLES)
