"""What a report lacks for the hub to make the most of it, with the cure for each."""

from __future__ import annotations

from typing import Final

import msgspec

from adapters.manifest import Manifest
from adapters.verdicts import Verdict
from mappings.laws import Severity
from schemas.errors import InvalidUid
from schemas.instant import DAY, MINUTE, Instant, from_iso, to_iso
from schemas.report import Report
from schemas.uid import Checksum, parse_uid

_AHEAD: Final = 2 * MINUTE
_LONG_AGO: Final = from_iso("2000-01-01T00:00:00Z")
_OLD: Final = 7 * DAY


class Lack(msgspec.Struct, frozen=True, kw_only=True):
    """Something missing or doubtful: an error where the hub would park the report, a warning for a person to judge."""

    severity: Severity
    problem: str
    cure: str

    def __str__(self) -> str:
        return f"{self.severity.value}: {self.problem} — {self.cure}"


def lacks_of(
    manifest: Manifest, key: str, report: Report, verdict: Verdict, checksum: Checksum, now: Instant
) -> tuple[Lack, ...]:
    """What one report lacks. ``key`` is the place in the manifest that reads it."""
    found = [*_of_ticket(manifest, key, report, checksum), *_of_time(key, report, now)]
    if verdict.kind == "unmapped":
        cure = f"add the line to the mapping table, below {verdict.section}"
        found.append(_error(f"{verdict.reason}, so the report is parked", cure))
    return tuple(found)


def _of_ticket(manifest: Manifest, key: str, report: Report, checksum: Checksum) -> list[Lack]:
    found = []
    if report.uid:
        try:
            parse_uid(report.uid, checksum)
        except InvalidUid as error:
            cure = f"let {key}.uid look where the system keeps UIDs; uid(...) finds one in a text, and else nothing"
            found.append(_error(f"the report is parked as bad-uid: {error}", cure))
    elif not manifest.originates:
        problem = f"there is no UID, so reports of {report.native_id} are parked as unlinked until somebody links it"
        cure = f'let {key}.uid find it: "uid(subject)"; or say originates = true, if tickets begin in this system'
        found.append(_warning(problem, cure))
    if not report.native_id:
        problem = "there is no id of the system's own, so the ticket cannot be found there, nor be written to"
        found.append(_warning(problem, f"let {key}.native_id say where it is"))
    return found


def _of_time(key: str, report: Report, now: Instant) -> list[Lack]:
    at = report.occurred_at
    if at is None:
        problem = "there is no time, so the time of arrival stands in, and what is late counts as new"
        found = [_warning(problem, f"let {key}.occurred_at say when the status changed")]
        if not report.delivery_id:
            problem = "with neither a time nor a delivery id, a repetition is not known as one"
            found.append(_warning(problem, f"let {key}.delivery_id name what is the same when it is sent again"))
        return found
    unit = f"look at {key}.at_format and the zone"
    if at > now + _AHEAD:
        return [_warning(f"{to_iso(at)} lies ahead, so the time of arrival stands in", f"{unit}, or set that clock")]
    if at < _LONG_AGO:
        return [_warning(f"{to_iso(at)} is long ago: the unit may be another one", unit)]
    if now - at > _OLD:
        problem = f"{to_iso(at)} is more than a week ago; a report as late as that opens no conflict"
        return [_warning(problem, "never mind it for a sample from a file")]
    return []


def _error(problem: str, cure: str) -> Lack:
    return Lack(severity=Severity.ERROR, problem=problem, cure=cure)


def _warning(problem: str, cure: str) -> Lack:
    return Lack(severity=Severity.WARNING, problem=problem, cure=cure)
