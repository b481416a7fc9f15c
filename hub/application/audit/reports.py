"""From the cells of a row to a report, by the columns of the profile."""

from __future__ import annotations

import re

from hub.application.audit import reasons
from hub.application.audit.columns import Columns
from hub.application.audit.rows import Cells, UnreadableRow
from hub.application.audit.times import Times
from mappings.translate import join_key
from schemas.report import Report, with_delivery_id

_WHOLE_NUMBER = re.compile(r"[+-]?[0-9]{1,18}", re.ASCII)


class Reports:
    """Makes reports of rows."""

    def __init__(self, columns: Columns) -> None:
        self._system = columns.system
        self._only = columns.only.values if columns.only else None
        self._read_time = Times(columns).read

    def read(self, cells: Cells) -> Report | None:
        """The report that a row holds; None where the profile leaves the row out.

        Raises UnreadableRow where ticket, time or system are missing or senseless.
        """
        if self._only is not None and cells.only.strip() not in self._only:
            return None
        ticket, system = cells.ticket.strip(), self._system or cells.system.strip()
        if not ticket:
            raise UnreadableRow(reasons.NO_TICKET)
        if not system:
            raise UnreadableRow(reasons.NO_SYSTEM)
        at = self._read_time(cells.at.strip())
        report = Report(
            system=system,
            native_id=ticket,
            native_status=join_key(cells.status),
            occurred_at=at,
            received_at=at,
            sequence=_sequence(cells.sequence),
            actor=cells.actor.strip(),
            delivery_id=cells.delivery_id.strip(),
        )
        return with_delivery_id(report)


def _sequence(text: str) -> int | None:
    """A whole number; other text is no sequence."""
    text = text.strip()
    return int(text) if _WHOLE_NUMBER.fullmatch(text) else None
