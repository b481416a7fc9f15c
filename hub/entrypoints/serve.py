"""The hub over HTTP: all of it in one process, or the part of a gateway or of a board."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fastapi.routing import iter_route_contexts
from starlette.types import ASGIApp

from adapters.proof import by_line
from hub.application.ports import WayIn
from hub.entrypoints.board import mount_board
from hub.entrypoints.board.pages import PAGES
from hub.entrypoints.connector.role import connecting
from hub.entrypoints.following import following
from hub.entrypoints.garbage import calm_collector
from hub.entrypoints.gateway.app import create_app
from hub.entrypoints.gateway.below import Below
from hub.entrypoints.gateway.deps import GatewayDeps
from hub.entrypoints.gateway.ingesting import Ingesting
from hub.entrypoints.gateway.reading.queries import StoredQueries
from hub.entrypoints.listening import address_of, answer, listening
from hub.entrypoints.lock import alone_in
from hub.entrypoints.patience import open_hub_when_possible
from hub.entrypoints.readiness import Readiness
from hub.entrypoints.reads import queries_of
from hub.entrypoints.signals import Stop, stop_on_signals
from hub.settings import Settings, webhook_secrets
from hub.wiring import (
    Clock,
    Hub,
    open_hub,
    patience_of,
    report_publisher,
    site_login,
    system_clock,
    trials_of,
)
from schemas.instant import SECOND

SAMPLE_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Which part of the hub a process is."""

    way_in: Callable[[Hub], WayIn] | None
    """How reports are taken; None where they are not."""
    has_board: bool
    """Whether it shows the board and keeps the views up for it."""
    is_alone: bool
    """Whether the data folder and its database are for this process alone."""


def _ingesting(hub: Hub) -> WayIn:
    return Ingesting(hub.intake, hub.metrics)


EVERYTHING: Final = Part(way_in=_ingesting, has_board=True, is_alone=True)
GATEWAY: Final = Part(way_in=report_publisher, has_board=False, is_alone=False)
BOARD: Final = Part(way_in=None, has_board=True, is_alone=False)


@dataclass(frozen=True, slots=True)
class Serving:
    """A hub that answers; ``stop`` may be called from any thread."""

    hub: Hub
    queries: StoredQueries
    address: str
    stop: Stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What differs between a hub for work and one for show."""

    clock: Clock = system_clock
    secrets: Mapping[str, Sequence[str]] | None = None
    """Webhook secrets by system, in place of those of the environment."""
    sample_seconds: float = SAMPLE_SECONDS
    connects: bool = True
    """Whether a hub in one process asks, hears and writes to the systems whose URL is set."""
    finished: Callable[[], None] = lambda: None
    """Called when no request is answered any more, while the hub is still open."""


def serve(
    settings: Settings,
    started: Callable[[Serving], None],
    options: Options | None = None,
    part: Part = EVERYTHING,
) -> None:
    """Run a hub, or a part of one, until a signal or :attr:`Serving.stop` ends it; ``started``: it answers.

    In the end: 1. No new connections; requests under way are answered. 2. What was taken in is committed, or published.
    3. What is under way at the edge is stored, and the views' thread finishes its batch. 4. Connections are given back,
    and the hub's own PostgreSQL stops. A kill at any moment costs none of what was answered; the next start takes over.

    Raises Unavailable for a folder or a port that is taken, and what hub.wiring.open_hub raises; but a part waits for a
    database that is away.
    """
    chosen = options or Options()
    calm_collector()
    with (
        stop_on_signals() as stop,
        _folder_of(settings.data, part) as announce,
        listening(settings) as listener,
        _opened(settings, chosen.clock, stop, part) as hub,
        _views_of(hub, chosen, part) as readiness,
        connecting(hub) if chosen.connects and part.is_alone else nullcontext(),
    ):
        queries = queries_of(hub, views_kept_here=part.has_board)
        serving = Serving(hub, queries, address_of(settings, listener), stop)
        app = _app(serving, readiness, chosen, part)

        def tell() -> None:
            announce(serving.address)
            started(serving)

        try:
            answer(app, listener, stop, tell)
        finally:
            stop()
            chosen.finished()


@contextmanager
def _folder_of(data: Path, part: Part) -> Iterator[Callable[[str], None]]:
    """The data folder, locked where it is for one process; a part needs none."""
    if not part.is_alone:
        yield lambda _address: None
        return
    with alone_in(data) as announce:
        yield announce


def _opened(settings: Settings, clock: Clock, stop: Stop, part: Part) -> AbstractContextManager[Hub]:
    """The hub; a part is often started together with the database that it shares, and waits for it."""
    if part.is_alone:
        return open_hub(settings, clock=clock)
    return open_hub_when_possible(settings, stop, clock=clock)


@contextmanager
def _views_of(hub: Hub, chosen: Options, part: Part) -> Iterator[Readiness]:
    """Keep the views up where they are shown; say why one should not be asked yet."""
    if not part.has_board:
        yield lambda: ()  # a gateway takes reports also while the database is away
        return
    with following(hub, chosen.sample_seconds, listens=not part.is_alone) as follower:
        yield follower.impediments


def _app(serving: Serving, readiness: Readiness, chosen: Options, part: Part) -> ASGIApp:
    hub = serving.hub
    secrets = webhook_secrets(by_line=by_line(hub.manifests)) if chosen.secrets is None else chosen.secrets
    deps = GatewayDeps(
        way_in=None if part.way_in is None else part.way_in(hub),
        review=hub.review,
        parking=hub.parking,
        publish=hub.publishing,
        publish_rules=hub.publishing_rules,
        tables=hub.tables,
        rules=hub.rules,
        trials=trials_of(hub),
        uids=hub.mint,
        queries=serving.queries,
        manifests=hub.manifests,
        secrets=lambda system: secrets.get(system, ()),
        keys=hub.keys,
        entering=hub.entering,
        site_login=site_login(hub.settings) if part.has_board else None,
        clock=hub.clock,
        readiness=readiness,
        metrics=hub.metrics,
        public_url=hub.settings.public_url,
        keeps_bodies=hub.settings.keeps_bodies,
        open_metrics=hub.settings.open_metrics,
    )
    app = create_app(deps)
    if part.has_board:
        yellow_after, patience = hub.settings.yellow_after * SECOND, patience_of(hub.settings)
        mount_board(app, yellow_after=yellow_after, zone=hub.settings.zone, patience=patience)
    if not hub.settings.root:
        return app
    own = [*(context.path or "" for context in iter_route_contexts(app.routes)), *(spec.path for spec in PAGES)]
    return Below(app, hub.settings.root, own)
