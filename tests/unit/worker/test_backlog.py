"""How far behind a worker is, as its metrics say."""

import pytest

from hub.entrypoints.worker.backlog import Backlog
from hub.telemetry import Metrics

NOON = 1_769_428_800.0


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
def backlog(metrics: Metrics) -> Backlog:
    """Of two partitions, which hold 10 records each."""
    backlog = Backlog(metrics, "reports")
    backlog.begun(0, 0, 10)
    backlog.begun(1, 10, 10)
    return backlog


def lag(metrics: Metrics, partition: int) -> float | None:
    labels = {"topic": "reports", "partition": str(partition)}
    return metrics.registry.get_sample_value("statushub_input_lag_records", labels)


def oldest(metrics: Metrics) -> float | None:
    return metrics.registry.get_sample_value("statushub_input_oldest_seconds")


def test_what_waits_is_counted_by_partition(backlog: Backlog, metrics: Metrics) -> None:
    backlog.seen({0: 12, 1: 10}, NOON)
    assert (lag(metrics, 0), lag(metrics, 1)) == (12, 0)
    assert backlog.waits


def test_the_age_is_that_of_the_oldest_record_which_is_not_stored(backlog: Backlog, metrics: Metrics) -> None:
    backlog.came(0, NOON - 60)
    backlog.seen({0: 10}, NOON)
    assert oldest(metrics) == 60

    backlog.stored(0, 5, NOON - 20)
    backlog.seen({0: 10}, NOON)
    assert oldest(metrics) == 20

    backlog.stored(0, 10, None)
    backlog.seen({0: 10}, NOON)
    assert (oldest(metrics), lag(metrics, 0), backlog.waits) == (0, 0, False)


def test_what_waits_unread_ages_from_when_it_was_noticed(backlog: Backlog, metrics: Metrics) -> None:
    backlog.seen({0: 10}, NOON)
    backlog.seen({0: 10}, NOON + 30)
    assert oldest(metrics) == 30


def test_a_partition_that_is_claimed_again_is_as_old_as_it_was(backlog: Backlog, metrics: Metrics) -> None:
    backlog.came(0, NOON - 60)
    backlog.begun(0, 0, 10)
    backlog.seen({0: 10}, NOON)
    assert oldest(metrics) == 60


def test_partitions_that_others_read_are_theirs_to_count(backlog: Backlog, metrics: Metrics) -> None:
    backlog.seen({0: 12, 1: 15}, NOON)
    backlog.keep({1})
    backlog.stored(0, 12, None)
    backlog.seen({1: 15}, NOON)
    assert (lag(metrics, 0), lag(metrics, 1)) == (None, 5)
    assert backlog.reached == {1: 10}
