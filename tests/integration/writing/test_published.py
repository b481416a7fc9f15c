"""A system is told in the words of the table that was published last."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from hub.application.writing import Writing, WritingBack
from schemas.events import WriteBegun
from tests.integration.writing.conftest import Plant


class Rounds:
    """Lets an activity go round so many times."""

    def __init__(self, rounds: int) -> None:
        self._left = rounds

    @property
    def asked(self) -> bool:
        self._left -= 1
        return self._left < 0

    def wait(self, seconds: float) -> None:
        """Not at all."""


def test_a_connector_writes_in_the_words_of_a_table_that_was_published_meanwhile(plant: Plant) -> None:
    @contextmanager
    def opened() -> Iterator[Writing]:
        yield plant.writing("west")

    plant.writing("west")  # it begins with what happens from now on
    plant.sets("east", "In Progress")
    known = plant.hub.tables["west"].origin.text.replace('"New" = {', '"Working" = "In Progress"\n"New" = {')
    table = known.replace('"Reopened" = "In Progress"', '"Reopened" = "In Progress"\n"In Progress" = "Working"')
    plant.hub.publishing.publish("west", table, "mei", "they say Working now")
    WritingBack("west", opened, plant.hub.tables.freshen).run(Rounds(6))
    assert {write.native for write in plant.events(WriteBegun) if write.system == "west"} == {"Working"}
