"""One connection to an OPC UA server: the jobs in a folder, what changes of them, and what changed before."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from asyncua import ua
from asyncua.client.client import Client
from asyncua.common.node import Node
from asyncua.ua.status_codes import StatusCodes
from asyncua.ua.uaerrors import UaError, UaStatusCodeError

from adapters.contract import Connection, NotAllowed, NotReached

_PUBLISHED_EVERY: Final = 200.0
"""Milliseconds. The server queues what changes in between."""
_QUEUE: Final = 1_000
"""Changes of one job that the server keeps in between. With a queue of one, only the last would arrive."""
_INBOX: Final = 100_000
_PATIENCE: Final = 10.0
"""Seconds for an answer."""
_FAREWELL: Final = 1.0
_OVERFLOWN: Final = 0x480
"""The bits of a status code which say that the server's queue was too short, and that changes are missing."""
_REFUSED: Final = frozenset(
    {
        StatusCodes.BadUserAccessDenied,
        StatusCodes.BadIdentityTokenRejected,
        StatusCodes.BadIdentityTokenInvalid,
        StatusCodes.BadSecurityPolicyRejected,
        StatusCodes.BadSecurityChecksFailed,
    }
)


@dataclass(frozen=True, slots=True)
class Job:
    """A job on the server: the variable of its state, and those that say what it is."""

    name: str
    state: Node
    fields: Mapping[str, Node]


@dataclass(frozen=True, slots=True)
class Change:
    """A state of a job. ``at`` is None where whoever wrote it gave no time; ``gap``: others before it are missing."""

    job: Job
    value: Any
    at: datetime | None
    gap: bool = False


class JobServer:
    """A connection that stands."""

    def __init__(self, client: Client, folder: str, state: str) -> None:
        self._client = client
        self._folder = folder
        self._state = state
        self._watched: dict[ua.NodeId, Job] = {}
        self._inbox: asyncio.Queue[Change | None] = asyncio.Queue()
        self._subscription: Any = None

    async def watch_new(self) -> list[Job]:
        """Subscribe to the jobs that are not watched yet, and return them. Their current states come as changes."""
        new = [job for job in await self._jobs() if job.state.nodeid not in self._watched]
        if self._subscription is None:
            self._subscription = await self._client.create_subscription(
                _PUBLISHED_EVERY, _Handler(self), queue_maxsize=_INBOX
            )
        self._watched |= {job.state.nodeid: job for job in new}
        if new:
            handles = await self._subscription.subscribe_data_change(
                [job.state for job in new], queuesize=_QUEUE, sampling_interval=0.0
            )
            refused = [job.name for job, handle in zip(new, handles, strict=True) if not isinstance(handle, int)]
            if refused:
                raise NotAllowed(f"the server does not let this user subscribe to {', '.join(refused)}")
        return new

    async def changes(self, wait_seconds: float) -> list[Change]:
        """What changed; empty after a while in which nothing did. Raises NotReached when the connection is gone."""
        found: list[Change | None] = []
        with suppress(TimeoutError):
            async with asyncio.timeout(wait_seconds):  # wait_for of Python 3.11 may swallow a wish to stop
                found.append(await self._inbox.get())
        while not self._inbox.empty():
            found.append(self._inbox.get_nowait())
        if None in found:
            raise NotReached("the connection to the OPC UA server is gone")
        return [change for change in found if change is not None]

    async def history(self, job: Job, since: datetime) -> list[Change]:
        """What the server remembers of a job's states; empty where it keeps none."""
        try:
            found = await job.state.read_raw_history(since, datetime.now(UTC), return_bounds=False)
        except UaStatusCodeError:  # it keeps no history, or not for everybody
            return []
        return [_change(job, value) for value in found if value.SourceTimestamp is not None]

    async def fields(self, job: Job) -> dict[str, Any]:
        """What the variables beside a job's state say."""
        values = await self._client.read_values(list(job.fields.values()))
        return dict(zip(job.fields, values, strict=True))

    def heard(self, node: Node, value: ua.DataValue) -> None:
        """The server says that a state changed."""
        self._inbox.put_nowait(_change(self._watched[node.nodeid], value))

    def lost(self) -> None:
        """The connection is gone."""
        self._inbox.put_nowait(None)

    async def _jobs(self) -> list[Job]:
        folder = self._client.nodes.objects
        for name in self._folder.split("/"):
            children = await _children(folder)
            if name not in children:
                known = ", ".join(sorted(children)) or "nothing"
                raise NotAllowed(
                    f"there is no {name!r} in {self._folder!r} of the server, only {known}; correct [listen]"
                )
            folder = children[name]
        jobs = []
        for name, node in (await _children(folder)).items():
            variables = await _children(node, ua.NodeClass.Variable)
            state = variables.pop(self._state, None)
            if state is not None:
                jobs.append(Job(name, state, variables))
        return jobs


class _Handler:
    """What asyncua calls."""

    def __init__(self, server: JobServer) -> None:
        self._server = server

    def datachange_notification(self, node: Node, _value: Any, change: Any) -> None:
        self._server.heard(node, change.monitored_item.Value)

    def status_change_notification(self, _status: Any) -> None:
        self._server.lost()


@asynccontextmanager
async def connected(connection: Connection, folder: str, state: str) -> AsyncIterator[JobServer]:
    """A connection to a server. Raises NotReached, and NotAllowed where it refuses the login or has no such folder.

    It is not mended when it is gone, because nobody would know what was missed.
    """
    client = Client(connection.url, timeout=_PATIENCE)
    server = JobServer(client, folder, state)

    async def lost(_error: Exception) -> None:
        server.lost()

    client.connection_lost_callback = lost
    try:
        await _connect(client, connection)
        try:
            yield server
        finally:
            await _leave(client)
    except (UaError, OSError) as error:  # TimeoutError is one
        raise _judged(error, connection) from error


async def _connect(client: Client, connection: Connection) -> None:
    if connection.value("user"):
        client.set_user(connection.value("user"))
        client.set_password(connection.value("password"))
    if connection.value("security"):
        await client.set_security_string(connection.value("security"))
    await client.connect()


async def _leave(client: Client) -> None:
    """Say goodbye, but do not wait long for a server that does not answer: it forgets the session by itself."""
    with suppress(UaError, OSError):  # TimeoutError is one
        async with asyncio.timeout(_FAREWELL):
            await client.disconnect()
    client.disconnect_socket()


def _judged(error: Exception, connection: Connection) -> Exception:
    if isinstance(error, UaStatusCodeError) and error.code in _REFUSED:
        return NotAllowed(
            f"the OPC UA server of {connection.system} refuses the login; check the settings for user and password"
        )
    return NotReached(f"the OPC UA server of {connection.system}: {str(error) or type(error).__name__}")


async def _children(node: Node, kind: ua.NodeClass = ua.NodeClass.Unspecified) -> dict[str, Node]:
    """By name without the number of its namespace, which may be another one when the server starts again."""
    children: Iterable[Any] = await node.get_children_descriptions(nodeclassmask=kind)
    return {child.BrowseName.Name: Node(node.session, child.NodeId) for child in children}


def _change(job: Job, value: ua.DataValue) -> Change:
    at = value.SourceTimestamp
    gap = value.StatusCode is not None and value.StatusCode.value & _OVERFLOWN == _OVERFLOWN
    known = None if at is None else at if at.tzinfo else at.replace(tzinfo=UTC)
    return Change(job, value.Value.Value if value.Value else None, known, gap)
