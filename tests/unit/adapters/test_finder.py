"""One object is read by the ``[lookup]`` of a manifest, and read as webhooks are."""

from collections.abc import Mapping
from typing import Any

import msgspec
import pytest

from adapters.contract import NO_HEADERS, NotAllowed, NotReached, Response
from adapters.errors import ManifestErrors
from adapters.finder import ManifestFinder
from adapters.manifest import parse_manifest
from adapters.reading import Reading
from adapters.registry import Capability, capabilities, load_manifests
from schemas.instant import from_iso

NOW = from_iso("2026-01-26T12:00:00Z")
SHAPES = """
system = "shop"
[webhook]
native_id = "no"
[[webhook.shape]]
when = "state"
status = "state"
occurred_at = "at"
[[webhook.shape]]
lookup = "job"
"""


class Shop:
    """Answers every question alike, and remembers it."""

    def __init__(self, document: Any = None, status: int = 200) -> None:
        self.answer = Response(status=status, headers={}, body=msgspec.json.encode(document))
        self.asked: list[tuple[str, Mapping[str, str]]] = []

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] = NO_HEADERS,
        params: Mapping[str, str] = NO_HEADERS,
        body: bytes = b"",
    ) -> Response:
        assert (method, body) == ("GET", b"")
        self.asked.append((url, params))
        return self.answer


def finder(shop: Shop, lookup: str) -> ManifestFinder:
    return ManifestFinder(parse_manifest(SHAPES + lookup, "shop.toml"), shop)


ONE = '[lookup.job]\npath = "/jobs/{id}"\n'
LIST = '[lookup.job]\npath = "/jobs"\nparams = { q = "no:{id}" }\nitems = "found"\nid = "no"\nbody = "item.job"\n'


def test_an_object_is_read_at_its_own_address() -> None:
    shop = Shop({"no": "WH/7", "state": "busy", "at": "2026-01-26T11:00:00Z"})
    piece = finder(shop, ONE).find("job", "WH/7", NOW)
    assert shop.asked == [("/jobs/WH%2F7", {})]
    assert piece is not None
    assert isinstance(piece.found, Reading)
    [report] = piece.found.reports
    assert (report.native_status, report.occurred_at) == ("busy", from_iso("2026-01-26T11:00:00Z"))
    assert msgspec.json.decode(piece.body)["state"] == "busy"


def test_an_object_is_found_in_a_list_by_its_id_whatever_else_is_in_it() -> None:
    shop = Shop({"found": [{"no": [1]}, {"no": 70, "job": {}}, {"no": 7, "job": {"no": 7, "state": "busy"}}]})
    piece = finder(shop, LIST).find("job", "7", NOW)
    assert shop.asked == [("/jobs", {"q": "no:7"})]
    assert piece is not None
    assert isinstance(piece.found, Reading)
    assert [report.native_id for report in piece.found.reports] == ["7"]
    assert finder(shop, LIST).find("job", "8", NOW) is None


@pytest.mark.parametrize("status", [404, 410])
def test_an_object_that_is_gone_is_none(status: int) -> None:
    assert finder(Shop(status=status), ONE).find("job", "7", NOW) is None


@pytest.mark.parametrize(
    ("shop", "lookup", "error", "why"),
    [
        (Shop(status=503), ONE, NotReached, "503"),
        (Shop(status=403), ONE, NotAllowed, "rights"),
        (Shop({"found": 1}), LIST, NotReached, "no list"),
        (Shop({"found": [1]}), LIST.replace('"no"', '"length(@)"'), NotReached, "length"),
    ],
)
def test_what_is_no_answer_says_so(shop: Shop, lookup: str, error: type[Exception], why: str) -> None:
    with pytest.raises(error, match=why):
        finder(shop, lookup).find("job", "7", NOW)


def test_an_answer_that_is_not_json_is_no_answer() -> None:
    shop = Shop()
    shop.answer = Response(status=200, headers={}, body=b"<html>")
    with pytest.raises(NotReached, match="/jobs/7"):
        finder(shop, ONE).find("job", "7", NOW)


def test_a_kind_of_object_that_the_manifest_does_not_know_is_told_with_its_cure() -> None:
    with pytest.raises(NotAllowed, match=r'\[lookup."bill"\]'):
        finder(Shop(), ONE).find("bill", "7", NOW)


