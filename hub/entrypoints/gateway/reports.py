"""The body of ``POST /api/v1/reports``: one report or many, all of them right, or none is taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NoReturn

import msgspec
from msgspec import UNSET, UnsetType

from adapters.declarative import BOM, Unreadable, parse_json
from adapters.manifest import Manifest
from hub.application.access import Principal
from hub.application.ports import Delivery
from hub.application.reported import ReportIn, Reporting, complaint
from hub.entrypoints.gateway.problems import INVALID_JSON, INVALID_REPORT, TOO_LARGE, Problem
from schemas.instant import Instant
from schemas.report import Report

ADAPTER: Final = "api@1"

_MOST_LISTED: Final = 100


class _Envelope(msgspec.Struct):
    reports: list[ReportIn] | UnsetType = UNSET


_ONE = msgspec.json.Decoder(ReportIn)
_LIST = msgspec.json.Decoder(list[ReportIn])
_ENVELOPE = msgspec.json.Decoder(_Envelope)


class Batch(msgspec.Struct, frozen=True):
    """What a request brought. ``is_one``: it was a single object, and is answered with one."""

    deliveries: list[Delivery]
    is_one: bool


class ReportReader:
    """Reads the reports of a request for one principal."""

    def __init__(self, manifests: Mapping[str, Manifest], most: int) -> None:
        self._reporting = Reporting(manifests)
        self._most = most

    def read(self, body: bytes, principal: Principal, received_at: Instant) -> Batch:
        """The reports, ready to be taken in. Raises Problem, which names every report that is wrong, and NotAllowed."""
        reports, is_one = self._decode(body.removeprefix(BOM))
        self._check_count(len(reports))
        deliveries: list[Delivery] = []
        wrong: list[tuple[int, str]] = []
        for index, item in enumerate(reports):
            try:
                report = self._report(item, principal, received_at)
            except ValueError as error:
                wrong.append((index, str(error)))
            else:
                deliveries.append(Delivery(system=report.system, received_at=received_at, report=report))
        if wrong:
            refuse(wrong, len(reports))
        return Batch(deliveries, is_one)

    def _decode(self, body: bytes) -> tuple[Sequence[ReportIn], bool]:
        try:
            if body.lstrip()[:1] == b"[":
                return _LIST.decode(body), False
            reports = _ENVELOPE.decode(body).reports
            return ([_ONE.decode(body)], True) if reports is UNSET else (reports, False)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            self._name_the_wrong(body)

    def _name_the_wrong(self, body: bytes) -> NoReturn:
        """The quick way met something wrong; go through the reports one by one, and say what in each."""
        document = parse_json(body)
        if isinstance(document, Unreadable):
            raise Problem(INVALID_JSON, f"Send JSON in UTF-8: {document.reason}.")
        items = document.get("reports", [document]) if isinstance(document, dict) else document
        if not isinstance(items, list):
            cure = 'Send one report, a list of reports, or {"reports": [...]}.'
            raise Problem(INVALID_REPORT, cure)
        self._check_count(len(items))
        wrong: list[tuple[int, str]] = []
        for index, item in enumerate(items):
            if problem := complaint(item):
                wrong.append((index, problem))
        if not wrong:  # the last of two fields with one name is right, and the first is not
            raise Problem(INVALID_REPORT, "A report has the same field twice. Give each field once.")
        refuse(wrong, len(items))

    def _check_count(self, count: int) -> None:
        if count > self._most:
            raise Problem(TOO_LARGE, f"Send at most {self._most} reports at a time, not {count}.")
        if not count:
            raise Problem(INVALID_REPORT, "There is no report in the list. Send at least one.")

    def _report(self, item: ReportIn, principal: Principal, received_at: Instant) -> Report:
        """Raises ValueError for what cannot be taken, NotAllowed where the principal speaks for another system."""
        system = item.system or principal.system
        self._reporting.check_system(system)
        principal.demand_reporting_for(system)
        return self._reporting.report(item, system, received_at, ADAPTER)


def refuse(wrong: Sequence[tuple[int, str]], total: int) -> NoReturn:
    """Raise the problem that names each wrong report by its place in the request, and what is wrong with it."""
    errors: list[dict[str, Any]] = [{"index": index, "problem": problem} for index, problem in wrong[:_MOST_LISTED]]
    index, problem = wrong[0]
    detail = (
        f"{len(wrong)} of {total} reports cannot be taken, so none was. Correct them and send all again. "
        f"Report {index}: {problem}."
    )
    raise Problem(INVALID_REPORT, detail, errors=errors)
