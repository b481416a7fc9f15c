"""Whoever alters, removes or reorders a stored event breaks the chain there."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain.chain import DIGEST_BYTES, Chain
from schemas.status import Status
from tests.unit.domain.given import CHAIN, UID, Story, decides, says

Row = tuple[int, str, bytes, bytes]


def a_stream() -> list[Row]:
    """A short life: two reports, their broadcasts, a freeze and a decision."""
    story = Story()
    story.when(says("crm", Status.NEW, 0), says("crm", Status.RESOLVED, 10), says("itsm", Status.REOPENED, 12))
    story.when(decides("ann", 20))
    return [(row.version, row.event.TOPIC, row.state, row.chain) for row in story.stored]


STREAM = a_stream()
places = st.integers(0, len(STREAM) - 1)


def test_a_stream_that_nobody_touched_is_whole() -> None:
    assert len(STREAM) == 8
    assert {len(chain) for _, _, _, chain in STREAM} == {DIGEST_BYTES}
    assert CHAIN.first_broken(UID, STREAM) is None
    assert CHAIN.first_broken(UID, []) is None


@settings(max_examples=300, deadline=None)
@given(places, st.data())
def test_a_single_altered_byte_is_found_where_it_is(place: int, data: st.DataObject) -> None:
    version, topic, state, chain = STREAM[place]
    column = data.draw(st.sampled_from(["topic", "state", "chain"]))
    changed = {"topic": topic.encode(), "state": state, "chain": chain}
    at = data.draw(st.integers(0, len(changed[column]) - 1))
    changed[column] = _with_byte(changed[column], at, data.draw(st.integers(1, 127)))
    row = version, changed["topic"].decode("latin-1"), changed["state"], changed["chain"]
    assert CHAIN.first_broken(UID, [*STREAM[:place], row, *STREAM[place + 1 :]]) == version


def _with_byte(text: bytes, at: int, flip: int) -> bytes:
    return text[:at] + bytes([text[at] ^ flip]) + text[at + 1 :]


def test_every_byte_of_every_state_counts() -> None:
    for place, (version, topic, state, chain) in enumerate(STREAM):
        for at in range(len(state)):
            altered = (version, topic, _with_byte(state, at, 1), chain)
            assert CHAIN.first_broken(UID, [*STREAM[:place], altered, *STREAM[place + 1 :]]) == version


@pytest.mark.parametrize("place", range(len(STREAM) - 1))
def test_an_event_that_is_missing_is_named(place: int) -> None:
    assert CHAIN.first_broken(UID, [*STREAM[:place], *STREAM[place + 1 :]]) == STREAM[place][0]


@pytest.mark.parametrize("place", range(len(STREAM) - 2))
def test_a_gap_cannot_be_hidden_by_numbering_the_rest_anew(place: int) -> None:
    renumbered = [(version - 1, *rest) for version, *rest in STREAM[place + 1 :]]
    assert CHAIN.first_broken(UID, [*STREAM[:place], *renumbered]) == STREAM[place][0]  # type: ignore[list-item]


@settings(max_examples=100, deadline=None)
@given(places, places)
def test_two_events_that_changed_places_are_found(one: int, other: int) -> None:
    first, second = sorted((one, other))
    if first == second:
        return
    swapped = list(STREAM)
    swapped[first], swapped[second] = STREAM[second], STREAM[first]
    assert CHAIN.first_broken(UID, swapped) == STREAM[first][0]
    contents = list(STREAM)
    contents[first] = (STREAM[first][0], *STREAM[second][1:])
    contents[second] = (STREAM[second][0], *STREAM[first][1:])
    assert CHAIN.first_broken(UID, contents) == STREAM[first][0]


def test_an_event_that_was_added_later_is_found() -> None:
    version, topic, state, chain = STREAM[3]
    assert CHAIN.first_broken(UID, [*STREAM[:4], (version, topic, state, chain), *STREAM[4:]]) == version


def test_without_the_key_nobody_can_make_hashes_that_hold() -> None:
    keyed = Chain(b"a key of the site's")
    event = Story().when(says("crm", Status.NEW, 0)).last[0]
    ours, theirs = keyed.record(UID, 1, b"", event), CHAIN.record(UID, 1, b"", event)
    assert keyed.first_broken(UID, [(1, event.TOPIC, ours.state, ours.chain)]) is None
    assert keyed.first_broken(UID, [(1, event.TOPIC, theirs.state, theirs.chain)]) == 1
    assert Chain(b"another key").first_broken(UID, [(1, event.TOPIC, ours.state, ours.chain)]) == 1
