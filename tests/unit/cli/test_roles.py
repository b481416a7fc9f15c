"""A process of the full mode says what it needs before it opens anything."""

import pytest

from hub.entrypoints.cli.exits import Unusable
from hub.entrypoints.cli.opening import settings_of_role

DATABASE = "postgresql://hub@db.plant/hub"


@pytest.fixture(autouse=True)
def nobodys_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "KAFKA_BOOTSTRAP"):
        monkeypatch.delenv(name, raising=False)


def test_a_role_has_a_database_and_a_broker_that_it_shares_with_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", DATABASE)
    monkeypatch.setenv("KAFKA_BOOTSTRAP", "kafka.plant:9092")

    assert settings_of_role("worker", port=9000).port == 9000


@pytest.mark.parametrize(
    ("given", "needed"),
    [
        ({}, "statushub worker needs DATABASE_URL .* and KAFKA_BOOTSTRAP .*statushub up"),
        ({"DATABASE_URL": DATABASE}, "needs KAFKA_BOOTSTRAP"),
        ({"KAFKA_BOOTSTRAP": "kafka.plant:9092"}, "needs DATABASE_URL"),
    ],
)
def test_what_a_role_lacks_is_named_with_its_cure(
    given: dict[str, str], needed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(Unusable, match=needed):
        settings_of_role("worker")
