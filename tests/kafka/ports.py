"""Ports for brokers that go and come back."""

import random
import socket
import time
from collections.abc import Callable

HOST = "127.0.0.1"

# Below the ports that Linux gives to outgoing connections: while the broker is down, a client that keeps knocking could
# else be given the very port it knocks at, connect to itself and so keep the broker from coming back.
PORTS = range(15_000, 32_000)


def free_ports(count: int) -> list[int]:
    """Ports at which nothing listens now, and which stay ours in practice."""
    found: list[int] = []
    while len(found) < count:
        port = random.choice(PORTS)
        try:
            socket.create_server((HOST, port)).close()
        except OSError:
            continue
        if port not in found:
            found.append(port)
    return found


def wait_for_port(port: int, patience: float, still_running: Callable[[], None]) -> None:
    """Return as soon as a connection is taken; `still_running` may raise why there will be none.

    Raises TimeoutError after `patience` seconds.
    """
    deadline = time.monotonic() + patience
    while True:
        still_running()
        try:
            socket.create_connection((HOST, port), timeout=1).close()
            return
        except OSError as error:
            if time.monotonic() > deadline:
                raise TimeoutError(f"nothing answers at port {port} after {patience:.0f} s") from error
        time.sleep(0.05)
