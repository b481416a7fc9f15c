"""The outbox: batches of messages, the same whenever and from wherever they are read."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.application import outbox
from hub.application.outbox import CannotPublish, Outbox
from schemas.events import (
    ConflictClaimed,
    ConflictDecided,
    Contradiction,
    Event,
    Evidence,
    EvidenceJoined,
    NativeIdLinked,
    Recorded,
    TicketFrozen,
    encode,
)
from schemas.messages import Logged, Message
from schemas.status import Status
from schemas.topics import Topic

SIDE = Evidence(system="crm", native="Solved", status=Status.RESOLVED, at=1, delivery_id="a", received_at=2)
PAIR = Contradiction(rule="reopened-across", first=SIDE, second=SIDE)
LINKED = NativeIdLinked(recorded_at=1, system="crm", native_id="C1", by="li")


class Log:
    """A log in memory, which notes how much is asked of it at a time and counts how often a history is read."""

    def __init__(self, *events: tuple[str, Event]) -> None:
        versions: dict[str, int] = {}
        self.held: list[Recorded] = []
        for position, (stream, event) in enumerate(events, 1):
            versions[stream] = versions.get(stream, 0) + 1
            self.held.append(Recorded(stream, versions[stream], event, position=position))
        self.asked: list[int] = []
        self.histories = 0

    def logged(self, after: int, limit: int) -> list[Logged]:
        self.asked.append(limit)
        found = [recorded for recorded in self.held if recorded.position > after][:limit]
        return [Logged(r.stream, r.version, r.event.TOPIC, encode(r.event), r.position) for r in found]

    def history(self, stream: str) -> list[Recorded]:
        self.histories += 1
        return [recorded for recorded in self.held if recorded.stream == stream]


def frozen(conflict: str) -> TicketFrozen:
    return TicketFrozen(
        recorded_at=2, conflict=conflict, snapshot=2, status=None, since=None, contradictions=(PAIR,), rules=""
    )


def joined(conflict: str) -> EvidenceJoined:
    return EvidenceJoined(recorded_at=3, conflict=conflict, contradictions=(PAIR,), total=2)


def claimed(conflict: str) -> ConflictClaimed:
    return ConflictClaimed(recorded_at=4, conflict=conflict, by="wu")


def decided(conflict: str) -> ConflictDecided:
    return ConflictDecided(
        recorded_at=5, conflict=conflict, by="wu", choice="set", status=Status.CLOSED, reason="seen", at=5
    )


STORY: list[tuple[str, Event]] = [
    ("T1", LINKED),
    ("T1", frozen("Q1")),
    ("T2", frozen("Q2")),
    ("T1", joined("Q1")),
    ("T2", claimed("Q2")),
    ("T1", claimed("Q1")),
    ("T1", decided("Q1")),
    ("T2", joined("Q2")),
    ("T1", frozen("Q3")),
    ("T1", joined("Q3")),
]


def published(box: Outbox, after: int = 0) -> list[Message]:
    found: list[Message] = []
    while (batch := box.next(after)).position > after:
        found += batch.messages
        after = batch.position
    return found


def identities(messages: Sequence[Message], topic: Topic) -> list[str]:
    return [dict(message.headers)["ce_id"].decode() for message in messages if message.topic is topic]


def test_every_change_of_an_exception_ticket_is_told_behind_its_event() -> None:
    found = published(Outbox(Log(*STORY)))
    assert identities(found, Topic.EVENTS) == [f"{r.stream}/{r.version}" for r in Log(*STORY).held]
    assert identities(found, Topic.CONFLICTS) == [
        *("Q1/2", "Q2/1", "Q1/3", "Q2/2", "Q1/4", "Q1/5", "Q2/3", "Q3/6", "Q3/7"),
    ]


@given(limit=st.integers(1, 11), start=st.integers(0, len(STORY)), jumps=st.lists(st.integers(0, len(STORY))))
def test_an_event_becomes_the_same_messages_whatever_was_read_before(limit: int, start: int, jumps: list[int]) -> None:
    everything = published(Outbox(Log(*STORY)))
    box = Outbox(Log(*STORY), limit)
    for position in jumps:
        box.next(position)
    found = published(box, start)
    assert found == everything[len(everything) - len(found) :]
    assert len(found) >= len(STORY) - start


def test_histories_are_read_only_for_conflicts_that_were_open_before() -> None:
    log = Log(*STORY)
    published(Outbox(log))
    assert log.histories == 0
    published(Outbox(log), 3)
    assert log.histories == 2


def test_no_more_exception_tickets_are_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "KEPT_TICKETS", 1)
    log = Log(*STORY)
    assert published(Outbox(log)) == published(Outbox(Log(*STORY)))
    assert log.histories > 0


def test_a_batch_ends_before_a_request_grows_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "BATCH_BYTES", 1)
    assert Outbox(Log(*STORY)).next(0).position == 1


@given(limit=st.integers(1, 11), portion=st.integers(1, 11))
def test_a_batch_is_read_in_portions_and_no_further_than_it_may_reach(limit: int, portion: int) -> None:
    log = Log(*STORY)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(outbox, "PORTION", portion)
        assert Outbox(log, limit).next(0).position == min(limit, len(STORY))
    assert max(log.asked) <= portion
    assert sum(log.asked) <= limit


def test_what_a_batch_has_no_room_for_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "PORTION", 2)
    monkeypatch.setattr(outbox, "BATCH_BYTES", 1)
    log = Log(*STORY)
    Outbox(log).next(0)
    assert log.asked == [2]


def test_nothing_is_passed_over_by_an_event_that_cannot_be_published() -> None:
    log = Log(("T1", LINKED), ("T1", joined("Q9")), ("T1", LINKED))
    box = Outbox(log)
    batch = box.next(0)
    assert (batch.position, identities(batch.messages, Topic.EVENTS)) == (1, ["T1/1"])
    for _ in range(2):
        with pytest.raises(CannotPublish, match=r"evidence_joined.v1 T1/2, at position 2.*Q9 was never opened"):
            box.next(1)


def test_the_end_of_the_log_is_an_empty_batch_at_the_same_place() -> None:
    assert Outbox(Log()).next(7) == ([], 7)
