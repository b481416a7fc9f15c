"""What happens to one fault: who leads, who follows, and what goes wrong in the telling."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from hub.entrypoints.demo.plant import HABITS, PEOPLE, WORDS
from hub.entrypoints.demo.said import Said, Slip
from schemas.status import Status

MINUTE = 60.0
HOUR = 60 * MINUTE


class Move(NamedTuple):
    """The fault enters a status, so many seconds after it began."""

    after: float
    status: Status


REPAIR = (
    Move(0, Status.NEW),
    Move(6 * MINUTE, Status.ACKNOWLEDGED),
    Move(21 * MINUTE, Status.IN_PROGRESS),
    Move(52 * MINUTE, Status.PENDING_VERIFICATION),
    Move(68 * MINUTE, Status.RESOLVED),
    Move(95 * MINUTE, Status.CLOSED),
)
LONG_REPAIR = (
    *REPAIR[:3],
    Move(40 * MINUTE, Status.PENDING),
    Move(95 * MINUTE, Status.IN_PROGRESS),
    Move(130 * MINUTE, Status.PENDING_VERIFICATION),
    Move(146 * MINUTE, Status.RESOLVED),
    Move(171 * MINUTE, Status.CLOSED),
)
COME_BACK = (
    *REPAIR[:5],
    Move(2.5 * HOUR, Status.REOPENED),
    Move(3.2 * HOUR, Status.RESOLVED),
    Move(3.7 * HOUR, Status.CLOSED),
)
FALSE_ALARM = (*REPAIR[:2], Move(25 * MINUTE, Status.CANCELLED))


class Teller:
    """Tells the story of one fault; every choice comes from ``chance``."""

    def __init__(self, fault: int, note: str, chance: random.Random) -> None:
        self.fault = fault
        self.said: list[Said] = []
        self._note = note
        self._chance = chance
        self._turns: dict[str, int] = {}

    def say(
        self,
        system: str,
        at: float,
        status: Status | None = None,
        *,
        word: str = "",
        event: str = "",
        slip: Slip = Slip.NONE,
        late: float = 0,
    ) -> Said:
        """A system says a status in its own word, or a word that means none. ``late`` is a delivery that got stuck."""
        habits = HABITS[system]
        turn = self._turns[system] = self._turns.get(system, 0) + 1
        sent = at + self._chance.uniform(*habits.lag) + late
        if habits.every:
            sent = math.ceil(sent / habits.every) * habits.every
        said = Said(
            fault=self.fault,
            system=system,
            word=word or (WORDS[system][status] if status else ""),
            at=at + habits.skew,
            sent=sent,
            delivery=f"{system}-{self.fault:03}-{turn:02}",
            turn=turn,
            actor=self._chance.choice(PEOPLE[system]),
            note=self._note if turn == 1 else "",
            event=event or _event(system, status),
            opens=not self.said,
            slip=slip,
        )
        self.said.append(said)
        return said

    def journey(self, start: float, moves: Sequence[Move], systems: Sequence[str]) -> None:
        """The first of the systems leads; the others enter it after it, and leave out what is over by then."""
        leader, *followers = systems
        for move in moves:
            self.say(leader, start + move.after, move.status)
        for system in followers:
            ends = [move.after for move in moves[1:]] + [math.inf]
            for move, end in zip(moves, ends, strict=True):
                after = move.after + self._chance.uniform(*HABITS[system].follows)
                if after < end:
                    self.say(system, start + after, move.status)

    def hears_twice(self, share: float) -> None:
        """Some messages are sent again, as webhooks are when the answer got lost."""
        again = [said for said in self.said if self._chance.random() < share]
        self.said += [replace(said, sent=said.sent + self._chance.uniform(5, 90)) for said in again]

    def gets_stuck(self, system: str, seconds: float) -> None:
        """One message of a system is overtaken by those behind it."""
        mine = [index for index, said in enumerate(self.said) if said.system == system and not said.opens]
        if mine:
            index = self._chance.choice(mine[:-1] or mine)
            self.said[index] = replace(self.said[index], sent=self.said[index].sent + seconds)


def _event(system: str, status: Status | None) -> str:
    if system == "mes":
        return "job.reopened" if status is Status.REOPENED else "job.state_changed"
    return {"crm": "case.updated", "itsm": "incident.updated"}.get(system, "")
