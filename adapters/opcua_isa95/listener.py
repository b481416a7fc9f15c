"""Listens to the states of jobs on an OPC UA server.

A subscription is no log: what changes while the connection is gone, or faster than the server's queue, is missing. So
each connection begins with the server's history, where it keeps one, and with the current states; repeats are known by
their time.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta

from adapters.contract import Connection, NotAllowed, Piece, Take
from adapters.declarative import read
from adapters.manifest import Manifest
from adapters.opcua_isa95.server import Change, Job, JobServer, connected
from schemas.instant import Instant, from_datetime, to_datetime, to_iso

_MARGIN: Final = timedelta(minutes=1)
"""How much further than the last safe change history is read: the server's clock is not the hub's."""

_Text = Annotated[str, Meta(min_length=1)]


class Wanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``[listen]`` of the manifest."""

    kind: Literal["opcua"]
    folder: _Text
    state: _Text = "State"
    look_every: Annotated[float, Meta(gt=0)] = 10.0
    """Seconds between two looks for new jobs."""
    look_back_hours: Annotated[float, Meta(ge=0)] = 24.0
    """How far back history is read when the hub starts."""


class OpcUaListener:
    """An adapter's ear at a server."""

    def __init__(self, manifest: Manifest, connection: Connection, clock: Callable[[], Instant]) -> None:
        """Raises NotAllowed if the manifest or the settings do not say what to listen to."""
        self._manifest = manifest
        self._connection = connection
        self._clock = clock
        self._wanted = _wanted(manifest)
        self._safe_until: datetime | None = None
        if not connection.url.startswith("opc.tcp://"):
            raise NotAllowed(
                f"the URL of {connection.system} is no address of a server; write opc.tcp://host:4840/path"
            )

    async def listen(self, take: Take) -> None:
        """Hear and hand over until cancelled. Raises NotReached when the connection is gone, and NotAllowed.

        1. Each change is made safe, in the server's order. 2. The time until which all is safe is remembered. The
        server is told nothing: after a crash, history and the current states bring what was missed.
        """
        async with connected(self._connection, self._wanted.folder, self._wanted.state) as server:
            again: list[Job] = []  # once more a look later: servers may write their history late
            while True:
                now = to_datetime(self._clock())
                new = await server.watch_new()
                for job in [*again, *new]:
                    await self._catch_up(server, job, take)
                again = new
                for change in await server.changes(self._wanted.look_every):
                    if change.gap:
                        await self._catch_up(server, change.job, take)
                    await take(await self._piece(server, change))
                self._safe_until = now

    async def _catch_up(self, server: JobServer, job: Job, take: Take) -> None:
        since = to_datetime(self._clock()) - timedelta(hours=self._wanted.look_back_hours)
        if self._safe_until is not None:
            since = max(since, self._safe_until - _MARGIN)
        for change in await server.history(job, since):
            await take(await self._piece(server, change))

    async def _piece(self, server: JobServer, change: Change) -> Piece:
        body = msgspec.json.encode(document(change, await server.fields(change.job)))
        return Piece(found=read(self._manifest, body, {}, self._clock()), body=body)


def document(change: Change, fields: dict[str, Any]) -> dict[str, Any]:
    """A change as the adapter's shapes know it: the job's variables, its state, and the time where one was given."""
    found = {name: _plain(value) for name, value in fields.items()}
    found |= {"Job": change.job.name, "State": _plain(change.value)}
    if change.at is not None:
        found["Timestamp"] = to_iso(from_datetime(change.at))
    return found


def _plain(value: Any) -> str | int | None:
    """A value as JSON can hold it; of a text in several languages, the text."""
    if isinstance(value, str | int) or value is None:
        return value
    return str(getattr(value, "Text", value))


def _wanted(manifest: Manifest) -> Wanted:
    try:
        return msgspec.convert(manifest.listen, Wanted)
    except msgspec.ValidationError as error:
        raise NotAllowed(f"[listen] of {manifest.source}: {error}; name the folder of the jobs") from error
