"""The demo, put together: a fresh hub on the plant's clock, and the day played into it from a thread beside it."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from adapters.manifest import Kind, Manifest
from adapters.registry import load_manifests
from hub.application.access import Role
from hub.entrypoints.cli.keys import link_to
from hub.entrypoints.demo.clock import PlantClock
from hub.entrypoints.demo.day import LENGTH, Day, plants_day
from hub.entrypoints.demo.figures import Figures, figures
from hub.entrypoints.demo.plant import SYSTEMS, ZONE
from hub.entrypoints.demo.player import Player
from hub.entrypoints.demo.screen import Screen
from hub.entrypoints.demo.signing import new_secret
from hub.entrypoints.listening import PortTaken
from hub.entrypoints.logs import log_to
from hub.entrypoints.serve import Options, Serving, serve
from hub.entrypoints.signals import Stop
from hub.settings import Settings
from hub.telemetry import configure_logging
from hub.wiring import Hub, system_clock
from schemas.errors import Refused
from schemas.instant import to_datetime

_LOOK = 0.5
"""Seconds between two looks at the numbers."""
_LAST_LOOK = 10.0
_SAMPLES = 300.0
"""Of the plant's seconds between two samples of the consistency rate."""


@dataclass(slots=True)
class Played:
    """How it went."""

    figures: Figures = field(default_factory=Figures)
    failures: list[str] = field(default_factory=list)
    error: Exception | None = None


def run_demo(settings: Settings, *, speed: float, seed: int, once: bool, any_port: bool) -> Played:
    """Play the day, and stay up until told to stop, unless ``once``.

    Raises Refused for a data folder that holds something already, and what hub.entrypoints.serve.serve raises.
    """
    day, clock = plants_day(seed), PlantClock(LENGTH, speed, system_clock)
    manifests = load_manifests()
    signing = {system: new_secret(manifests[system]) for system in SYSTEMS}
    demo = _Demo(day, clock, manifests, signing, once=once)
    options = Options(
        connects=False,
        clock=clock,
        secrets={system: (secret,) for system, secret in signing.items()},
        sample_seconds=max(0.5, _SAMPLES / speed),
        finished=demo.finish,
    )
    with _logging_to(settings.data / "demo.log", settings):
        try:
            serve(settings, demo.start, options)
        except PortTaken:
            if not any_port:
                raise
            serve(settings.model_copy(update={"port": 0}), demo.start, options)
    return demo.played


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder for one demo."""
    path = Path(tempfile.mkdtemp(prefix="statushub-demo-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def _logging_to(path: Path, settings: Settings) -> Iterator[None]:
    """Keep the log off the screen."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as stream:
        log_to(settings, stream)
        try:
            yield
        finally:
            configure_logging("WARNING", as_json=False)


class _Demo:
    """Plays beside the hub, in a thread of its own."""

    def __init__(
        self, day: Day, clock: PlantClock, manifests: Mapping[str, Manifest], signing: Mapping[str, str], *, once: bool
    ) -> None:
        self._day = day
        self._clock = clock
        self._manifests = manifests
        self._signing = signing
        self._once = once
        self._thread: threading.Thread | None = None
        self._done = 0
        self.played = Played()

    def start(self, serving: Serving) -> None:
        """The hub answers: begin."""
        self._thread = threading.Thread(target=self._run, args=(serving,), name="demo")
        self._thread.start()

    def finish(self) -> None:
        """The hub closes: wait for the end. Raises what went wrong."""
        if self._thread is not None:
            self._thread.join()
        if self.played.error is not None:
            raise self.played.error

    def _run(self, serving: Serving) -> None:
        try:
            self._play(serving)
        except Exception as error:
            self.played.error = error
        finally:
            serving.stop()

    def _play(self, serving: Serving) -> None:
        _demand_empty(serving.hub)
        board = link_to(serving.address, serving.hub.links.issue("visitor", Role.ADMIN))
        screen = Screen(board, self._day.faults, len(self._day.happenings))
        with httpx.Client(base_url=serving.address, timeout=30.0) as client, screen.live() as live:
            player = self._player(serving.hub, client)
            self._clock.begin()
            plant = threading.Thread(target=self._send, args=(player, serving.stop), name="plant")
            plant.start()
            while not serving.stop.asked and (plant.is_alive() or not self._once):
                plant.join(_LOOK) if plant.is_alive() else serving.stop.wait(_LOOK)
                if live is not None:
                    found = figures(serving.queries, player.tally, self._clock())
                    live.update(screen.picture(player.tally, found, self._time(), self._done))
            plant.join()
            self._conclude(serving, player)

    def _send(self, player: Player, stop: Stop) -> None:
        try:
            player.play(self._day.happenings, stop, self._count)
        except Exception as error:
            self.played.error = error
            stop()

    def _count(self, done: int) -> None:
        self._done = done

    def _conclude(self, serving: Serving, player: Player) -> None:
        """The numbers at the end, once the views know everything."""
        serving.hub.runner.wait_for(serving.hub.log.head(), _LAST_LOOK)
        self.played.figures = figures(serving.queries, player.tally, self._clock())
        self.played.failures = player.tally.failures

    def _player(self, hub: Hub, client: httpx.Client) -> Player:
        """With a key for each system, as its operators would get it."""
        keys = {system: hub.keys.issue(f"{system}-edge", Role.SYSTEM, system) for system in SYSTEMS}
        keys["reviewer"] = hub.keys.issue("chen.hua (quality)", Role.REVIEWER)
        proofs = {
            system: keys[system] if self._manifests[system].auth.kind is Kind.API_KEY else self._signing[system]
            for system in SYSTEMS
        }
        return Player(client, self._clock, self._manifests, proofs, keys)

    def _time(self) -> str:
        return to_datetime(self._clock()).astimezone(ZONE).strftime("%H:%M")


def _demand_empty(hub: Hub) -> None:
    if hub.log.head():
        cure = "name an empty one, or leave --data out"
        raise Refused(f"the folder {hub.settings.data} holds tickets already, and a demo begins with none; {cure}")
