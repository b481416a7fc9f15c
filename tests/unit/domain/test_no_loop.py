"""Two systems that both echo whatever they are told, late, twice, by clocks that are off: it never becomes a loop.

People move the ticket in either system; the hub leads the other one there, over statuses on the way; both report all of
it. What a hub writes follows from what people did, and never from what it wrote itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
from hypothesis import example, settings
from hypothesis import given as generated
from hypothesis import strategies as st

from hub.domain import owed
from hub.domain.decide import Meaning, read, take_in
from hub.domain.echo import ECHO_AFTER, ECHO_BEFORE
from hub.domain.ticket import Ticket
from hub.domain.writes import may_come_of
from mappings.loader import load_builtin
from mappings.model import Mapped, MappingTable
from mappings.translate import translate
from schemas.events import CanonicalChanged, Event, EvidenceJoined, TicketFrozen
from schemas.instant import MINUTE, SECOND, Instant
from schemas.report import Report
from tests.unit.domain.given import CLOCKS, UID, minute
from tests.unit.domain.stories import DEFAULT_RULES

TABLES: Final[dict[str, MappingTable]] = {name: load_builtin()[name] for name in ("redmine", "jira")}
OPEN: Final = {"redmine": "In Progress", "jira": "In Progress"}
"""The status over which each is led from its first one to a last one."""
WORDS: Final = {
    "redmine": ["In Progress", "Feedback", "Resolved", "Closed", "Rejected"],
    "jira": ["In Progress", "Pending", "Done", "Closed", "Cancelled"],
}
LAST: Final = frozenset({"Resolved", "Closed", "Done", "Rejected", "Cancelled", "Canceled"})
ROUNDS: Final = 12
"""After so many rounds of writing and hearing everything, with nobody doing anything, it has to be quiet."""


class World:
    """A ticket, two systems that show a word each, and what they have said that was not heard yet."""

    def __init__(self, skews: Sequence[int]) -> None:
        self.now: Instant = minute(60)
        self.ticket = Ticket(UID, DEFAULT_RULES)
        self.skews = dict(zip(TABLES, skews, strict=True))
        self.shown = {"redmine": "New", "jira": "To Do"}
        self.waiting: list[Report] = []
        self.owed_to: set[str] = set()
        """The systems that are looked at because the canonical status changed, as a connector does."""
        self.acts = self.writes = self.moves = self.told = 0
        self.written: set[str] = set()
        """The reports that say what the hub wrote, by delivery id."""
        self.doubtful: set[str] = set()
        """Those of them that say again what the system had said by itself, unheard: nobody can tell which is which."""
        self.accused: set[str] = set()
        """The reports that were found to contradict each other."""
        for system, word in self.shown.items():
            self.say(system, word)
            self.hear(0)
        self.acts, self.moves = 0, 0
        self.owed_to.clear()

    def say(self, system: str, word: str) -> None:
        """A system shows a word, and will report it, by its own clock."""
        self.shown[system] = word
        self.told += 1
        self.waiting.append(
            Report(
                system=system,
                uid=UID,
                native_id="7",
                native_status=word,
                received_at=self.now,
                occurred_at=self.now + self.skews[system],
                delivery_id=f"d{self.told}",
            )
        )

    def person(self, system: str, word: str) -> None:
        if self.shown[system] != word:
            self.acts += 1
            self.say(system, word)

    def repeat(self, which: int) -> None:
        """A system sends again what it has sent already, under another name."""
        if self.waiting:
            self.told += 1
            report = self.waiting[which % len(self.waiting)]
            self.waiting.append(msgspec.structs.replace(report, delivery_id=f"d{self.told}"))
            if report.delivery_id in self.written:
                self.written.add(f"d{self.told}")

    def hear(self, which: int) -> None:
        """One of the reports arrives, whichever."""
        if not self.waiting:
            return
        report = self.waiting.pop(which % len(self.waiting))
        self.now += SECOND
        report = msgspec.structs.replace(report, received_at=self.now)
        meaning = self._meaning(report)
        meant = Meaning(meaning.word.status, meaning.word.reopens, "v1")
        reading = read(report, meant, CLOCKS)
        reading = msgspec.structs.replace(reading, echo_of=may_come_of(reading, self.ticket.writes))
        self._note(take_in(self.ticket, report, reading, self.now, lambda _: "QAX-20260126-00001-000"))

    @staticmethod
    def _meaning(report: Report) -> Mapped:
        meaning = translate(TABLES[report.system], report.native_status)
        assert isinstance(meaning, Mapped)
        return meaning

    def _note(self, events: Sequence[Event]) -> None:
        for event in events:
            if isinstance(event, CanonicalChanged):
                self.moves += 1
                self.owed_to |= set(TABLES)
            if isinstance(event, TicketFrozen | EvidenceJoined):
                pairs = event.contradictions
                self.accused |= {side.delivery_id for pair in pairs for side in (pair.first, pair.second)}

    def write(self, system: str) -> None:
        """What a connector does for one system: lead it there, if something is owed to it."""
        if system not in self.owed_to:
            return
        self.owed_to.discard(system)
        table = TABLES[system]
        due = owed.owed(self.ticket, table)
        self.now += SECOND
        if due is None:
            owed.settle_unowed(self.ticket, system, self.now)
            return
        owed.begin(self.ticket, due, self.now)
        unheard = {self._meaning(report).word.status for report in self.waiting if report.system == system}
        for word in self._way(system, due.native):
            self.now += SECOND
            if word != due.native and not owed.step(self.ticket, due, word, table, self.now):
                return
            self.writes += 1
            self.say(system, word)
            self.written.add(self.waiting[-1].delivery_id)
            if self._meaning(self.waiting[-1]).word.status in unheard:
                self.doubtful.add(self.waiting[-1].delivery_id)
        owed.settle(self.ticket, system, "done", "", self.now)

    def _way(self, system: str, goal: str) -> list[str]:
        shown = self.shown[system]
        if shown == goal:
            return []
        return [OPEN[system], goal] if OPEN[system] not in (shown, goal) else [goal]

    def comes_to_rest(self) -> bool:
        """Everybody is written to and heard until there is nothing left; whether that came to an end."""
        for _ in range(ROUNDS):
            for system in TABLES:
                self.write(system)
            if not self.waiting:
                return not self.owed_to
            while self.waiting:
                self.hear(0)
        return False


_SYSTEMS = st.sampled_from(list(TABLES))
_ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("person"), _SYSTEMS, st.integers(0, 4)),
        st.tuples(st.just("write"), _SYSTEMS, st.just(0)),
        st.tuples(st.just("hear"), _SYSTEMS, st.integers(0, 9)),
        st.tuples(st.just("repeat"), _SYSTEMS, st.integers(0, 9)),
        st.tuples(st.just("wait"), _SYSTEMS, st.integers(1, 25)),
    ),
    max_size=40,
)


def _played(skews: Sequence[int], acts: Sequence[tuple[str, str, int]]) -> World:
    world = World(skews)
    for kind, system, number in acts:
        match kind:
            case "person":
                world.person(system, WORDS[system][number])
            case "write":
                world.write(system)
            case "hear":
                world.hear(number)
            case "repeat":
                world.repeat(number)
            case _:
                world.now += number * MINUTE
    return world


_ANY_CLOCK = st.integers(-30 * MINUTE, 30 * MINUTE)
_USUAL_CLOCK = st.integers(-ECHO_BEFORE + 30 * SECOND, ECHO_AFTER - MINUTE)


@settings(max_examples=400, deadline=None)
@example([0, 0], [("person", "redmine", 2), ("hear", "redmine", 0), ("write", "jira", 0), ("repeat", "jira", 1)])
@generated(st.lists(_ANY_CLOCK, min_size=2, max_size=2), _ACTS)
def test_it_comes_to_rest_whatever_the_clocks_say(skews: list[int], acts: list[tuple[str, str, int]]) -> None:
    world = _played(skews, acts)
    assert world.comes_to_rest()
    assert world.writes <= world.moves * len(TABLES) * 2, "a change is written once to each, with one status on the way"


@settings(max_examples=400, deadline=None)
@generated(st.lists(_USUAL_CLOCK, min_size=2, max_size=2), _ACTS)
def test_what_the_hub_wrote_neither_moves_the_ticket_nor_contradicts_anybody(
    skews: list[int], acts: list[tuple[str, str, int]]
) -> None:
    world = _played(skews, acts)
    assert world.comes_to_rest()
    assert not world.accused & world.written - world.doubtful
    said = world.acts + len(world.doubtful)
    assert world.moves <= 2 * said, "once when it is heard, and once more when what came before it is"
