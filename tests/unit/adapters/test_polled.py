"""A list of changes is read without a gap, whatever changes while it is read."""

from collections.abc import Mapping

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.contract import NO_HEADERS, NotAllowed, NotReached, Response
from adapters.manifest import parse_manifest
from adapters.polled import PolledSource
from adapters.reading import Reading
from adapters.registry import load_manifests
from schemas.instant import SECOND, Instant, from_iso, to_iso
from schemas.report import with_delivery_id

START = from_iso("2026-01-26T08:00:00Z")
MANIFEST = """
system = "shop"
[webhook]
native_id = "id"
status = "status"
occurred_at = "at"
sequence = "version"
[poll]
path = "/jobs"
params = { since = "{since}", count = "4" }
items = "jobs"
id = "id"
at = "at"
offset = "skip"
size = 4
overlap = 5
"""


class Shop:
    """A system that shows whole seconds, lists the oldest change first, and may change between two questions."""

    def __init__(self) -> None:
        self.now = START
        self.jobs: dict[str, tuple[Instant, int]] = {}
        self.changes: list[tuple[str, int]] = []
        self.script: list[tuple[str, int]] = []
        self.asked: list[Mapping[str, str]] = []

    def change(self, job: str, after: int = 0) -> None:
        """``after``: milliseconds since the change before it."""
        self.now += after * 1000
        version = self.jobs.get(job, (0, 0))[1] + 1
        self.jobs[job] = (self.now, version)
        self.changes.append((job, version))

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] = NO_HEADERS,
        params: Mapping[str, str] = NO_HEADERS,
        body: bytes = b"",
    ) -> Response:
        assert (method, url) == ("GET", "/jobs")
        self.asked.append(params)
        since, skip = from_iso(params["since"]), int(params["skip"])
        found = sorted((at, job, version) for job, (at, version) in self.jobs.items() if at >= since)
        page = [
            {"id": job, "at": to_iso(at // SECOND * SECOND), "status": "busy", "version": version}
            for at, job, version in found[skip : skip + 4]
        ]
        if self.script:  # somebody changes something while the page is on its way
            self.change(*self.script.pop(0))
        return Response(status=200, headers={}, body=msgspec.json.encode({"jobs": page}))


def drained(source: PolledSource, shop: Shop, cursor: str) -> tuple[str, set[tuple[str, int]]]:
    """Ask until there is no more; what was read, by job and version."""
    found, more = set(), True
    while more:
        page = source.poll(cursor, shop.now)
        cursor, more = page.cursor, page.more
        for piece in page.pieces:
            assert isinstance(piece.found, Reading)
            found |= {(report.native_id, report.sequence or 0) for report in piece.found.reports}
    return cursor, found


def newest_of(shop: Shop) -> set[tuple[str, int]]:
    return {(job, version) for job, (_, version) in shop.jobs.items()}


def source_of(shop: Shop) -> PolledSource:
    manifest = parse_manifest(MANIFEST, "shop.toml")
    assert manifest.poll is not None
    return PolledSource(manifest, manifest.poll, shop)


steps = st.lists(st.tuples(st.sampled_from([f"J{n}" for n in range(12)]), st.integers(0, 1500)), max_size=30)


@given(steps, st.lists(st.tuples(steps, steps), max_size=5))
def test_the_last_change_of_every_job_is_found_though_others_change_meanwhile(
    first: list[tuple[str, int]], rounds: list[tuple[list[tuple[str, int]], list[tuple[str, int]]]]
) -> None:
    shop = Shop()
    source, cursor, found = source_of(shop), "", set[tuple[str, int]]()
    for step in first:
        shop.change(*step)
    for between, during in [*rounds, ([], [])]:
        for step in between:
            shop.change(*step)
        shop.script = list(during)
        cursor, read = drained(source, shop, cursor)
        found |= read
    for _ in range(2):  # nothing changes any more, and time goes on
        shop.script = []
        shop.now += 3 * SECOND
        cursor, read = drained(source, shop, cursor)
        found |= read
    assert newest_of(shop) <= found


def test_two_changes_in_one_second_are_both_found_though_the_list_was_read_between_them() -> None:
    shop = Shop()
    source = source_of(shop)
    shop.change("J1")
    cursor, first = drained(source, shop, "")
    shop.change("J1", after=10)
    _, second = drained(source, shop, cursor)
    assert (first, second) == ({("J1", 1)}, {("J1", 2)})


def test_what_stands_still_is_read_twice_and_then_left_alone() -> None:
    shop = Shop()
    source, cursor, reads = source_of(shop), "", []
    shop.change("J1")
    for _ in range(4):
        cursor, found = drained(source, shop, cursor)
        reads.append(found)
        shop.now += 3 * SECOND
    assert reads == [{("J1", 1)}, {("J1", 1)}, set(), set()]


def test_the_first_question_reaches_back_as_far_as_the_manifest_says() -> None:
    shop = Shop()
    source_of(shop).poll("", START)
    assert shop.asked[0] == {"since": "2026-01-19T08:00:00Z", "count": "4", "skip": "0"}


def test_a_time_without_a_zone_is_asked_for_in_the_zone_of_the_system() -> None:
    text = MANIFEST.replace('system = "shop"', 'system = "shop"\nzone = "Asia/Shanghai"')
    manifest = parse_manifest(text.replace("[poll]", '[poll]\nsince_format = "%Y-%m-%d %H:%M:%S"'), "shop.toml")
    shop = Shop()
    assert manifest.poll is not None
    PolledSource(manifest, manifest.poll, shop).poll("", START)
    assert shop.asked[0]["since"] == "2026-01-19 16:00:00"


def test_a_cursor_that_cannot_be_read_any_more_begins_anew() -> None:
    shop = Shop()
    shop.change("J1")
    assert drained(source_of(shop), shop, "of an older release")[1] == {("J1", 1)}


class Answers:
    """A system that answers by path."""

    def __init__(self, answers: Mapping[str, tuple[int, object]]) -> None:
        self._answers = answers

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] = NO_HEADERS,
        params: Mapping[str, str] = NO_HEADERS,
        body: bytes = b"",
    ) -> Response:
        status, document = self._answers[url]
        return Response(status=status, headers={"retry-after": "17"}, body=msgspec.json.encode(document))


