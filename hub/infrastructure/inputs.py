"""How far the partitions of the input have been read, and by whose claim, beside the event log."""

from __future__ import annotations

from collections.abc import Sequence

from psycopg import Cursor
from psycopg.rows import DictRow

from hub.application.ports import Claimed, Fenced, InputMark
from hub.infrastructure.recorder import Rider
from hub.infrastructure.registry import Connect

_CLAIM = """
    INSERT INTO input_positions (topic, partition, claim, holder)
    SELECT %b, partition, 1, %b FROM unnest(%b::int[]) AS wanted (partition) ORDER BY partition
    ON CONFLICT (topic, partition) DO UPDATE SET claim = input_positions.claim + 1, holder = excluded.holder
    RETURNING partition, claim, next_offset
"""

_MOVE = """
    UPDATE input_positions AS held SET next_offset = greatest(held.next_offset, coalesce(mark.next, held.next_offset))
    FROM (
        SELECT topic, partition, mark.next FROM input_positions
        JOIN unnest(%b::text[], %b::int[], %b::bigint[], %b::bigint[]) AS mark (topic, partition, claim, next)
        USING (topic, partition, claim) ORDER BY topic, partition FOR UPDATE OF input_positions
    ) AS mark
    WHERE held.topic = mark.topic AND held.partition = mark.partition
"""


class PostgresInputs:
    """Claims on partitions (the port is hub.application.ports.Inputs)."""

    def __init__(self, connect: Connect) -> None:
        self._connect = connect

    def claim(self, topic: str, partitions: Sequence[int], holder: str) -> dict[int, Claimed]:
        """Take partitions over from whoever held them, in one transaction. Raises Unavailable.

        A commit under an old claim that is under way holds the partition's row, and is waited for.
        """
        with self._connect() as connection:
            rows = connection.execute(_CLAIM, (topic, holder, sorted(partitions))).fetchall()
        return {partition: Claimed(claim, following) for partition, claim, following in rows}

    def restart(self, topic: str, partition: int, claim: int) -> None:
        """Forget how far a partition was read, because the topic was made anew. Raises Fenced, Unavailable."""
        with self._connect() as connection:
            found = connection.execute(
                "UPDATE input_positions SET next_offset = NULL WHERE topic = %b AND partition = %b AND claim = %b",
                (topic, partition, claim),
            )
            if found.rowcount != 1:
                raise Fenced(f"{topic}/{partition} was claimed by somebody else")


def move_inputs(inputs: Sequence[InputMark]) -> Rider | None:
    """Writes input positions within the transaction that stores what was read; raises Fenced."""
    if not inputs:
        return None
    columns = [
        [mark.topic for mark in inputs],
        [mark.partition for mark in inputs],
        [mark.claim for mark in inputs],
        [mark.next for mark in inputs],
    ]

    def write(cursor: Cursor[DictRow]) -> None:
        cursor.execute(_MOVE, columns)
        if cursor.rowcount != len(inputs):
            raise Fenced("a partition of this batch was claimed by somebody else; nothing of it was stored")

    return write
