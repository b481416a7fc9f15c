"""How a relay tells its operators how it fares."""

from collections.abc import Callable

import pytest

from hub.application.relay import Committed
from hub.entrypoints.relay.watch import RelayWatch
from hub.telemetry import Metrics
from schemas.topics import Topic


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
def watch(metrics: Metrics) -> RelayWatch:
    return RelayWatch(metrics)


def measured(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(f"statushub_relay_{name}", labels)


def test_a_relay_that_stands_by_is_ready(watch: RelayWatch, metrics: Metrics) -> None:
    watch.stands_by()
    assert watch.impediments() == []
    assert measured(metrics, "active") == 0


def test_a_relay_that_leads_counts_what_it_publishes(watch: RelayWatch, metrics: Metrics) -> None:
    watch.leads(7)
    watch.published(9, Committed({Topic.EVENTS: 2, Topic.CANONICAL: 1}, 0.01))
    assert (measured(metrics, "active"), measured(metrics, "takeovers_total")) == (1, 1)
    assert measured(metrics, "published_total", topic="ticket.events.v1") == 2
    assert measured(metrics, "publish_seconds_count") == 1


def test_a_relay_that_fails_is_not_ready_until_it_publishes_again(watch: RelayWatch, metrics: Metrics) -> None:
    watch.leads(7)
    watch.fails("Kafka is away")
    (impediment,) = watch.impediments()
    assert impediment.what == "Nothing is published: Kafka is away"
    assert measured(metrics, "active") == 0
    watch.leads(7)
    assert watch.impediments() != []
    watch.published(8, Committed({Topic.EVENTS: 1}, 0.01))
    assert watch.impediments() == []


def test_a_try_after_a_failure_is_no_takeover(watch: RelayWatch, metrics: Metrics) -> None:
    watch.leads(7)
    watch.fails("Kafka is away")
    watch.leads(7)
    assert (measured(metrics, "active"), measured(metrics, "takeovers_total")) == (1, 1)


@pytest.mark.parametrize("cured", [RelayWatch.catches_up, RelayWatch.stands_by])
def test_a_relay_that_has_nothing_to_publish_is_ready_again(
    watch: RelayWatch, cured: Callable[[RelayWatch], None]
) -> None:
    watch.fails("Kafka is away")
    cured(watch)
    assert watch.impediments() == []
