"""The whole day: a few dozen faults, of which some are told in contradictions, in the order in which the hub hears."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Final, NamedTuple

from hub.application.ports import Choice
from hub.entrypoints.demo.plant import DIGITAL, MACHINES, MECHANICAL
from hub.entrypoints.demo.said import Happening, Ruled, Slip
from hub.entrypoints.demo.stories import (
    COME_BACK,
    FALSE_ALARM,
    HOUR,
    LONG_REPAIR,
    MINUTE,
    REPAIR,
    Move,
    Teller,
)
from schemas.status import Status

LENGTH: Final = 9 * HOUR
"""From the first fault until now, in seconds."""

_SHOP: Final = ("crm", "mes", "erp")
_DESK: Final = ("itsm", "mes")
_ALL: Final = ("crm", "itsm", "mes", "erp")

_PLAIN: Final[Sequence[tuple[Sequence[Move], Sequence[str]]]] = (
    (REPAIR, _SHOP),
    (REPAIR, _DESK),
    (LONG_REPAIR, _ALL),
    (REPAIR, _ALL),
    (FALSE_ALARM, ("crm", "mes")),
    (REPAIR, _SHOP),
    (COME_BACK, _ALL),
    (REPAIR, ("itsm", "crm")),
)


class Day(NamedTuple):
    """What happens, in the order in which the hub hears of it, and to how many faults."""

    happenings: list[Happening]
    faults: int


def plants_day(seed: int = 1) -> Day:
    """The day of a seed."""
    chance = random.Random(seed)  # noqa: S311 - a story, not a secret
    plan = [(start, _plain(number)) for number, start in enumerate(_spread(chance, 30))]
    plan += _SPECIAL
    plan.sort(key=lambda item: item[0])
    happenings: list[Happening] = []
    for fault, (start, tell) in enumerate(plan, start=1):
        teller = Teller(fault, _note(chance), chance)
        ruled = tell(teller, start)
        teller.hears_twice(0.07)
        happenings += chain(teller.said, ruled)
    happenings = [item for item in happenings if item.sent <= LENGTH]
    return Day(sorted(happenings, key=lambda item: item.sent), len(plan))


Tell = Callable[[Teller, float], Sequence[Ruled]]


def _spread(chance: random.Random, count: int) -> list[float]:
    """Beginnings over the day; the last of them are still under way at its end."""
    step = (LENGTH - 20 * MINUTE) / count
    return [index * step + chance.uniform(0, step / 2) for index in range(count)]


def _plain(number: int) -> Tell:
    moves, systems = _PLAIN[number % len(_PLAIN)]

    def tell(teller: Teller, start: float) -> Sequence[Ruled]:
        teller.journey(start, moves, systems)
        if number % 5 == 2:
            teller.gets_stuck(systems[-1] if systems[-1] != "erp" else "mes", 9 * MINUTE)
        return ()

    return tell


def _note(chance: random.Random) -> str:
    fault = chance.choice(chance.choice((MECHANICAL, MECHANICAL, DIGITAL)))
    return fault.at(chance.choice(MACHINES))


# -- what goes wrong ------------------------------------------------------------------------------------------------


def _solved_and_back(teller: Teller, start: float) -> Sequence[Ruled]:
    """CRM says Solved; four minutes later the ITSM has it open again."""
    teller.journey(start, REPAIR[:4], _ALL)
    solved = start + REPAIR[4].after
    teller.say("itsm", solved - 2 * MINUTE, Status.RESOLVED)
    teller.say("crm", solved, Status.RESOLVED)
    teller.say("itsm", solved + 4 * MINUTE, Status.REOPENED)
    return ()


def _forgotten_job(teller: Teller, start: float) -> Sequence[Ruled]:
    """CRM and ERP close it; the job in the MES was never begun, and the machine stands still for hours."""
    teller.journey(start, REPAIR, ("crm", "erp"))
    teller.say("mes", start + 3 * MINUTE, Status.NEW)
    return ()


def _blocked_job(teller: Teller, start: float) -> Sequence[Ruled]:
    """The ITSM resolves it while the MES waits for a part."""
    teller.journey(start, REPAIR, ("itsm", "crm"))
    teller.journey(start + MINUTE, REPAIR[:3], ("mes",))
    teller.say("mes", start + 30 * MINUTE, Status.PENDING)
    return ()


def _dropped_and_done(teller: Teller, start: float) -> Sequence[Ruled]:
    """ERP flags the order for deletion; six minutes later the shop floor reports it done. The quality team rules."""
    teller.journey(start, REPAIR[:4], _SHOP)
    end = start + 64 * MINUTE
    teller.say("erp", end, Status.CANCELLED)
    teller.say("mes", end + 6 * MINUTE, Status.RESOLVED)
    teller.say("crm", end + 50 * MINUTE, Status.RESOLVED)
    teller.say("erp", end + 55 * MINUTE, Status.RESOLVED)
    reason = "The part was changed; the order was dropped by mistake. 零件已更换，订单系误删。"
    return (Ruled(fault=teller.fault, sent=end + 45 * MINUTE, choice=Choice.ACCEPT, system="mes", reason=reason),)


def _work_goes_on(teller: Teller, start: float) -> Sequence[Ruled]:
    """CRM says Solved; seven minutes later the shop floor begins. The quality team finds both right."""
    teller.journey(start, REPAIR[:2], ("crm", "mes"))
    solved = start + 40 * MINUTE
    teller.say("crm", solved, Status.RESOLVED)
    teller.say("mes", solved + 7 * MINUTE, Status.IN_PROGRESS)
    teller.say("mes", solved + 50 * MINUTE, Status.RESOLVED)
    reason = (
        "A remote reset solved it; the job on the floor was the cleaning afterwards. 远程复位已解决，现场仅为清洁。"
    )
    return (Ruled(fault=teller.fault, sent=solved + 35 * MINUTE, choice=Choice.NO_CONFLICT, reason=reason),)


def _second_thoughts(teller: Teller, start: float) -> Sequence[Ruled]:
    """CRM takes its own Solved back after three minutes."""
    teller.journey(start, REPAIR[:4], _SHOP)
    teller.say("crm", start + 60 * MINUTE, Status.RESOLVED)
    teller.say("crm", start + 63 * MINUTE, Status.REOPENED)
    return ()


def _strange_words(teller: Teller, start: float) -> Sequence[Ruled]:
    """Three systems use words that no table knows, and the MES chats."""
    teller.journey(start, REPAIR[:3], _ALL)
    teller.say("mes", start + 33 * MINUTE, word="WAIT_SPARE")
    teller.say("itsm", start + 35 * MINUTE, word="Awaiting Vendor")
    teller.say("crm", start + 38 * MINUTE, word="On the Back Burner")
    teller.say("mes", start + 41 * MINUTE, Status.IN_PROGRESS, event="job.comment_added")
    return ()


def _bad_names(teller: Teller, start: float) -> Sequence[Ruled]:
    """An order that names no ticket, one with a mistyped UID, a job under another's UID, and a body cut off."""
    teller.journey(start, REPAIR, ("crm", "itsm"))
    teller.say("erp", start + 8 * MINUTE, Status.ACKNOWLEDGED, slip=Slip.NAMELESS)
    teller.say("erp", start + 26 * MINUTE, Status.IN_PROGRESS, slip=Slip.MISTYPED)
    teller.say("mes", start + 12 * MINUTE, Status.ACKNOWLEDGED, slip=Slip.FOREIGN)
    teller.say("mes", start + 24 * MINUTE, Status.IN_PROGRESS, slip=Slip.TORN)
    return ()


_SPECIAL: Final[Sequence[tuple[float, Tell]]] = (
    (0.35 * HOUR, _forgotten_job),
    (0.9 * HOUR, _dropped_and_done),
    (1.4 * HOUR, _strange_words),
    (2.2 * HOUR, _solved_and_back),
    (3.1 * HOUR, _work_goes_on),
    (4.0 * HOUR, _bad_names),
    (5.2 * HOUR, _second_thoughts),
    (6.3 * HOUR, _blocked_job),
    (LENGTH - 75 * MINUTE, _solved_and_back),
)
