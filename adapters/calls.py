"""A webhook as it was called, as far as a proof may depend on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import parse_qsl, urlsplit

import msgspec

IN_ADDRESS: Final = "?"
"""Stands before the name of a parameter of the address, where one is kept among headers: no header is called so."""


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

    def beside(self, names: Iterable[str]) -> Mapping[str, str]:
        """What came beside the body: the headers, and of the address those parameters that are among ``names``.

        A parameter may hold any sign, a header may not, and both are stored alike: what cannot be printed is left out.
        """
        asked = [name for name in names if name.startswith(IN_ADDRESS)]
        said = {name: self.query(name.removeprefix(IN_ADDRESS)) for name in asked}
        found = {name: value for name, value in said.items() if value and value.isprintable()}
        return {**self.headers, **found} if found else self.headers
