"""The tickets in memory: loaded in batches, kept while they are used, never more than a bound."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence

from conflict.rules import Rules
from hub.application.ports import EventLog, Stored
from hub.domain import checkpoint
from hub.domain.ticket import Ticket, replay
from hub.domain.timeline import BeforeFloor

DEFAULT_MAX_READINGS = 200_000
"""About 150 MB."""


class Tickets:
    """Loads tickets from the event log and keeps those used last.

    What is kept is a copy that may be behind the log; appending under its version finds that out. Bounded by the
    number of readings, because a ticket's size is its reports.
    """

    def __init__(self, log: EventLog, rules: Rules, max_readings: int = DEFAULT_MAX_READINGS) -> None:
        self._log = log
        self.rules = rules
        self._max_readings = max_readings
        self._kept: OrderedDict[str, tuple[Ticket, int]] = OrderedDict()
        self._readings = 0

    def __len__(self) -> int:
        return len(self._kept)

    def kept(self, uid: str) -> Ticket | None:
        """The ticket if it is in memory."""
        held = self._kept.get(uid)
        return held[0] if held else None

    def get(self, uids: Sequence[str]) -> dict[str, Ticket]:
        """The tickets of these UIDs, new ones where the log has none. Raises Unavailable."""
        found = {uid: held[0] for uid in uids if (held := self._kept.get(uid))}
        missing = [uid for uid in dict.fromkeys(uids) if uid not in found]
        if missing:
            stored = self._log.load(missing)
            for uid in missing:
                found[uid] = self._restore(uid, stored[uid]) if uid in stored else Ticket(uid, self.rules)
        return found

    def whole(self, uid: str) -> Ticket:
        """The ticket with all its reports, nothing folded away. Raises Unavailable."""
        ticket = replay(Ticket(uid, self.rules), self._log.history(uid))
        ticket.checkpoint_version = ticket.version
        return ticket

    def keep(self, tickets: Iterable[Ticket]) -> None:
        """Keep these as used last; let go of those not used for longest."""
        for ticket in tickets:
            uid, weight = ticket.uid, len(ticket.timeline) + 1
            held = self._kept.pop(uid, None)
            self._kept[uid] = ticket, weight
            self._readings += weight - held[1] if held else weight
        while self._readings > self._max_readings and len(self._kept) > 1:
            self._let_go(next(iter(self._kept)))

    def drop(self, uids: Iterable[str]) -> None:
        """Forget tickets whose events could not be stored, or that somebody else has changed."""
        for uid in uids:
            self._let_go(uid)

    def _let_go(self, uid: str) -> None:
        held = self._kept.pop(uid, None)
        if held:
            self._readings -= held[1]

    def _restore(self, uid: str, stored: Stored) -> Ticket:
        if stored.checkpoint is None:
            return replay(Ticket(uid, self.rules), stored.events)
        ticket = checkpoint.read(uid, stored.checkpoint_version, stored.checkpoint, self.rules)
        if ticket is None:
            return self.whole(uid)
        try:
            return replay(ticket, stored.events)
        except BeforeFloor:  # a report out of the past that the checkpoint folded away came after it
            return self.whole(uid)
