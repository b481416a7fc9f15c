"""The event store is the eventsourcing library's to its users: it passes the library's own test cases."""

import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresDatastore

from hub.infrastructure.event_log import open_datastore
from hub.infrastructure.recorder import CopyRecorder

# The module with the cases imports a cipher, which needs a package that nothing else here needs.
_cipher = sys.modules.setdefault("eventsourcing.cipher", ModuleType("eventsourcing.cipher"))
if not hasattr(_cipher, "AESCipher"):
    _cipher.AESCipher = object  # type: ignore[attr-defined]
library = import_module("eventsourcing.tests.persistence")


class OnPostgres:
    """Texts as ids, as the hub has them."""

    id_type = "text"
    table = "ticket_events"
    recorder: type[CopyRecorder] = CopyRecorder
    _datastore: PostgresDatastore

    @pytest.fixture(autouse=True)
    def datastore(self, database_url: str) -> Iterator[None]:
        self._datastore = open_datastore(database_url, connections=12)
        self._datastore.originator_id_type = self.id_type
        yield
        self._datastore.close()

    def create_recorder(self) -> CopyRecorder:
        recorder = self.recorder(self._datastore, self.table)
        recorder.create_table()
        return recorder

    def new_originator_id(self) -> object:
        return uuid4() if self.id_type == "uuid" else f"SRV-{uuid4()}"


class StreamsAlone(CopyRecorder):
    """What only knows streams has no positions to tell."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> None:
        super().insert_events(stored_events, **kwargs)


class TestAsAggregateRecorder(OnPostgres, library.AggregateRecorderTestCase):
    """Streams of one aggregate."""

    recorder = StreamsAlone


class TestAsApplicationRecorder(OnPostgres, library.ApplicationRecorderTestCase):
    """One log of all streams, with positions."""

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()


class TestPositionsOfTwoBatches(OnPostgres, library.NonInterleavingNotificationIDsBaseCase):
    """They do not mix."""


class TestWithUuidsInAnotherTable(OnPostgres, library.ApplicationRecorderTestCase):
    """The library's own kind of ids."""

    id_type = "uuid"
    table = "other_events"

    def test_insert_subscribe(self) -> None:
        self.optional_test_insert_subscribe()
