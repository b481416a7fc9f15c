"""A parked report: set aside with its raw body and a reason, and retried until it is taken in."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

import msgspec

from schemas.events import Recorded, ReportParked, ReportReleased, ReportRetried
from schemas.report import Report

PREFIX = "PRK-"

_REPORT = msgspec.json.Decoder(Report)


def parked_id(system: str, delivery_id: str, body: bytes) -> str:
    """The stream of a parked report: the same delivery, sent again, is the same parked report."""
    identity = delivery_id.encode("utf-8", "surrogatepass") or body
    return PREFIX + blake2b(system.encode() + b"\x1f" + identity, digest_size=10).hexdigest().upper()


def parked_report(event: ReportParked) -> Report | None:
    """The report as it was read when it was parked; None where none could be read."""
    return _REPORT.decode(event.report) if event.report else None


class Parked:
    """One parked report's state; ``event`` is None before it was parked."""

    __slots__ = ("chain", "event", "reason", "released", "stream", "version")

    def __init__(self, stream: str, events: Sequence[Recorded] = ()) -> None:
        self.stream = stream
        self.version = 0
        self.chain = b""
        self.event: ReportParked | None = None
        self.reason = ""
        self.released: ReportReleased | None = None
        for recorded in events:
            self.apply(recorded)

    def apply(self, recorded: Recorded) -> None:
        """Apply a stored fact."""
        self.version, self.chain = recorded.version, recorded.chain
        match recorded.event:
            case ReportParked() as parked:
                self.event, self.reason, self.released = parked, parked.reason, None
            case ReportRetried() as retried:
                self.reason = retried.reason
            case ReportReleased() as released:
                self.released = released
