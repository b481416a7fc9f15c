"""Minting, leasing, checking and tracing ids."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, tzinfo
from threading import Lock

from hub.application.ports import Registered, Registry, UidBlock, UidTrace
from schemas.errors import Refused, UnknownTicket
from schemas.instant import Instant, to_datetime
from schemas.uid import CONFLICT_DOMAIN, Checksum, format_uid, parse_uid

MAX_MINT = 1_000
MAX_BLOCK = 100_000
OWN_BLOCK = 32
"""How many numbers the hub leases at a time for itself; those left over at its end are a gap."""


class IdMint:
    """New ids, by the registry's numbers and the site's check (the port is hub.application.ports.Uids)."""

    def __init__(self, registry: Registry, checksum: Checksum, clock: Callable[[], Instant], zone: tzinfo) -> None:
        self._registry = registry
        self._checksum = checksum
        self._clock = clock
        self._zone = zone
        self._own: dict[str, list[str]] = {}
        self._own_day: date | None = None
        self._lock = Lock()

    def today(self) -> date:
        """The minting day: today in the site's time zone."""
        return to_datetime(self._clock()).astimezone(self._zone).date()

    def mint(self, domain: str, count: int, by: str) -> list[str]:
        """New UIDs of today.

        1. The numbers are leased (committed). 2. The UIDs enter the registry (committed). A crash between leaves
        numbers that nobody uses: a gap, never a clash.
        """
        if not 1 <= count <= MAX_MINT:
            raise Refused(f"mint 1 to {MAX_MINT} ids at a time, not {count}; lease a block for more")
        uids = self._allocate(domain, count, by)
        now = self._clock()
        self._registry.register([Registered(uid, f"minted:{by}", now) for uid in uids])
        return uids

    def lease(self, domain: str, size: int, holder: str, day: date | None = None) -> UidBlock:
        """A block of numbers for a system that may be offline; it mints from them on its own, without a clash."""
        if not 1 <= size <= MAX_BLOCK:
            raise Refused(f"lease 1 to {MAX_BLOCK} numbers at a time, not {size}")
        if not holder:
            raise Refused("a block needs a holder; name the system that will mint from it")
        format_uid(domain, self.today(), 1)
        return self._registry.allocate(domain, day or self.today(), size, holder)

    def check(self, text: str) -> str:
        """The UID as it is, if it is valid. Raises InvalidUid."""
        return parse_uid(text, self._checksum).text

    def trace(self, text: str) -> UidTrace:
        """Who minted or first used it, and every native id linked to it."""
        uid = self.check(text)
        trace = self._registry.trace(uid)
        if trace is None:
            raise UnknownTicket(f"{uid} is valid, but nobody has minted or used it here")
        return trace

    def next_own(self, domain: str) -> str:
        """A UID for the hub's own use, from a block that it leases a few at a time."""
        with self._lock:
            if self._own_day != self.today():
                self._own, self._own_day = {}, self.today()
            if not self._own.get(domain):
                self._own[domain] = self._allocate(domain, OWN_BLOCK, "hub")[::-1]
            return self._own[domain].pop()

    def next_conflict(self) -> str:
        """A UID for an exception ticket."""
        return self.next_own(CONFLICT_DOMAIN)

    def _allocate(self, domain: str, count: int, holder: str) -> list[str]:
        day = self.today()
        format_uid(domain, day, 1)
        block = self._registry.allocate(domain, day, count, holder)
        return [format_uid(domain, day, n, self._checksum).text for n in range(block.first, block.last + 1)]
