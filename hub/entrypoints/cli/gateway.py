"""``statushub gateway``: the role that takes reports and publishes them for the workers."""

from __future__ import annotations

from hub.entrypoints.cli.opening import settings_of_role
from hub.entrypoints.cli.output import say, waiting
from hub.entrypoints.cli.up import Host, Port


def gateway(host: Host = None, port: Port = None) -> None:
    """Take webhooks and reports, and answer when Kafka has them; workers ingest them. 接收上报

    Logs go to standard error. Ctrl-C or SIGTERM ends it: what was taken in is published first.
    """
    settings = settings_of_role("gateway", host=host, port=port)
    with waiting("Starting the gateway · 正在启动"):
        from hub.entrypoints.logs import log_to
        from hub.entrypoints.serve import GATEWAY, serve
    log_to(settings)
    serve(settings, lambda serving: say(f"The gateway is up at {serving.address} · 接收进程已启动"), part=GATEWAY)
