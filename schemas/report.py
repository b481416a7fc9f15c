"""A report: what a system says happened to a ticket."""

from __future__ import annotations

from hashlib import blake2b
from struct import Struct as Layout
from typing import Final

import msgspec

from schemas.instant import Instant


class Report(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What a system says happened to a ticket, before the hub has looked at it.

    It may be late, doubled, out of order or wrong. ``uid`` or ``native_id`` names the ticket. ``native_status`` is the
    system's own word, with several key fields joined by ``/``; ``flags`` is a set of words that hold together and
    ``event`` the kind of event the word came with, for mapping tables that need them.
    """

    system: str
    native_status: str
    received_at: Instant
    occurred_at: Instant | None = None
    """When it happened there; ``received_at`` stands in where the system does not say."""
    uid: str = ""
    native_id: str = ""
    aliases: tuple[str, ...] = ()
    """Other ids of the ticket in that system, such as an internal one that stays where ``native_id`` may change."""
    delivery_id: str = ""
    """The report's idempotency key within its system; empty until :func:`with_delivery_id` has filled it."""
    flags: tuple[str, ...] = ()
    event: str = ""
    sequence: int | None = None
    """The vendor's own order of reports with the same time, where it has one."""
    actor: str = ""
    note: str = ""
    adapter: str = ""
    """Name and version of the adapter that read it."""

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id that it names its ticket by in its system, the one that the ticket goes by first."""
        return (self.native_id, *self.aliases) if self.native_id else ()


_SIGNED_64_BITS: Final = Layout(">q").unpack


def with_delivery_id(report: Report) -> Report:
    """The report with an idempotency key: its vendor's own, else a hash of what identifies it.

    A report without a time of its own is identified by its arrival: the same words may well be true twice.
    """
    if report.delivery_id:
        return report
    at = report.received_at if report.occurred_at is None else report.occurred_at
    parts = (
        report.system,
        report.uid or report.native_id,
        report.native_status,
        *report.flags,
        report.event,
        str(at),
        "" if report.sequence is None else str(report.sequence),
    )
    digest = blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=12)
    return msgspec.structs.replace(report, delivery_id=f"hash-{digest.hexdigest()}")


def delivery_key(system: str, delivery_id: str) -> int:
    """A signed 64-bit key of a delivery id within its system, as the event store keeps it beside the event."""
    digest = blake2b(f"{system}\x1f{delivery_id}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
    key: int
    (key,) = _SIGNED_64_BITS(digest)
    return key
