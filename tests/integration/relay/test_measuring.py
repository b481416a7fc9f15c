"""What any relay tells of how far the topics are behind the log."""

from typing import ClassVar

from hub.application.ports import Appended
from hub.entrypoints.relay.watch import measure
from hub.infrastructure.relay_lease import Standing
from hub.settings import Settings
from hub.wiring import Hub, open_hub
from schemas.events import Event, Recorded, encode
from schemas.instant import SECOND
from tests.bench.workload import START

UID = "SRV-20260126-00872-A9F"


class OfTomorrow(Event, frozen=True, kw_only=True):
    """An event that this program does not know."""

    TOPIC: ClassVar[str] = "ticket.of_tomorrow.v1"
    meaning: str = "unknown"


def told(hub: Hub, name: str) -> float | None:
    return hub.metrics.registry.get_sample_value(f"statushub_relay_{name}")


def test_an_event_that_cannot_be_published_still_counts_and_ages(database_url: str) -> None:
    event = OfTomorrow(recorded_at=START)
    with open_hub(Settings(database_url=database_url), clock=lambda: START + 90 * SECOND) as hub:
        hub.log.append([Appended(UID, [Recorded(UID, 1, event, state=encode(event))])])
        measure(hub, lambda: Standing(0, ""))
        assert (told(hub, "lag_events"), told(hub, "delay_seconds")) == (1, 90)

        measure(hub, lambda: Standing(hub.log.head(), ""))
        assert (told(hub, "lag_events"), told(hub, "delay_seconds")) == (0, 0)
