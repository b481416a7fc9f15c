"""A system as it is read: what is known of it, how it delivers, and what it is owed. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from adapters.manifest import Manifest
from hub.application.circuit import LOOKUPS, Trouble
from hub.application.naming import UIDS
from hub.entrypoints.gateway.reading.owed_view import failed
from hub.entrypoints.gateway.views.systems import SystemRow
from projections.clocks import ahead
from projections.systems import SystemStanding
from schemas.instant import SECOND, Instant


def system_row(
    name: str,
    manifest: Manifest | None,
    heard: SystemStanding | None,
    rate: float | None,
    owed: Mapping[str, Mapping[str, int]],
) -> SystemRow:
    """The system as a row, so far as its adapter and its reports say; ``owed`` is counted by system and state."""
    writes, uids = owed.get(name, {}), owed.get(UIDS + name, {})
    return SystemRow(
        system=name,
        title=manifest.title if manifest else name,
        role=manifest.role if manifest else "",
        originates=manifest.originates if manifest else False,
        last_seen=heard.last_seen if heard else None,
        reports=heard.reports if heard else 0,
        parked=heard.parked if heard else 0,
        behind=heard.behind if heard else 0,
        delay_median_s=_seconds(heard.transport.median) if heard else None,
        delay_p95_s=_seconds(heard.transport.p95) if heard else None,
        consistency=rate,
        repeats=heard.repeats if heard else 0,
        deviation_median_s=_seconds(heard.deviation.median) if heard else None,
        deviation_p95_s=_seconds(heard.deviation.p95) if heard else None,
        clock_ahead_s=_seconds(ahead(heard.quickest)) if heard else None,
        silent=heard.silence.is_too_long if heard else False,
        usual_silence_s=_seconds(heard.silence.usual) if heard else None,
        reports_hour=heard.rate.now if heard else 0.0,
        reports_hour_usual=heard.rate.usual if heard else None,
        writes_owed=sum(writes.values()),
        writes_failed=failed(writes),
        uids_owed=sum(uids.values()),
        uids_failed=failed(uids),
    )


def troubled(row: SystemRow, troubles: Mapping[str, Trouble], now: Instant) -> SystemRow:
    """The row with why the system cannot be written to, or asked; a pause that is over at ``now`` is none."""
    if writing := troubles.get(row.system):
        row = replace(
            row,
            writes_failures=writing.failures,
            writes_error=writing.error,
            writes_left_alone_until=_still(writing, now),
        )
    if looking := troubles.get(LOOKUPS + row.system):
        row = replace(
            row,
            lookups_failures=looking.failures,
            lookups_error=looking.error,
            lookups_left_alone_until=_still(looking, now),
        )
    return row


def _still(trouble: Trouble, now: Instant) -> Instant | None:
    """Until when the system is left alone, if it is."""
    until = trouble.left_alone_until
    return until if until is not None and until > now else None


def _seconds(span: int | None) -> float | None:
    return None if span is None else span / SECOND
