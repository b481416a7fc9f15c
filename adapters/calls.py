"""A webhook as it was called, as far as a proof may depend on it."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

import msgspec


class BadSignature(Exception):
    """A webhook that its system did not sign, or whose signature cannot be checked. The text says what to do."""


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One request. Header names are in lower case; ``url`` is the address as the sender wrote it, with its query."""

    body: bytes
    headers: Mapping[str, str]
    method: str = "POST"
    url: str = ""

    def header(self, name: str) -> str:
        return self.headers.get(name.lower(), "")

    def query(self, name: str) -> str:
        """The first value of a parameter of the address; empty where there is none."""
        try:
            pairs = parse_qsl(urlsplit(self.url).query, keep_blank_values=True, max_num_fields=100)
        except ValueError:
            return ""
        return next((value for key, value in pairs if key == name), "")
