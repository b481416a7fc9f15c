"""Passwords as argon2id hashes, with the parameters that RFC 9106 recommends where memory is scarce."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from threading import BoundedSemaphore
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from hub.application.ports import Unavailable

AT_ONCE: Final = 2
"""Each takes 64 MiB and four threads for a moment, so strangers who try in droves wait for each other."""
_PATIENCE: Final = 5.0


class Argon2Hasher:
    """The port hub.application.people.Hasher."""

    def __init__(self) -> None:
        self._argon2 = PasswordHasher()
        self._places = BoundedSemaphore(AT_ONCE)

    @cached_property
    def _nobodys(self) -> str:
        """Made when it is first needed, not at each start."""
        return self._argon2.hash("a password that nobody has")

    def hash(self, password: str) -> str:
        with self._place():
            return self._argon2.hash(password)

    def matches(self, hashed: str, password: str) -> bool:
        with self._place():
            try:
                self._argon2.verify(hashed or self._nobodys, password)
            except (VerificationError, InvalidHashError):
                return False
        return bool(hashed)

    def is_old(self, hashed: str) -> bool:
        return self._argon2.check_needs_rehash(hashed)

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._places.acquire(timeout=_PATIENCE):
            raise Unavailable("too many people log in at once; try again")
        try:
            yield
        finally:
            self._places.release()
