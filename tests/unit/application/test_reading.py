"""From a body to deliveries: what is ignored says why, and what has to be looked up waits where a person sees it."""

from __future__ import annotations

from adapters.manifest import parse_manifest
from hub.application.queueing import queued
from hub.application.reading import deliveries_of

MANIFEST = parse_manifest(
    """
system = "fax"
[webhook]
reports = "to_array(@)"
native_id = "id"
status = "state"
otherwise = "it is about no fax"
[[webhook.shape]]
when = "state"
[[webhook.shape]]
when = "touched"
lookup = "fax"
[[webhook.shape]]
when = "comment"
ignore = "a comment is no status"
""",
    "fax.toml",
)


def test_what_is_ignored_says_why_each_of_it_is() -> None:
    [delivery] = deliveries_of(MANIFEST, b'[{"comment": "x"}, {"a": 1}, {"comment": "y"}]', "", {}, 0)
    assert (delivery.report, delivery.problem) == (None, "")
    assert delivery.ignored == "a comment is no status; it is about no fax"
    assert queued(delivery)[1].detail == delivery.ignored


def test_what_has_to_be_looked_up_is_parked_beside_the_reports() -> None:
    found = deliveries_of(MANIFEST, b'[{"id": 1, "state": "Open"}, {"id": 2, "touched": true}]', "", {}, 0)
    assert [bool(delivery.report) for delivery in found] == [True, False]
    assert found[1].problem == "the event names fax 2 without its status, which has to be looked up"
