"""A ticket's sheet: what was said, when, and who was behind."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from hub.entrypoints.board.ticket.export import as_csv, as_json
from hub.entrypoints.board.ticket.reading import Known, corrected
from hub.entrypoints.board.ticket.sheet import CODES, Span, moments, sheet_of
from hub.entrypoints.board.words import Language
from hub.entrypoints.gateway.views.sentence import Sentence
from hub.entrypoints.gateway.views.tickets import Explanation, Lane, Mark, Segment, TicketView
from schemas.events import Contradiction, Correction, Evidence, Recorded, StatusReported, TicketFrozen
from schemas.instant import MINUTE, Instant
from schemas.status import Status
from tests.unit.board.given import NOW, UID, a_row, a_state
from tests.unit.domain import acts as random
from tests.unit.domain.given import Act, Story
from tests.unit.domain.stories import portrait

START = NOW - 60 * MINUTE


def reported(system: str, status: Status, at: Instant, received: Instant | None = None, **given: object) -> Recorded:
    arrived = at if received is None else received
    event = StatusReported(
        recorded_at=arrived,
        system=system,
        native=status.value,
        status=status,
        delivery_id=f"{system}-{at}",
        at=at,
        received_at=arrived,
        **given,  # type: ignore[arg-type]
    )
    return Recorded(UID, 1, event, position=arrived)


def lane(system: str, *changes: tuple[Status, Instant]) -> Lane:
    ends = [at for _, at in changes[1:]]
    segments = [
        Segment(status=status, start=at, end=end, native=status.value)
        for (status, at), end in zip(changes, [*ends, None], strict=True)
    ]
    return Lane(system=system, segments=tuple(segments))


def a_ticket(*events: Recorded, marks: tuple[Mark, ...] = ()) -> Known:
    moves = ((Status.NEW, START), (Status.CLOSED, START + 20 * MINUTE))
    view = TicketView(
        ticket=a_row(systems=(a_state("crm", native_id="C-1"), a_state("mes", Status.NEW))),
        lanes=(lane("", *moves), lane("crm", *moves), lane("mes", (Status.NEW, START))),
        marks=marks,
    )
    why = Explanation(
        uid=UID, status=Status.CLOSED, frozen=False, verdict=Sentence(en="Closed by crm", zh="由 crm 关闭")
    )
    return Known(at=NOW, view=view, events=events, explanation=why)


def test_a_system_that_has_not_followed_is_behind_and_still_is() -> None:
    sheet = sheet_of(a_ticket(), None, 5 * MINUTE, {"mes": "MES"}, Language.EN)
    hub, crm, mes = sheet.rows
    assert (hub.title, crm.title, mes.title) == ("Canonical", "crm", "MES")
    assert (hub.behind, crm.behind) == ([], [])
    assert mes.behind == [Span((START + 20 * MINUTE) // 1000, None)]
    assert crm.native_id == "C-1"


def test_repeats_late_reports_and_echoes_are_told_apart() -> None:
    known = a_ticket(
        reported("crm", Status.NEW, START),
        reported("crm", Status.NEW, START + MINUTE, is_change=False),
        reported("crm", Status.CLOSED, START + 20 * MINUTE, START + 50 * MINUTE),
        reported("crm", Status.CLOSED, START + 51 * MINUTE, is_change=False, echo=True),
    )
    crm = sheet_of(known, None, 5 * MINUTE, {}, Language.EN).rows[1]
    assert [report.kind for report in crm.reports] == ["change", "repeat", "late", "echo"]


def test_what_came_after_the_moment_is_left_out_and_the_steps_are_not() -> None:
    known = a_ticket(reported("crm", Status.NEW, START), reported("crm", Status.CLOSED, START + 20 * MINUTE))
    then = sheet_of(known, START + 10 * MINUTE, 5 * MINUTE, {}, Language.EN)
    assert len(then.rows[1].reports) == 1
    assert then.until == (START + 10 * MINUTE) // 1000
    assert len(then.steps) == 2
    assert moments(known.events) == [START, START + 20 * MINUTE]


def test_a_report_is_drawn_and_written_out_as_later_ones_of_its_track_corrected_it() -> None:
    first, second = START + MINUTE, START + 2 * MINUTE
    corrections = (
        Correction(f"crm-{first}", Status.RESOLVED, is_change=True, echo=False),
        Correction(f"crm-{START}", Status.REOPENED, is_change=True),
    )
    told = (
        reported("crm", Status.IN_PROGRESS, START),
        reported("crm", Status.RESOLVED, first, echo=True, is_change=False),
        reported("crm", Status.CLOSED, second, corrections=corrections),
    )
    reports = sheet_of(a_ticket(*told), None, 5 * MINUTE, {}, Language.EN).rows[1].reports
    assert [(report.kind, report.status) for report in reports] == [
        ("change", "Reopened"),
        ("change", "Resolved"),
        ("change", "Closed"),
    ]
    assert [report.before for report in reports] == [
        "first read as In Progress",
        "first taken for the hub's own write coming back",
        "",
    ]
    assert f"{UID},report,crm,Reopened,In Progress" in as_csv(a_ticket(*told), None)
    then = sheet_of(a_ticket(*told), first, 5 * MINUTE, {}, Language.ZH).rows[1].reports
    assert [(report.kind, report.before) for report in then] == [("change", ""), ("echo", "")]


@settings(max_examples=150, deadline=None)
@given(random.acts)
def test_every_report_is_drawn_as_it_stands_on_its_track(acts: list[Act]) -> None:
    story = Story().when(*acts)
    drawn: dict[str, set[tuple[str, Status, bool, bool]]] = {}
    for _, report in corrected(story.stored):
        meant = report.delivery_id, report.status, report.is_change, report.echo
        drawn.setdefault(report.system, set()).add(meant)
    tracks = portrait(story.ticket.timeline).tracks
    assert drawn == {system: {tuple(entry) for entry in track} for system, track in tracks.items()}


def test_a_report_that_is_known_for_an_echo_only_later_is_drawn_as_one() -> None:
    told = (
        reported("crm", Status.RESOLVED, START),
        reported(
            "crm",
            Status.NEW,
            START + MINUTE,
            corrections=(Correction(f"crm-{START}", Status.RESOLVED, is_change=False, echo=True),),
        ),
    )
    [first, _] = sheet_of(a_ticket(*told), None, 5 * MINUTE, {}, Language.EN).rows[1].reports
    assert (first.kind, first.before) == ("echo", "known only later to be the hub's own write coming back")


def frozen(first: Instant, second: Instant, rules: int = 0) -> Recorded:
    """The ticket froze over two reports, judged by rules of this number."""
    sides = [
        Evidence(system=system, native="x", status=status, at=at, delivery_id=system, received_at=at)
        for system, status, at in (("crm", Status.CLOSED, first), ("mes", Status.REOPENED, second))
    ]
    pair = Contradiction(rule="reopened-across", first=sides[0], second=sides[1], rules=rules)
    event = TicketFrozen(
        recorded_at=second, conflict="QAX-1", snapshot=2, status=Status.NEW, since=START, contradictions=(pair,)
    )
    return Recorded(UID, 2, event, position=second)


def test_around_what_contradicts_lies_the_window_of_the_rules_that_judged_it() -> None:
    known = replace(a_ticket(frozen(START, START + 4 * MINUTE)), windows={0: 15 * MINUTE})
    sheet = sheet_of(known, None, MINUTE, {}, Language.EN)
    assert sheet.disputed == [Span(START // 1000, (START + 4 * MINUTE) // 1000)]
    assert sheet.windows == [Span((START - 11 * MINUTE) // 1000, (START + 15 * MINUTE) // 1000)]


def test_each_contradiction_has_the_window_of_its_own_rules_and_those_that_overlap_are_one() -> None:
    hour = 60 * MINUTE
    events = frozen(START, START), frozen(START + 4 * MINUTE, START + 5 * MINUTE, 1), frozen(START + hour, START + hour)
    known = replace(a_ticket(*events), windows={0: 15 * MINUTE, 1: 20 * MINUTE})
    assert sheet_of(known, None, MINUTE, {}, Language.EN).windows == [
        Span((START - 15 * MINUTE) // 1000, (START + 24 * MINUTE) // 1000),
        Span((START + 45 * MINUTE) // 1000, (START + 75 * MINUTE) // 1000),
    ]


def test_a_parked_word_is_marked_by_its_reason() -> None:
    marks = (Mark(kind="unmapped", at=NOW, system="crm", text="Zzz", ref="p1"), Mark(kind="freeze", at=NOW, ref="QAX"))
    flags = sheet_of(a_ticket(marks=marks), None, 5 * MINUTE, {}, Language.ZH).flags
    assert [(flag.kind, flag.label, flag.text) for flag in flags] == [
        ("parked", "未知状态词", "Zzz"),
        ("freeze", "冻结", "QAX"),
    ]


def test_every_status_has_a_letter_of_its_own() -> None:
    assert set(CODES) == set(Status)
    assert len(set(CODES.values())) == len(CODES)


def test_the_table_holds_segments_and_reports_and_no_formula() -> None:
    known = a_ticket(reported("crm", Status.NEW, START, actor="=HYPERLINK(1)"))
    lines = as_csv(known, None).splitlines()
    assert lines[0].startswith("uid,kind,system,status")
    assert len(lines) == 1 + 5 + 1
    assert "'=HYPERLINK(1)" in lines[-1]
    assert f"{UID},segment,mes,New" in lines[5]


def test_the_json_is_the_ticket_as_the_api_gives_it() -> None:
    assert '"start": "2026-01-26T08:30:00Z"' in as_json(a_ticket())
