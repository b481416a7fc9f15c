"""What the page of mapping tables asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hub.entrypoints.gateway.deps import GatewayDeps
from hub.entrypoints.gateway.mappings import heard_of, rows_of, view_of
from hub.entrypoints.gateway.views.mappings import MappingRow, MappingView
from mappings.proposing import propose
from schemas.status import Status


@dataclass(frozen=True, slots=True)
class Tables:
    """The table of each system, and one of them whole."""

    rows: Sequence[MappingRow]
    view: MappingView | None
    proposals: Mapping[str, Status | None]
    """What each word that the table does not know probably means."""


@dataclass(frozen=True, slots=True)
class AskMappings:
    """The tables, and that of one system; without one, of the system with the most unknown words."""

    system: str

    def __call__(self, deps: GatewayDeps) -> Tables:
        heard = heard_of(deps)
        rows = [row for row in rows_of(deps, heard) if row.table or row.unmapped]
        chosen = self.system if self.system in deps.tables.systems else _first(rows)
        if not chosen:
            return Tables(rows, None, {})
        view = view_of(deps, chosen, heard)
        known = [table for system in deps.tables.systems if (table := deps.tables.get(system))]
        return Tables(rows, view, {each.word: propose(each.word, known) for each in view.unmapped})


def _first(rows: Sequence[MappingRow]) -> str:
    return max(rows, key=lambda row: row.unmapped).system if rows else ""
