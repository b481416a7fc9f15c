"""A standing contradiction in a sentence: "crm Closed, mes New, for 11 h"."""

from __future__ import annotations

from conflict.explain import duration
from hub.entrypoints.gateway.views.consistency import Apart
from hub.entrypoints.gateway.views.sentence import Sentence
from hub.entrypoints.gateway.views.tickets import SystemState
from projections.consistency import Standoff
from schemas.instant import SECOND


def apart_of(row: Standoff, sides: tuple[SystemState, ...]) -> Apart:
    """The ticket with its sides, and the sentence that a supervisor reads first."""
    age = duration(row.age)
    named = sorted(sides, key=lambda side: side.status.rank, reverse=True)
    english = ", ".join(f"{side.system} {side.status}" for side in named)
    chinese = "，".join(f"{side.system} {side.status.zh}" for side in named)
    return Apart(
        uid=row.uid,
        since=row.apart_since,
        seconds=row.age / SECOND,
        sides=sides,
        said=Sentence(en=f"{english}, for {age.en}", zh=f"{chinese}，已持续 {age.zh}"),
    )
