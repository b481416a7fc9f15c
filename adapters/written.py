"""A sink from its manifest alone: leads a system to a status, and reads back whether it took it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from adapters.contract import (
    Change,
    Connection,
    Done,
    Forbidden,
    GaveUp,
    Later,
    NotAllowed,
    NotReached,
    Session,
    Standing,
    Written,
)
from adapters.paths import Step, Tried, first_step, offered_step
from adapters.requests import Refusal, Requests
from adapters.write_table import Write

MOST_STEPS: Final = 12
"""Steps that one write makes or tries."""


class WrittenSink:
    """Writes to one system by the ``[write]`` of its manifest (the port is adapters.contract.Sink)."""

    def __init__(self, write: Write, connection: Connection, session: Session) -> None:
        self._write = write
        self._id = write.id_pattern(connection)
        self._ask = Requests(write, session, write.values(connection))

    def write(self, change: Change) -> Written:
        """Bring a ticket to a status, and read back whether it got there. Raises Overtaken.

        The system is read first, so repeating a write changes nothing; and it is read after every step, because there
        are systems that answer 204 to what they ignore.
        """
        try:
            return self._written(change)
        except NotReached as error:
            return Later(str(error), error.after_seconds)
        except NotAllowed as error:
            return Forbidden(str(error))

    def current(self, native_id: str) -> Standing | None:
        """How a ticket stands there now; None where there is no such ticket. Raises NotReached, NotAllowed."""
        values = self._values(native_id)
        word = None if values is None else self._ask.word(values)
        return None if word is None else Standing(native=word)

    def name(self, native_id: str, uid: str) -> Written:
        """Put a UID into the ticket's field, unless one is there (the port is adapters.contract.Namer)."""
        try:
            return self._named(native_id, uid)
        except Refusal as error:
            return GaveUp(str(error))
        except NotReached as error:
            return Later(str(error), error.after_seconds)
        except NotAllowed as error:
            return Forbidden(str(error))

    def _named(self, native_id: str, uid: str) -> Written:
        table, values = self._write.uid, self._values(native_id)
        assert table is not None, "only systems that are told UIDs get here"
        held = None if values is None else self._ask.uid(table, values)
        if values is None or held is None:
            return GaveUp(f"{native_id} is not there, or not shown to the hub's user")
        if held:
            return Done(held) if held == uid else GaveUp(f"the field holds {held!r} already")
        answered = self._ask.told(table.request, {**values, "ticket_uid": uid})
        held = self._ask.uid(table, values)
        return Done(uid) if held == uid else GaveUp(f"{answered} and shows {held!r}: there may be no such field")

    def _written(self, change: Change) -> Written:
        values = self._values(change.native_id)
        at = None if values is None else self._ask.word(values)
        if values is None or at is None:
            return GaveUp(f"{change.native_id} is not there, or not shown to the hub's user")
        return _Walk(self._write, self._ask, change, values).walked(at)

    def _values(self, native_id: str) -> dict[str, str] | None:
        """What requests call a ticket by; None where the system cannot know it."""
        parts = self._id.fullmatch(native_id) if self._id else None
        if self._id and parts is None:
            return None
        values = {"id": native_id, **(parts.groupdict("") if parts else {})}
        if self._write.find is not None:
            found = (key for name, key in self._ask.looked_up(self._write.find, values) if name == native_id)
            key = next(found, None)
            return None if key is None else {**values, "id": str(key)}
        return values


class _Walk:
    """One write, step by step. No word is passed twice, and no step is tried twice from one word: so it ends."""

    def __init__(self, write: Write, ask: Requests, change: Change, values: Mapping[str, str]) -> None:
        self._write = write
        self._ask = ask
        self._change = change
        self._values = {**values, "native": change.native}
        self._passed: list[str] = []
        self._tried: list[Tried] = []
        self._why = ""
        """Why the last step that was tried led nowhere; empty where it led on."""

    def walked(self, at: str) -> Written:
        """Go on from a word to the one that is owed. Raises Overtaken, NotReached, NotAllowed."""
        goal = self._change.native
        while at != goal:
            step = self._next(at) if len(self._tried) < MOST_STEPS else None
            if step is None:
                return GaveUp(self._stuck(at))
            if step.to != goal:
                self._change.passing(step.to)
            self._tried.append(Tried(at, step.key))
            found = self._shown_after(step, at)
            if found in self._passed:
                return GaveUp(f"it goes in circles: {', '.join([*self._passed, at, found])}")
            if found != at:
                self._passed.append(at)
            at = found
        return Done(at)

    def _next(self, at: str) -> Step | None:
        if not self._write.steps:
            return offered_step(self._offered(at), self._change.native, self._write.through, [at, *self._passed])
        native_id = self._change.native_id
        fitting = [step for step in self._write.steps if native_id.startswith(step.of)]
        return first_step(fitting, at, self._change.native, self._passed, self._tried)

    def _offered(self, at: str) -> list[Step]:
        """What leads on from here, by the system's own account or by the keys that are known, and was not tried."""
        goal = self._change.native
        if self._write.lookup is not None:
            found = self._ask.looked_up(self._write.lookup, self._values)
            steps = [Step(name, key) for name, key in found if name is not None]
        else:
            keys = self._write.keys or {goal: goal}
            steps = [Step(goal, keys[goal])] if goal in keys else []
        return [step for step in steps if Tried(at, step.key) not in self._tried]

    def _shown_after(self, step: Step, at: str) -> str:
        """The word that the system shows after a step was asked for. Raises NotReached, NotAllowed."""
        values = {**self._values, "native": step.to, "key": step.key}
        try:
            answered = self._ask.told(self._write.request, values, self._write.more.get(step.to, {}))
        except Refusal as error:
            self._why = str(error)
            return at
        found = self._ask.word(self._values)
        self._why = ""
        if found is None or found == at:
            shown = "nothing" if found is None else repr(found)
            self._why = f"{answered} and shows {shown}: its workflow may not let the hub's user do this"
        return at if found is None else found

    def _stuck(self, at: str) -> str:
        """Why it cannot go on, and where it was left, if that is not where it was found."""
        why = self._why or f"no way leads from {at!r} to {self._change.native!r} for the hub's user"
        return f"{why} (it was {self._passed[0]!r}, and is {at!r} now)" if self._passed else why
