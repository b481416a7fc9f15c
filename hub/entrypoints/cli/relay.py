"""``statushub relay``: the role that publishes the event log to Kafka."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hub.entrypoints.cli.exits import Unusable
from hub.entrypoints.cli.opening import settings_of_role
from hub.entrypoints.cli.output import say, tell, waiting
from hub.entrypoints.cli.up import Host, Port

if TYPE_CHECKING:
    from hub.settings import Settings


def relay(
    host: Host = None,
    port: Port = None,
    position: Annotated[
        int | None,
        typer.Option(
            "--from",
            min=0,
            metavar="POSITION",
            help="Publish again what is behind this position of the log (0: everything), and return at once",
        ),
    ] = None,
) -> None:
    """Publish the event log to Kafka: one relay leads, and others stand by to take over. 发布事件

    Logs go to standard error; the port answers /healthz, /readyz and /metrics. Ctrl-C or SIGTERM ends it in order.
    """
    settings = settings_of_role("relay", host=host, port=port)
    if position is None:
        _publish(settings)
    else:
        _rewind(settings, position)


def _publish(settings: Settings) -> None:
    with waiting("Starting the relay · 正在启动"):
        from hub.entrypoints.logs import log_to
        from hub.entrypoints.relay.role import relay as publish
    log_to(settings)
    publish(settings, lambda address: say(f"The relay is up; its probes answer at {address} · 发布进程已启动"))


def _rewind(settings: Settings, position: int) -> None:
    """Set the position, under whichever relay leads."""
    from hub.telemetry import configure_logging
    from hub.wiring import open_hub, relay_lease

    configure_logging("WARNING", as_json=False)
    with open_hub(settings) as hub:
        head = hub.log.head()
        if position > head:
            raise Unusable(f"the log ends at position {head}; give one that is not behind it, or events are left out")
        lease = relay_lease(hub)
        before = lease.standing().position
        leads = lease.rewind(position)
    who = "the relay that leads does it now" if leads else "no relay leads now; the next one begins there"
    tell(f"Everything behind position {position} is published again, up to {head} (published so far: {before}); {who}")
