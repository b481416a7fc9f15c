"""``statushub worker``: reports from Kafka into the store."""

from __future__ import annotations

from hub.entrypoints.cli.opening import settings_of_role
from hub.entrypoints.cli.output import OUT, waiting
from hub.entrypoints.cli.up import Host, Port


def worker(host: Host = None, port: Port = None) -> None:
    """Take in reports from Kafka, with as many other workers as there are partitions. 启动工作进程

    Needs DATABASE_URL and KAFKA_BOOTSTRAP. On its port it answers /healthz, /readyz and /metrics. SIGTERM ends it once
    the batch under way is stored.
    """
    settings = settings_of_role("worker", host=host, port=port)
    with waiting("Starting the worker · 正在启动"):
        from hub.entrypoints.logs import log_to
        from hub.entrypoints.worker.role import work
    log_to(settings)

    def told(address: str) -> None:
        OUT.print(f"The worker is up · 工作进程已启动  {address}/readyz")
        OUT.file.flush()

    work(settings, told)
