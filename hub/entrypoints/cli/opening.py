"""The store, opened by a command for itself: alone, or beside a hub that is up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from hub.entrypoints.cli.exits import Unusable
from hub.entrypoints.cli.output import waiting
from hub.settings import Settings

if TYPE_CHECKING:
    from hub.entrypoints.gateway.queries import Queries
    from hub.wiring import Hub


def settings_of(data: Path | None = None, **given: object) -> Settings:
    """The settings in force, with what the command line says instead. Raises pydantic.ValidationError, Unusable."""
    chosen = {name: value for name, value in {"data": data, **given}.items() if value is not None}
    settings = Settings(**chosen)  # type: ignore[arg-type]
    if settings.database_url is not None:
        _check_address(settings.database_url.get_secret_value())
    return settings


def settings_of_role(role: str, data: Path | None = None, *, needs_kafka: bool = True, **given: object) -> Settings:
    """The settings of a process of the full mode, which shares the database, and mostly the broker, with others.

    Raises pydantic.ValidationError, Unusable.
    """
    settings = settings_of(data, **given)
    lacking = []
    if settings.database_url is None:
        lacking.append("DATABASE_URL (postgresql://user:password@host:5432/name)")
    if needs_kafka and not settings.kafka_bootstrap:
        lacking.append("KAFKA_BOOTSTRAP (host:9092, several with commas)")
    if lacking:
        cure = "set what is missing, or run the whole hub in one process with `statushub up`"
        raise Unusable(f"statushub {role} needs {' and '.join(lacking)}; {cure}")
    return settings


def _check_address(url: str) -> None:
    """Whether PostgreSQL's own library can read the address; it is not repeated, because it may hold a password."""
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    try:
        conninfo_to_dict(url)
    except ProgrammingError as error:
        cure = "write it as postgresql://user:password@host:5432/name"
        raise Unusable(f"DATABASE_URL is no address of a PostgreSQL database; {cure}") from error


@contextmanager
def opened(data: Path | None) -> Iterator[Hub]:
    """The hub's store and use cases. Raises what hub.wiring.open_hub raises."""
    from hub.telemetry import configure_logging
    from hub.wiring import open_hub

    configure_logging("WARNING", as_json=False)
    with ExitStack() as stack:
        with waiting("Opening the store · 正在打开数据库"):
            hub = stack.enter_context(open_hub(settings_of(data)))
        yield hub


@contextmanager
def opened_to_read(data: Path | None) -> Iterator[tuple[Hub, Queries]]:
    """The same with its views, which first catch up with the log."""
    from hub.entrypoints.reads import queries_of

    with opened(data) as hub:
        catch_up(hub)
        yield hub, queries_of(hub)


def catch_up(hub: Hub) -> int:
    """Bring the views up to the log; return the position reached."""
    with waiting("Bringing the views up to date · 正在更新视图"):
        return hub.runner.catch_up()
