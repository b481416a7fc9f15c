"""One way to speak HTTP with a system, that goes nowhere else."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import httpx

from adapters.contract import NO_HEADERS, NotAllowed, NotReached, Response

TIMEOUT: Final = httpx.Timeout(10.0)
"""Seconds for a connection, and for each pause in an answer."""
LONGEST: Final = 60.0
"""Seconds for a whole answer."""
LARGEST: Final = 20 * 1024 * 1024
"""Bytes of an answer, unpacked."""

_METADATA: Final = frozenset(
    ipaddress.ip_address(address) for address in ("100.100.100.200", "168.63.129.16", "fd00:ec2::254", "fd20:ce::254")
)
"""Where clouds tell their machines secrets, besides the link-local addresses."""
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
"""Addresses of version 4, in the clothes of version 6."""
_PORTS: Final = {"http": 80, "https": 443}

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], list[str]]


def resolved(host: str, port: int) -> list[str]:
    """The addresses of a host. Raises OSError."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class HttpSession:
    """Requests to one system (the port is adapters.contract.Session).

    Only the host and port of the system's own URL are asked, redirects are not followed, and a name is resolved here
    and its address judged: one that leads to a cloud's metadata or a link-local address is refused, whoever owns the
    name. Private addresses are allowed, because that is where plants keep their systems. Proxies of the environment are
    not used, because they would resolve the name anew.
    """

    def __init__(
        self,
        url: str,
        headers: Mapping[str, str] = NO_HEADERS,
        *,
        largest: int = LARGEST,
        longest: float = LONGEST,
        resolve: Resolve = resolved,
    ) -> None:
        """``headers`` go with every request: the login. Raises NotAllowed for a URL that is none of HTTP."""
        self._base = _parsed(url.rstrip("/"))
        self._headers = {"Accept": "application/json", **headers}
        self._largest = largest
        self._longest = longest
        self._resolve = resolve
        self._client = httpx.Client(
            timeout=TIMEOUT, verify=ssl.create_default_context(), trust_env=False, follow_redirects=False
        )

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] = NO_HEADERS,
        params: Mapping[str, str] = NO_HEADERS,
        body: bytes = b"",
    ) -> Response:
        """Ask once, and return whatever is answered. Raises NotReached, NotAllowed."""
        target = self._target(url)
        if params:
            target = target.copy_merge_params(dict(params))
        request = self._client.build_request(method, target, headers={**self._headers, **headers}, content=body or None)
        address = self._address(target.host, _port(target))
        # The connection goes to the address that was judged; certificate and Host header remain those of the name.
        request.url = target.copy_with(host=address)
        request.extensions = {**request.extensions, "sni_hostname": target.host}
        with _failures_told(f"{method} {target.path}"):
            return self._answer(request)

    def _target(self, url: str) -> httpx.URL:
        target = _parsed(f"{self._base}{url}") if url.startswith("/") and not url.startswith("//") else _parsed(url)
        ours, theirs = ((each.scheme, each.host, _port(each), each.userinfo) for each in (self._base, target))
        if ours != theirs:
            raise NotAllowed(f"{target.host} is not the system's own address; only {self._base.host} is asked")
        return target

    def _address(self, host: str, port: int) -> str:
        try:
            found = self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise NotReached(f"{host} has no address: {error}") from error
        if not found:
            raise NotReached(f"{host} has no address")
        for address in found:
            if is_forbidden(ipaddress.ip_address(address.partition("%")[0])):
                raise NotAllowed(f"{host} leads to {address}, which the hub never asks; correct the system's URL")
        return found[0]

    def _answer(self, request: httpx.Request) -> Response:
        until = time.monotonic() + self._longest
        response = self._client.send(request, stream=True)
        try:
            kept = bytearray()
            for part in response.iter_bytes():
                kept += part
                if len(kept) > self._largest:
                    raise NotAllowed(f"the answer is larger than {self._largest} bytes; ask for smaller pages")
                if time.monotonic() > until:
                    raise NotReached(f"the answer took longer than {self._longest:g} s")
            headers = {name.lower(): value for name, value in response.headers.items()}
            return Response(status=response.status_code, headers=headers, body=bytes(kept))
        finally:
            response.close()


def is_forbidden(address: Address) -> bool:
    """Whether an address is none that a system can have, but one that tells secrets or leads astray."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
        if inner is not None:
            return is_forbidden(inner)
    return address.is_link_local or address.is_multicast or address.is_unspecified or address in _METADATA


def _parsed(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise NotAllowed(f"this is no address: {error}") from error
    if parsed.scheme not in _PORTS or not parsed.host:
        raise NotAllowed("only addresses with http:// or https:// and a host are asked")
    return parsed


def _port(url: httpx.URL) -> int:
    return url.port or _PORTS[url.scheme]


@contextmanager
def _failures_told(what: str) -> Iterator[None]:
    try:
        yield
    except httpx.TimeoutException as error:
        raise NotReached(f"{what}: no answer in time") from error
    except httpx.HTTPError as error:
        raise NotReached(f"{what}: {str(error) or type(error).__name__}") from error
