"""The ticket's lanes as a table, for a spreadsheet or a program."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from pydantic import TypeAdapter

from hub.application.spreadsheet import harmless
from hub.entrypoints.board.ticket.reading import Known, corrected
from hub.entrypoints.gateway.views.tickets import TicketView
from schemas.instant import Instant, to_iso

COLUMNS: Final = ("uid", "kind", "system", "status", "native", "start", "end", "received", "actor", "mapping")
_TICKET: Final = TypeAdapter(TicketView)


def as_csv(known: Known, as_of: Instant | None) -> str:
    """One line for each segment of a lane and for each report; times are ISO 8601 in UTC."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(COLUMNS)
    table.writerows([harmless(cell) for cell in row] for row in _lines(known, as_of))
    return out.getvalue()


def as_json(known: Known) -> str:
    """The ticket as the API gives it."""
    return _TICKET.dump_json(known.view, indent=2).decode()


def _lines(known: Known, as_of: Instant | None) -> Iterator[tuple[str, ...]]:
    uid = known.view.ticket.uid
    for lane in known.view.lanes:
        for segment in lane.segments:
            end = "" if segment.end is None else to_iso(segment.end)
            yield (
                uid,
                "segment",
                lane.system,
                segment.status.value,
                segment.native,
                to_iso(segment.start),
                end,
                "",
                "",
                "",
            )
    events = [item for item in known.events if as_of is None or item.event.recorded_at <= as_of]
    for _, told in corrected(events):
        yield (
            uid,
            "report",
            told.system,
            told.status.value,
            told.native,
            to_iso(told.at),
            "",
            to_iso(told.received_at),
            told.actor,
            told.mapping,
        )
