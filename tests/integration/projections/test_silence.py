"""Given a week of reports, when a system falls silent in the next, then all that say so go by the site's settings."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from hub.application.ports import Delivery
from hub.entrypoints import following as beside
from hub.entrypoints.following import following
from hub.entrypoints.reads import queries_of
from hub.settings import Settings
from hub.wiring import Hub, open_hub
from projections.rhythm import PATIENCE, WEEKS
from schemas.instant import DAY, MINUTE, Instant, from_iso
from schemas.report import Report

NOON = from_iso("2026-01-19T12:00:00Z")
LAST = NOON + 7 * DAY + 120 * MINUTE
"""Each ten minutes from noon to four o'clock in one week, and to two o'clock in the next."""


@contextmanager
def hub_that_heard(database_url: str, folder: Path, now: Instant, given: Mapping[str, object]) -> Iterator[Hub]:
    settings = Settings(data=folder, database_url=SecretStr(database_url), **given)  # type: ignore[arg-type]
    times = [NOON + place * 10 * MINUTE for place in range(24)]
    times += [NOON + 7 * DAY + place * 10 * MINUTE for place in range(13)]
    with open_hub(settings, clock=lambda: now) as hub:
        for number, at in enumerate(times):
            report = Report(
                uid="SRV-20260126-00872-A9F",
                system="crm",
                native_status="Solved",
                occurred_at=at,
                received_at=at,
                delivery_id=f"d{number}",
            )
            hub.ingestion.ingest([Delivery(system="crm", received_at=at, report=report)])
        assert times[-1] == LAST
        yield hub


def sampled(hub: Hub) -> float | None:
    """What the metric says once consistency and silence were sampled."""
    value = hub.metrics.registry.get_sample_value
    hub.runner.catch_up()
    with following(hub, sample_seconds=0.01):
        tick = threading.Event()
        while value("statushub_pairs", {"system": "crm"}) is None:  # the test's own timeout ends a wait in vain
            tick.wait(0.005)
    return value("statushub_system_silent", {"system": "crm"})


@pytest.mark.parametrize(
    ("given", "is_silent"),
    [
        ({"silent_weeks": 1}, True),
        ({}, False),
        ({"silent_weeks": 1, "silent_after": 1260}, False),
        ({"silent_weeks": 1, "silent_pauses": 2.1}, False),
        ({"silent_weeks": 1, "silent_after": 1140, "silent_pauses": 1.9}, True),
    ],
)
def test_the_board_the_api_and_the_metric_judge_a_silence_alike(
    database_url: str, tmp_path: Path, given: Mapping[str, object], is_silent: bool
) -> None:
    """It is usual that nothing comes for ten minutes; half an hour is beyond that by twenty minutes, or two pauses."""
    now = LAST + 30 * MINUTE + 1
    with hub_that_heard(database_url, tmp_path, now, given) as hub:
        assert sampled(hub) == is_silent
        [crm] = [row for row in queries_of(hub).systems(now) if row.system == "crm"]
        assert crm.silent is is_silent


def test_views_that_stand_still_tell_of_nobodys_silence(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "READY_LAG", -1)
    with hub_that_heard(database_url, tmp_path, LAST + 30 * MINUTE + 1, {"silent_weeks": 1}) as hub:
        assert sampled(hub) is None


def test_the_settings_say_what_is_usual_where_nothing_is_said() -> None:
    settings = Settings()
    assert (settings.silent_pauses, settings.silent_weeks) == (PATIENCE.pauses, PATIENCE.weeks)
    assert settings.silent_after * 1_000_000 == PATIENCE.at_least
    assert Settings(silent_weeks=WEEKS).silent_weeks == WEEKS
    with pytest.raises(ValidationError):
        Settings(silent_weeks=WEEKS + 1)
