"""``statushub board``: the role that shows the board, and takes what people decide."""

from __future__ import annotations

from hub.entrypoints.cli.opening import settings_of_role
from hub.entrypoints.cli.options import Data
from hub.entrypoints.cli.output import say, waiting
from hub.entrypoints.cli.up import Host, Port


def board(host: Host = None, port: Port = None, data: Data = None) -> None:
    """Show the board and serve the API for reading and deciding; it keeps the views up, and needs no Kafka. 看板

    Logs go to standard error. Ctrl-C or SIGTERM ends it. `statushub login-link` lets somebody in.
    """
    settings = settings_of_role("board", data, needs_kafka=False, host=host, port=port)
    with waiting("Starting the board · 正在启动"):
        from hub.entrypoints.logs import log_to
        from hub.entrypoints.serve import BOARD, serve
    log_to(settings)
    serve(settings, lambda serving: say(f"The board is up at {serving.address} · 看板已启动"), part=BOARD)
