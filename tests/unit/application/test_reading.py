"""From a body to deliveries: what is ignored says why, and what has to be looked up waits where a person sees it."""

from __future__ import annotations

from adapters.manifest import parse_manifest
from hub.application.bodies import MOST_SHARING, RawBody, unseal
from hub.application.queueing import queued
from hub.application.reading import deliveries_of
from hub.domain.parked import parked_id

MANIFEST = parse_manifest(
    """
system = "fax"
[webhook]
reports = "to_array(@)"
native_id = "id"
delivery_id = "key"
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


def test_what_is_ignored_beside_reports_is_one_more_delivery_behind_them() -> None:
    body = b'[{"comment": "x"}, {"id": 1, "state": "Open"}, {"a": 1}, {"id": 2, "touched": true}, {"comment": "y"}]'
    reported, named, passed = deliveries_of(MANIFEST, body, "", {}, 0)
    assert reported.report is not None
    assert named.lookup is not None
    assert (passed.report, passed.problem, passed.body) == (None, "", b"")
    assert passed.ignored == "a comment is no status; it is about no fax"


def test_what_has_to_be_looked_up_is_parked_beside_the_reports() -> None:
    found = deliveries_of(MANIFEST, b'[{"id": 1, "state": "Open"}, {"id": 2, "touched": true}]', "", {}, 0)
    assert [bool(delivery.report) for delivery in found] == [True, False]
    assert found[1].lookup is not None
    assert (found[1].lookup.what, found[1].lookup.native_id) == ("fax", "2")
    assert found[1].problem == (
        "the event names fax 2 without its status, which a connector looks up where STATUSHUB_FAX_URL is set"
    )


def test_a_body_is_kept_with_its_reports_where_that_is_wanted_and_few_share_it() -> None:
    def kept(body: bytes, *, keeps_body: bool = True) -> list[RawBody | None]:
        found = deliveries_of(MANIFEST, body, "application/json", {}, 0, keeps_body=keeps_body)
        return [unseal(each.kept) for each in found]

    body = b'[{"id": 1, "state": "Open"}, {"id": 2, "touched": true}]'
    assert kept(body) == [RawBody("application/json", body, len(body)), None]
    assert kept(body, keeps_body=False) == [None, None]
    opened = b'{"id": 1, "state": "Open"}'
    assert None not in kept(b"[%b]" % b",".join([opened] * MOST_SHARING))
    assert set(kept(b"[%b]" % b",".join([opened] * (MOST_SHARING + 1)))) == {None}


BESIDE = {"x-box": "3", "authorization": "Bearer s3cret"}
BOXED = parse_manifest(
    """
system = "fax"
[webhook]
native_id = "concat(header('X-Box'), '-', id)"
status = "state"
otherwise = "it is about no fax"
[[webhook.shape]]
when = "header('X-Box') && state"
[[webhook.shape]]
when = "header('X-Box') && touched"
lookup = "fax"
""",
    "fax.toml",
)


def test_whatever_a_body_comes_to_carries_the_headers_that_it_is_read_by() -> None:
    for body in (b'{"id": 1, "state": "Open"}', b'{"id": 1, "touched": 1}', b'{"id": 1, "state": [7]}', b"{"):
        [delivery] = deliveries_of(BOXED, body, "", BESIDE, 0, keeps_body=True)
        assert delivery.headers == {"x-box": "3"}
        if delivery.report is not None:
            assert unseal(delivery.kept) == RawBody("", body, len(body), {"x-box": "3"})


def test_bodies_that_are_alike_are_parked_apart_where_their_headers_are_not() -> None:
    def ids(body: bytes, content: str, box: str) -> str:
        [delivery] = deliveries_of(BOXED, body, content, {"x-box": box, "date": content}, 0)
        return delivery.parked_id("")

    assert ids(b"{", "", "3") == ids(b"{", "text/plain", "3")
    assert len({ids(b"{", "", "3"), ids(b"{", "", "4"), ids(b"[", "", "3")}) == 3


def test_what_is_parked_without_headers_keeps_the_id_that_it_always_had() -> None:
    [delivery] = deliveries_of(BOXED, b"{", "", {}, 0)
    assert delivery.parked_id("") == parked_id("fax", "", b"{")


def test_look_ups_are_told_apart_by_their_body_and_by_what_they_name() -> None:
    two = b'[{"id": 1, "touched": 1}, {"id": 2, "touched": 1}]'
    assert _ids(two) == _ids(two)
    assert len({*_ids(two), *_ids(b'{"id": 1, "touched": 1}'), *_ids(b'{"id": 1, "touched": 2}')}) == 4


def test_a_look_up_that_has_an_id_is_known_again_though_its_body_was_written_anew() -> None:
    one, again = b'{"id": 1, "touched": 1, "key": "k"}', b'{"key": "k", "id": 1, "touched": 1}'
    other = b'{"id": 1, "touched": 1, "key": "l"}'
    assert _ids(one) == _ids(again) != _ids(other)


def _ids(body: bytes) -> list[str]:
    return [each.lookup.delivery_id for each in deliveries_of(MANIFEST, body, "", {}, 0) if each.lookup]
