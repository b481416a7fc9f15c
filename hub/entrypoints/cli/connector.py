"""``statushub connector``: the role that asks other systems, listens to them, and writes to them."""

from __future__ import annotations

from hub.entrypoints.cli.opening import settings_of_role
from hub.entrypoints.cli.output import say, waiting
from hub.entrypoints.cli.up import Host, Port


def connector(host: Host = None, port: Port = None) -> None:
    """Ask the systems whose URL is set, listen to them, write to them; others stand by to take over. 连接外部系统

    Logs go to standard error; the port answers /healthz, /readyz and /metrics. Ctrl-C or SIGTERM ends it in order.
    """
    settings = settings_of_role("connector", needs_kafka=False, host=host, port=port)
    with waiting("Starting the connector · 正在启动"):
        from hub.entrypoints.connector.role import connect
        from hub.entrypoints.logs import log_to
    log_to(settings)
    connect(settings, lambda address: say(f"The connector is up; its probes answer at {address} · 连接进程已启动"))
