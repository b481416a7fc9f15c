"""A real OPC UA server of jobs for a test, which can be stopped and started again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from asyncua import Node, Server, ua
from asyncua.crypto.permission_rules import User, UserRole

from tests.acceptance.running import free_port


class _Users:
    def get_user(self, _server: object, username: str = "", password: str = "", **_more: object) -> User | None:
        return User(role=UserRole.User) if (username, password) == ("hub", "secret") else None


class OpcUaPlant:
    """A server at an address of its own. Its jobs begin anew whenever it runs."""

    def __init__(self) -> None:
        self._port = free_port()
        self._server: Server | None = None
        self._folder: Node | None = None
        self._namespace = 0
        self._states: dict[str, Node] = {}

    @property
    def url(self) -> str:
        return f"opc.tcp://127.0.0.1:{self._port}/plant/"

    @asynccontextmanager
    async def running(self, *jobs: str) -> AsyncIterator[None]:
        """The server with these jobs, each not allowed to start."""
        self._server = Server(user_manager=_Users())
        await self._server.init()
        self._server.set_endpoint(self.url)
        self._server.set_security_policy([ua.SecurityPolicyType.NoSecurity])
        self._server.set_identity_tokens([ua.UserNameIdentityToken])
        self._namespace = await self._server.register_namespace("urn:plant:jobs")
        plant = await self._server.nodes.objects.add_folder(self._namespace, "MES")
        self._folder = await plant.add_folder(self._namespace, "JobOrders")
        async with self._server:
            for job in jobs:
                await self.add(job)
            yield

    async def add(
        self, job: str, *, remembered: bool = True, uid: str = "", at_first: str = "NotAllowedToStart"
    ) -> None:
        """A job, with or without history; with a UID it says of which ticket it is."""
        assert self._folder is not None
        assert self._server is not None
        order = await self._folder.add_object(self._namespace, job)
        await order.add_property(self._namespace, "JobOrderID", job)
        if uid:
            await order.add_property(self._namespace, "UID", uid)
        state = await order.add_variable(self._namespace, "State", at_first)
        self._states[job] = state
        if remembered:
            await self._server.historize_node_data_change(state, period=None, count=1_000)
        await self.put(job, at_first, datetime.now(UTC))

    async def put(self, job: str, state: str, at: datetime | None) -> None:
        """Write a state, with a time of its own or without."""
        await self._states[job].write_value(ua.DataValue(ua.Variant(state), SourceTimestamp=at))
