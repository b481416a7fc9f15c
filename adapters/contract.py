"""What an adapter is to the hub beyond its webhooks: where it reads from, what it listens to, what it writes to.

An adapter's code knows these types and ``schemas``, and reaches its system through a :class:`Session` that the hub
hands it: never a socket, a database or a clock of its own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Final, Protocol

import msgspec

from adapters.documents import Unreadable
from adapters.reading import Reading
from schemas.instant import Instant
from schemas.status import Status

NO_HEADERS: Final[Mapping[str, str]] = MappingProxyType({})


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """What one body of a system came to. The body is kept where something of it has to be parked, and read again by the
    adapter's ``[webhook]`` shapes when somebody retries it: so it has to be one that they know."""

    found: Reading | Unreadable
    body: bytes
    content_type: str = "application/json"


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """What one poll gave."""

    pieces: tuple[Piece, ...]
    cursor: str
    """Where the next poll goes on, once the pieces are safe."""
    more: bool = False
    """Whether there is more to read at once."""


class Response(msgspec.Struct, frozen=True, kw_only=True):
    """What a system answered. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class NotReached(Exception):
    """The system gave no answer that can be used: try again later. The text says why, and nothing secret.

    ``after_seconds`` is how long the system asked to be left alone; 0 where it did not say.
    """

    def __init__(self, why: str, after_seconds: float = 0.0) -> None:
        super().__init__(why)
        self.after_seconds = after_seconds


class NotAllowed(Exception):
    """A request that the hub does not make, or that the system refuses for good: a person has to change something.

    An address that is not the system's own, a login that is refused, a path that is not there. The text says what to
    do.
    """


class NotOffered(NotAllowed):
    """Nothing that the system refuses: the adapter cannot ask for this. The text says what to add to it."""


class Session(Protocol):
    """Requests to one system, by HTTP. Blocks; may be used by one thread at a time."""

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] = NO_HEADERS,
        params: Mapping[str, str] = NO_HEADERS,
        body: bytes = b"",
    ) -> Response:
        """Ask, and return whatever is answered, errors included (:func:`expected` judges them).

        ``url`` is absolute, or a path relative to the system's URL. The login from the settings is added to it. Raises
        NotReached when no whole answer came in time, and NotAllowed for an address that is not the system's own.
        """
        ...


class Connection(msgspec.Struct, frozen=True, kw_only=True):
    """How a system is reached: what its settings say. Its text shows no secrets."""

    system: str
    url: str
    values: Mapping[str, str] = msgspec.field(default_factory=dict)
    """Settings by name in lower case (``user``, ``token``, ``password``, and what the manifest declares)."""

    def __repr__(self) -> str:
        return f"Connection({self.system!r}, settings: {', '.join(sorted(self.values)) or 'none'})"

    def value(self, name: str) -> str:
        """A setting; empty where it is not set."""
        return self.values.get(name, "")


class Source(Protocol):
    """The half of an adapter that asks."""

    def poll(self, cursor: str, now: Instant) -> Page:
        """What changed since ``cursor``: opaque text that the hub keeps, empty at first.

        Asking twice from one cursor is harmless: the same change has the same delivery id. Raises NotReached,
        NotAllowed.
        """
        ...


class Finder(Protocol):
    """The half of an adapter that reads one object, which an event has only named."""

    def find(self, what: str, native_id: str, now: Instant) -> Piece | None:
        """What an object of the kind ``what`` says of itself now; None where there is none.

        It may be newer or older than the event, so its reports have the object's own time, or none. Raises NotReached,
        NotAllowed, and NotOffered for a kind or an id of which it knows no address.
        """
        ...


Take = Callable[[Piece], Awaitable[None]]
"""Returns once what it was given is safe. Only then may a message be acknowledged. Raises where it is not."""


class Listener(Protocol):
    """The half of an adapter that is told without a webhook: by a broker's message, a subscription, a file."""

    async def listen(self, take: Take) -> None:
        """Hear and hand over until cancelled. Raises NotReached when the connection is gone; it is called again."""
        ...


class Overtaken(Exception):
    """On the way to a status it turned out that it is no longer to be reached."""


def _nobody_listens(_native: str) -> None:
    """What a change is told that nobody follows."""


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A canonical change as one system is to show it."""

    uid: str
    native_id: str
    native: str
    """The system's own word or key to be reached."""
    status: Status
    current_native: str = ""
    """Its word by now, as the hub last heard; empty where it is not known."""
    passing: Callable[[str], None] = _nobody_listens
    """To be told each word that lies only on the way, before the system is asked for it: the hub notes it down, and
    knows it when it is reported. Raises Overtaken, and then no step more is made."""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """What a system itself says of a ticket at this moment."""

    native: str
    occurred_at: Instant | None = None


class Done(msgspec.Struct, frozen=True, tag=True):
    """The system shows the status: it was read back."""

    native: str


class Later(msgspec.Struct, frozen=True, tag=True):
    """It may work another time."""

    why: str
    after_seconds: float = 0.0


class GaveUp(msgspec.Struct, frozen=True, tag=True):
    """It will not work by trying again: the ticket is gone, or no way leads to the status."""

    why: str


class Forbidden(msgspec.Struct, frozen=True, tag=True):
    """The system does not let the hub do it; a person there has to give it the right."""

    why: str


Written = Done | Later | GaveUp | Forbidden


class Sink(Protocol):
    """The half of an adapter that writes."""

    def write(self, change: Change) -> Written:
        """Bring a ticket to a status, and read back whether it got there. Repeating it is harmless.

        Raises Overtaken.
        """
        ...

    def current(self, native_id: str) -> Standing | None:
        """How a ticket stands there now; None where there is no such ticket. Raises NotReached, NotAllowed."""
        ...


class Namer(Protocol):
    """The half of an adapter that tells a system the UID of a ticket that began there."""

    def name(self, native_id: str, uid: str) -> Written:
        """Put the UID into the ticket's field, unless one is there, and read it back. Repeating it is harmless."""
        ...


_TRY_LATER: Final = frozenset({408, 423, 425, 429})


def expected(response: Response, what: str) -> Response:
    """The answer, if it is a good one. Raises NotReached or NotAllowed, which say ``what`` was asked for."""
    status = response.status
    if 200 <= status < 300:
        return response
    if status in _TRY_LATER or status >= 500:
        raise NotReached(f"{what}: the system answers {status}", retry_after(response))
    cure = "check its user, token and rights" if status in {401, 403} else "check its URL and the adapter's paths"
    raise NotAllowed(f"{what}: the system answers {status}; {cure}")


def retry_after(response: Response) -> float:
    """The seconds that the system asks to be left alone, an hour at most; 0 where it does not say so in seconds."""
    text = response.headers.get("retry-after", "").strip()
    return min(float(text), 3600.0) if text.isdecimal() else 0.0