@pytest.mark.parametrize(
    ("lookup", "key", "problem"),
    [
        ('[lookup.job]\npath = "jobs/{id}"', 'lookup."job".path', "no path"),
        ('[lookup.job]\npath = "/jobs"', 'lookup."job".path', "which object"),
        ('[lookup.job]\npath = "/jobs/{id}"\nitems = "a"', 'lookup."job".id', "go together"),
        ('[lookup.job]\npath = "/jobs/{id}"\nbody = "a b"', 'lookup."job".body', "no JMESPath"),
        ('[lookup.job]\npath = "/jobs/{id}"\nafter = -1', "lookup[...].after", ">= 0"),
    ],
)
def test_a_lookup_that_is_wrong_says_where_and_what_to_do(lookup: str, key: str, problem: str) -> None:
    with pytest.raises(ManifestErrors) as caught:
        parse_manifest(SHAPES + lookup, "shop.toml")
    [found] = caught.value.problems
    assert found.key == key
    assert problem in found.problem
    assert found.cure


def test_a_lookup_without_shapes_has_nothing_that_reads_its_answer() -> None:
    with pytest.raises(ManifestErrors, match="nothing reads"):
        parse_manifest(f'system = "shop"\n{ONE}', "shop.toml")


def test_a_manifest_that_extends_another_gives_one_kind_of_object_another_place() -> None:
    own = 'system = "eu"\nextends = "shop"\n[lookup.bill]\npath = "/bills/{id}"'
    manifest = parse_manifest(own, "eu.toml", {"shop": SHAPES + ONE})
    assert {kind: one.path for kind, one in manifest.lookups.items()} == {"job": "/jobs/{id}", "bill": "/bills/{id}"}


READABLE = {
    ("sap", "production order"): (
        {"d": {"ManufacturingOrder": "7", "OrderIsReleased": "X", "LastChangeDateTime": "20260126110000"}},
        ("7", "REL"),
    ),
    ("sap", "notification"): (
        {
            "d": {
                "MaintenanceNotification": "7",
                "NotifProcessingPhase": "3",
                "LastChangeDateTime": "/Date(1769425200000+0000)/",
            }
        },
        ("7", "NOPR"),
    ),
    ("openmes", "work order"): (
        {"data": {"id": 7, "order_no": "WO-7", "status": "PAUSED", "updated_at": "2026-01-26T11:00:00Z"}},
        ("WO-7", "paused"),
    ),
    ("salesforce", "case"): (
        {
            "attributes": {"type": "Case", "url": "/services/data/v60.0/sobjects/Case/500000000000007AAA"},
            "Id": "500000000000007AAA",
            "Status": "Working",
            "LastModifiedDate": "2026-01-26T11:00:00.000+0000",
        },
        ("500000000000007", "Working"),
    ),
}


@pytest.mark.parametrize(("system", "what"), READABLE)
def test_the_hubs_own_adapters_read_what_their_systems_answer(system: str, what: str) -> None:
    document, wanted = READABLE[system, what]
    manifest = load_manifests()[system]
    assert Capability.LOOK_UP in capabilities(manifest)
    piece = ManifestFinder(manifest, Shop(document)).find(what, "7", NOW)
    assert piece is not None
    assert isinstance(piece.found, Reading)
    [report] = piece.found.reports
    assert (report.native_id, report.native_status) == wanted
    assert report.occurred_at == from_iso("2026-01-26T11:00:00Z")


def test_a_quality_notification_of_sap_shows_no_time_and_is_asked_for_by_its_own_service() -> None:
    shop = Shop({"QualityNotification": "7", "NotifProcessingPhase": "4", "LastChangedDate": "2026-01-26"})
    piece = ManifestFinder(load_manifests()["sap"], shop).find("quality notification", "7", NOW)
    assert piece is not None
    assert isinstance(piece.found, Reading)
    [report] = piece.found.reports
    assert (report.native_id, report.native_status, report.occurred_at) == ("7", "NOCO", None)
    [(path, _)] = shop.asked
    assert path.endswith("/QualityNotification('7')")


def test_a_kind_of_notification_that_no_service_is_known_for_says_what_to_add() -> None:
    with pytest.raises(NotAllowed, match=r'\[lookup."service notification"\]'):
        ManifestFinder(load_manifests()["sap"], Shop()).find("service notification", "7", NOW)