def polled(system: str, answers: Mapping[str, tuple[int, object]]) -> list[object]:
    manifest = load_manifests()[system]
    assert manifest.poll is not None
    page = PolledSource(manifest, manifest.poll, Answers(answers)).poll("", START)
    return [piece.found for piece in page.pieces]


def test_a_list_of_work_orders_is_read_as_the_manifest_of_openmes_says() -> None:
    order = {"id": 1, "order_no": "WO-1", "status": "DONE", "updated_at": "2026-01-26T07:00:00Z"}
    [found] = polled("openmes", {"/api/v1/work-orders": (200, {"data": [order]})})
    assert isinstance(found, Reading)
    assert [(report.native_id, report.native_status) for report in found.reports] == [("WO-1", "done")]


def test_production_orders_are_read_as_the_manifest_of_sap_says() -> None:
    path = "/sap/opu/odata/sap/API_PRODUCTION_ORDER_2_SRV/A_ProductionOrder_2"
    order = {"ManufacturingOrder": "1000001", "OrderIsReleased": "X", "LastChangeDateTime": "20260126070000"}
    [found] = polled("sap", {path: (200, {"d": {"results": [order]}})})
    assert isinstance(found, Reading)
    assert [(with_delivery_id(report).native_id, report.flags) for report in found.reports] == [("1000001", ("REL",))]


def test_an_issue_that_is_deleted_while_it_is_asked_for_is_left_out() -> None:
    issue = {"id": 7, "updated_on": "2026-01-26T07:00:00Z"}
    answers = {
        "/issues.json": (200, {"issues": [issue]}),
        "/issue_statuses.json": (200, {"issue_statuses": []}),
        "/issues/7.json?include=journals": (404, {}),
    }
    assert polled("redmine", answers) == []


@pytest.mark.parametrize(
    ("status", "error"), [(503, NotReached), (429, NotReached), (401, NotAllowed), (302, NotAllowed)]
)
def test_what_a_system_refuses_is_told_apart_from_what_it_cannot_do_now(status: int, error: type[Exception]) -> None:
    with pytest.raises(error, match=str(status)) as told:
        polled("redmine", {"/issues.json": (status, {})})
    if isinstance(told.value, NotReached):
        assert told.value.after_seconds == 17
