"""Reading a request's body once, within bounds of size and time."""

from __future__ import annotations

import asyncio

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import Receive

from hub.entrypoints.gateway.problems import ENCODED, TOO_LARGE, TOO_SLOW, Problem


async def read_body(headers: Headers, receive: Receive, *, limit: int, seconds: float) -> bytes:
    """The raw body. Raises Problem for one that is too large, too slow or compressed, and ClientDisconnect.

    A length that is announced is believed only when it is too large; what is not announced is counted as it comes.
    """
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem(ENCODED, "Send the body as it is, without Content-Encoding.")
    announced = headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > limit:
        raise _too_large(limit)
    try:
        async with asyncio.timeout(seconds):
            return await _collect(receive, limit)
    except TimeoutError:
        raise Problem(TOO_SLOW, f"Send the whole body within {seconds:g} seconds.") from None


async def _collect(receive: Receive, limit: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        chunk: bytes = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            raise _too_large(limit)
        chunks.append(chunk)
        if not message.get("more_body", False):
            return b"".join(chunks)


def _too_large(limit: int) -> Problem:
    return Problem(TOO_LARGE, f"A body here has at most {limit} bytes. Send fewer reports at a time.")
