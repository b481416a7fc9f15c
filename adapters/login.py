"""How the hub shows a system who it is when it asks or writes: ``[login]`` of a manifest, and the settings it needs."""

from __future__ import annotations

import base64
from enum import StrEnum
from typing import Final

import msgspec

from adapters.contract import Connection
from adapters.errors import Fault


class LoginKind(StrEnum):
    """What a login is made of."""

    NONE = "none"
    HEADER = "header"
    """A key in a header of the system's own; the setting ``token``."""
    BEARER = "bearer"
    """``Authorization: Bearer``; the setting ``token``."""
    BASIC = "basic"
    """``Authorization: Basic``; the settings ``user`` and ``password``."""


class Login(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``[login]`` as it is written."""

    kind: LoginKind = LoginKind.NONE
    header: str = ""
    """For the kind ``header``: which one."""

    @property
    def settings(self) -> tuple[str, ...]:
        """The settings of the system that have to be there."""
        return _SETTINGS[self.kind]


_SETTINGS: Final = {
    LoginKind.NONE: (),
    LoginKind.HEADER: ("token",),
    LoginKind.BEARER: ("token",),
    LoginKind.BASIC: ("user", "password"),
}


def login_faults(login: Login) -> list[Fault]:
    """What is wrong with a login as it is written."""
    if (login.kind is LoginKind.HEADER) != bool(login.header):
        return [
            Fault("login.header", "only a login by header names one, and it has to", "name the header, or leave it")
        ]
    return []


def lacking(login: Login, connection: Connection) -> list[str]:
    """The environment variables that a login needs and that are not set."""
    return [
        f"STATUSHUB_{connection.system.upper()}_{name.upper()}" for name in login.settings if not connection.value(name)
    ]


def login_headers(login: Login, connection: Connection) -> dict[str, str]:
    """What every request carries. Secret: not for a log."""
    match login.kind:
        case LoginKind.HEADER:
            return {login.header: connection.value("token")}
        case LoginKind.BEARER:
            return {"Authorization": f"Bearer {connection.value('token')}"}
        case LoginKind.BASIC:
            pair = f"{connection.value('user')}:{connection.value('password')}"
            return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
        case LoginKind.NONE:
            return {}
