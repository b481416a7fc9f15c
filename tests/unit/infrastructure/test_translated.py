"""Whatever says that the database is away comes out as one error."""

import psycopg
import pytest
from eventsourcing import persistence
from psycopg_pool import PoolTimeout

from hub.application.ports import Unavailable
from hub.infrastructure.event_log import translated

AWAY = [
    psycopg.OperationalError("the server closed the connection"),
    psycopg.InterfaceError("the connection is closed"),
    PoolTimeout("no connection within 5 s"),
    persistence.OperationalError("the server closed the connection"),
    persistence.InterfaceError("the connection is closed"),
]


@pytest.mark.parametrize("error", AWAY, ids=lambda error: f"{type(error).__module__}.{type(error).__name__}")
def test_a_database_that_is_away_is_unavailable(error: Exception) -> None:
    with pytest.raises(Unavailable), translated():
        raise error
