"""The store, opened by a command for itself: alone, or beside a hub that is up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from hub.entrypoints.cli.output import waiting
from hub.settings import Settings

if TYPE_CHECKING:
    from hub.entrypoints.gateway.queries import Queries
    from hub.wiring import Hub

PAGE = 500


def settings_of(data: Path | None = None, **given: object) -> Settings:
    """The settings in force, with what the command line says instead. Raises pydantic.ValidationError."""
    chosen = {name: value for name, value in {"data": data, **given}.items() if value is not None}
    return Settings(**chosen)  # type: ignore[arg-type]


@contextmanager
def opened(data: Path | None) -> Iterator[Hub]:
    """The hub's store and use cases. Raises what hub.wiring.open_hub raises."""
    from hub.telemetry import configure_logging
    from hub.wiring import open_hub

    configure_logging("WARNING", as_json=False)
    with waiting("Opening the store · 正在打开数据库"):
        store = open_hub(settings_of(data))
        hub = store.__enter__()
    try:
        yield hub
    finally:
        with waiting("Closing the store · 正在关闭数据库"):
            store.__exit__(None, None, None)


@contextmanager
def read(data: Path | None) -> Iterator[tuple[Hub, Queries]]:
    """The same with its views, which first catch up with the log."""
    from hub.entrypoints.gateway.reading import StoredQueries

    with opened(data) as hub:
        catch_up(hub)
        yield hub, StoredQueries(hub)


def catch_up(hub: Hub) -> int:
    """Bring the views up to the log; return the position reached."""
    with waiting("Bringing the views up to date · 正在更新视图"):
        hub.runner.prepare()
        return hub.runner.catch_up()
