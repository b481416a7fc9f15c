"""Every report that was acknowledged has its effect once, whatever is killed, cut off or frozen meanwhile."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from random import Random
from typing import Final

import pytest

from hub.settings import Settings
from hub.wiring import Hub, open_hub, system_clock
from schemas.topics import Topic
from tests.chaos.faults import Fault, disturb, planned
from tests.chaos.reports import Posted, key_of, posted_reports, shared_out
from tests.chaos.senders import Pace, Sender
from tests.chaos.site import Site
from tests.chaos.stores import differing_streams, differing_views, not_there_once, read_streams, read_views
from tests.chaos.subscribers import read_topic
from tests.chaos.topics import differing_states, expected_on, states_of, states_told, wrong_on_topic
from tests.chaos.undisturbed import undisturbed
from tests.integration.projections.tables import contents

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.chaos, pytest.mark.soak, pytest.mark.timeout(420)]

RATE: Final = 250.0
"""Reports a second, as long as nothing stands in their way."""
AT_ONCE: Final = (60, 40, 25, 10, 1)
"""For each sender, how many reports it posts at a time at most."""
REST: Final = 90.0
"""Seconds in which the hub has to be through with everything after the last fault."""


def test_every_acknowledged_report_has_its_effect_once(site: Site, seed: int) -> None:
    chance = Random(seed)
    reports = posted_reports(seed, system_clock())
    faults = planned(chance, len(reports))
    with site.telling_logs():
        key = site.start()
        began = time.monotonic()
        senders = _send(site, key, reports, faults, chance)
        site.come_to_rest(REST)
        seconds = time.monotonic() - began
        answers = sum((sender.answers for sender in senders), Counter[str]())
        print(f"{len(reports)} reports acknowledged and through in {seconds:.1f} s; answers: {dict(answers)}")
        assert [odd for sender in senders for odd in sender.odd] == []
        _check(site, reports)


def _send(site: Site, key: str, reports: Sequence[Posted], faults: Sequence[Fault], chance: Random) -> list[Sender]:
    """Send everything while the faults happen; the senders, when all of it is acknowledged."""
    pace = Pace(RATE)
    senders = [
        Sender(f"sender-{number}", site.gateway.address, key, share, most, pace, chance.randrange(1 << 32))
        for number, (share, most) in enumerate(zip(shared_out(reports, len(AT_ONCE)), AT_ONCE, strict=True))
    ]
    try:
        for sender in senders:
            sender.start()
        disturb(site, pace, faults, chance, print)
        pace.wait_for(len(reports), REST)
    finally:
        pace.give_up()
        for sender in senders:
            sender.join(20)
    return senders


def _check(site: Site, reports: Sequence[Posted]) -> None:
    with (
        undisturbed(site.database.fresh(), reports) as expected,
        open_hub(Settings(database_url=site.url)) as found,  # type: ignore[arg-type]
    ):
        _check_store(expected, found, reports)
        _check_topics(site, expected, found)
    assert site.command("verify", "--json").strip() == "[]"
    assert site.mark().ends == dict(site.ask("SELECT partition, next_offset FROM input_positions"))


def _check_store(expected: Hub, found: Hub, reports: Sequence[Posted]) -> None:
    streams, wanted = read_streams(found), read_streams(expected)
    assert not_there_once(map(key_of, reports), streams) == []
    assert differing_streams(wanted, streams) == []
    with expected.connect() as one, found.connect() as other:
        views = read_views(other)
        assert differing_views(read_views(one), views) == []
        assert len(views["conflicts"]) >= 20, "there were conflicts to lose"
        assert len(views["parked"]) >= 10, "there were parked reports to lose"
        live = contents(other)
    found.runner.rebuild()
    with found.connect() as connection:
        assert contents(connection) == live


def _check_topics(site: Site, expected: Hub, found: Hub) -> None:
    streams = read_streams(found)
    for topic in (Topic.CANONICAL, Topic.EVENTS, Topic.CONFLICTS, Topic.PARKED):
        records = read_topic(site.kafka, topic, f"new-on-{topic}")
        wanted = expected_on(topic, streams)
        assert wrong_on_topic(records, wanted, is_compacted=topic is Topic.CANONICAL) == []
        print(f"{topic}: {len(records)} records, {len({record.id for record in records})} of {len(wanted)} messages")
        if topic is Topic.CANONICAL:
            assert differing_states(states_of(read_streams(expected)), states_told(records)) == []
