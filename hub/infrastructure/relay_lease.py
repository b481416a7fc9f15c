"""The relay's lease: one row in the hub's database, judged by the database's clock."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from hub.application.ports import Unavailable
from hub.application.relay import Deposed, Term
from hub.infrastructure.registry import Connect

_LOG: Final = logging.getLogger(__name__)

LIFETIME: Final = 6.0
"""Seconds until a lease that is not renewed is free."""
RENEWAL: Final = 2.0
"""Seconds between two renewals."""
HANGS_AFTER: Final = 45.0
"""Seconds without a sign of life from the leader after which its lease is not renewed any more. Each of its steps has
a limit of its own, and all of them together take less."""

SCHEMA: Final = Path(__file__).with_name("sql") / "relays.sql"

_CLAIM: Final = """
    INSERT INTO relays (name, epoch, holder, expires_at)
    VALUES (%(name)s, 1, %(holder)s, clock_timestamp() + make_interval(secs => %(lifetime)s))
    ON CONFLICT (name) DO UPDATE
    SET epoch = relays.epoch + 1, holder = excluded.holder, expires_at = excluded.expires_at
    WHERE relays.expires_at <= clock_timestamp() OR relays.holder = excluded.holder
    RETURNING epoch, position
"""
_RENEW: Final = """
    UPDATE relays SET expires_at = clock_timestamp() + make_interval(secs => %(lifetime)s)
    WHERE name = %(name)s AND epoch = %(epoch)s AND holder = %(holder)s RETURNING position
"""
# A position that a crash of the database takes back costs one more publication, so nothing waits for the disk.
_ADVANCE: Final = """
    UPDATE relays SET position = %(position)s FROM (SELECT set_config('synchronous_commit', 'off', true)) AS unhurried
    WHERE name = %(name)s AND epoch = %(epoch)s
"""
_RELEASE: Final = """
    UPDATE relays SET holder = '', expires_at = '-infinity' WHERE name = %(name)s AND epoch = %(epoch)s
"""
_REWIND: Final = """
    INSERT INTO relays (name, epoch, position) VALUES (%(name)s, 1, %(position)s)
    ON CONFLICT (name) DO UPDATE SET epoch = relays.epoch + 1, position = excluded.position
    RETURNING expires_at > clock_timestamp() AND holder <> ''
"""
_STANDING: Final = """
    SELECT position, CASE WHEN expires_at > clock_timestamp() THEN holder ELSE '' END FROM relays WHERE name = %(name)s
"""


class Standing(NamedTuple):
    """How far the log is published, and who leads; empty where nobody does."""

    position: int
    holder: str


class PostgresRelayLease:
    """The lease of one set of topics, for one relay (the port is hub.application.relay.Lease).

    A term is numbered. Whatever is stored under an older number changes nothing.
    """

    def __init__(self, connect: Connect, name: str, holder: str, lifetime: float = LIFETIME) -> None:
        self._connect = connect
        self._known = {"name": name, "holder": holder, "lifetime": lifetime}
        self._lifetime = lifetime

    def create_table(self) -> None:
        """Create what is missing; safe to repeat, one process at a time. Raises Unavailable."""
        with self._connect() as connection:
            connection.execute(SCHEMA.read_bytes())

    def claim(self) -> Term | None:
        """Begin a term, if no other relay is in one. Raises Unavailable.

        A relay whose own term was ended by :meth:`rewind` goes on at once.
        """
        with self._connect() as connection:
            row = connection.execute(_CLAIM, self._known).fetchone()
        return None if row is None else Term(*row)

    def confirm(self, term: Term) -> int:
        """Renew the lease; return the position by now. Raises Deposed, Unavailable."""
        with self._connect() as connection:
            row = connection.execute(_RENEW, {**self._known, "epoch": term.epoch}).fetchone()
        if row is None:
            raise Deposed(f"term {term.epoch} is over")
        position: int = row[0]
        return position

    def advance(self, term: Term, position: int) -> None:
        """Store how far the log is published. Raises Deposed with nothing stored, Unavailable."""
        with self._connect() as connection:
            stored = connection.execute(_ADVANCE, {**self._known, "epoch": term.epoch, "position": position})
        if stored.rowcount != 1:
            raise Deposed(f"term {term.epoch} is over")

    def release(self, term: Term) -> None:
        """Let another relay take over at once. Raises Unavailable."""
        with self._connect() as connection:
            connection.execute(_RELEASE, {**self._known, "epoch": term.epoch})

    def rewind(self, position: int) -> bool:
        """Go on publishing behind a position, whoever leads; say whether somebody does. Raises Unavailable.

        The leader's term ends with it, so what it is publishing now cannot move the position on.
        """
        with self._connect() as connection:
            row = connection.execute(_REWIND, {**self._known, "position": position}).fetchone()
        assert row is not None
        return bool(row[0])

    def standing(self) -> Standing:
        """How things are. Raises Unavailable."""
        with self._connect() as connection:
            row = connection.execute(_STANDING, self._known).fetchone()
        return Standing(0, "") if row is None else Standing(*row)

    @contextmanager
    def kept(self, term: Term) -> Iterator[KeptLease]:
        """Renew the lease in a thread of its own, and give it back in the end."""
        kept = KeptLease(self, term, self._lifetime)
        kept.start()
        try:
            yield kept
        finally:
            kept.finish()
            try:
                self.release(term)
            except Unavailable as error:
                _LOG.warning("the relay's lease was not given back and runs out by itself: %s", error)


class KeptLease:
    """A lease that is renewed. It counts as lost when no renewal was answered for as long as it lives."""

    def __init__(self, lease: PostgresRelayLease, term: Term, lifetime: float) -> None:
        self._lease = lease
        self._term = term
        self._lifetime = lifetime
        self._over = threading.Event()
        self._ended = threading.Event()
        self._alive_at = self._valid_from = time.monotonic()
        self._thread = threading.Thread(target=self._renew, name="lease", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def finish(self) -> None:
        """Renew no more."""
        self._ended.set()
        self._thread.join(RENEWAL)

    def check(self) -> None:
        """Say that the leader is alive. Raises Deposed when the lease was lost."""
        self._alive_at = now = time.monotonic()
        if self._over.is_set() or now - self._valid_from > self._lifetime:
            raise Deposed(f"term {self._term.epoch} is over")

    def _renew(self) -> None:
        while not self._ended.wait(RENEWAL):
            asked_at = time.monotonic()
            if asked_at - self._alive_at > HANGS_AFTER:
                _LOG.error("the relay has not moved for %d s; its lease is left to another", HANGS_AFTER)
                return
            try:
                self._lease.confirm(self._term)
            except Deposed:
                self._over.set()
                return
            except Unavailable as error:
                _LOG.warning("the relay's lease was not renewed: %s", error)
            else:
                self._valid_from = asked_at
