"""The findings as JSON (docs/domain.md §11.3), for programs."""

from __future__ import annotations

import msgspec

from hub.application.audit.findings import Agreement, Conflict, Findings, Side
from schemas.instant import SECOND, Instant, to_iso

MOST_APART = 1000


def as_json(findings: Findings) -> str:
    """One JSON object. What the contract does not name stands behind what it does."""
    counts = findings.counts
    document = {
        "tickets": counts.tickets,
        "reports": counts.reports,
        "duplicates": counts.duplicates,
        "changes": counts.changes,
        "unmapped": findings.unmapped,
        "unreadable": [
            {"file": row.file, "line": row.line, "why": row.why.en, "why_zh": row.why.zh} for row in findings.unreadable
        ],
        "frozen_tickets": counts.frozen_tickets,
        "conflicts": [_conflict(conflict) for conflict in findings.conflicts],
        "deviation": {
            system: {
                "median_s": _seconds(spread.median),
                "p95_s": _seconds(spread.p95),
                "over_5_min": spread.over,
                "count": spread.count,
            }
            for system, spread in findings.deviation.items()
        },
        "consistency": {
            "rate": _rate(findings.consistency),
            "by_system": {system: _rate(agreement) for system, agreement in findings.consistency_by_system.items()},
        },
        "logs": findings.logs,
        "from": None if findings.first_at is None else to_iso(findings.first_at),
        "until": None if findings.last_at is None else to_iso(findings.last_at),
        "ignored": counts.ignored,
        "unmapped_count": counts.unmapped,
        "unreadable_count": counts.unreadable,
        "lines_not_utf8": findings.odd_lines,
        "rules": findings.frozen_by_rule,
        "rules_version": findings.rules,
        "standing_contradictions": {"count": len(findings.apart), "longest": _apart(findings)},
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def _conflict(conflict: Conflict) -> dict[str, object]:
    return {
        "ticket": conflict.ticket,
        "rule": conflict.rule.name,
        "first": _side(conflict.first),
        "second": _side(conflict.second),
        "seconds": _seconds(conflict.gap),
    }


def _side(side: Side) -> dict[str, str]:
    return {"system": side.system, "native": side.native, "status": side.status.value, "at": to_iso(side.at)}


def _apart(findings: Findings) -> list[dict[str, object]]:
    now = findings.last_at or 0
    return [
        {
            "ticket": apart.ticket,
            "canonical": apart.canonical.value,
            "systems": {system: status.value for system, status in apart.systems.items()},
            "since": to_iso(apart.since),
            "seconds": _seconds(now - apart.since),
        }
        for apart in findings.apart[:MOST_APART]
    ]


def _seconds(span: Instant | float) -> int | float:
    """Whole where it is whole: 250, not 250.0."""
    seconds = span / SECOND
    return int(seconds) if seconds == int(seconds) else round(seconds, 6)


def _rate(agreement: Agreement) -> float | None:
    return None if agreement.rate is None else round(agreement.rate, 6)
