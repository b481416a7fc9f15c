"""The review page: both sides, what each choice leads to, and what happened so far, as plain values."""

from __future__ import annotations

import json
from dataclasses import replace

from hub.entrypoints.board.conflict.reading import Known
from hub.entrypoints.board.conflict.sheet import as_recorded, sheet_of
from hub.entrypoints.board.words import Language
from hub.entrypoints.gateway.views.conflicts import ConflictRow, ConflictStep, ProspectView, WriteProspect
from schemas.events import Move, StatusReported
from schemas.instant import MINUTE
from schemas.status import Status
from tests.unit.board.given import CONFLICT, NOW, UID, a_conflict, a_state, a_system

TITLES = {"crm": "Customer desk", "itsm": "ITSM"}


def known(**given: object) -> Known:
    values: dict[str, object] = {
        "view": a_conflict(),
        "steps": (),
        "standing": (a_state("crm", Status.RESOLVED), a_state("itsm", Status.REOPENED)),
        "systems": {"crm": a_system("crm", delay_median_s=2.0, delay_p95_s=90.0)},
        "prospects": (),
        "similar": (),
        "reports": {},
        **given,
    }
    return Known(**values)  # type: ignore[arg-type]


def settled(conflict: str, choice: str, accepted: str = "") -> ConflictRow:
    return ConflictRow(
        conflict=conflict,
        uid=UID,
        state="decided",
        opened_at=NOW,
        closed_at=NOW + MINUTE,
        choice=choice,
        accepted=accepted,
        status=Status.RESOLVED,
        decided_by="mei",
        reason="seen on site",
    )


def test_both_sides_stand_with_their_delays_and_what_they_say_now() -> None:
    first, second = sheet_of(known(), "ann", TITLES, Language.EN).sides
    assert (first.title, first.status, first.usual) == ("Customer desk", "Resolved", "usually 2 s, up to 1 min 30 s")
    assert (second.now_status, second.now_tone, second.usual) == ("Reopened", "reopened", "")


def test_it_says_what_others_believe_as_long_as_it_waits() -> None:
    sheet = sheet_of(known(broadcast=Status.RESOLVED, version=3), "ann", TITLES, Language.ZH)
    assert (sheet.told, sheet.told_status) == ("最后一次广播，版本 3", "已解决")
    assert sheet_of(known(), "ann", TITLES, Language.EN).told == "nothing was ever broadcast"
    view = a_conflict()
    row = replace(view.conflict, closed_at=NOW, state="decided", choice="set", status=Status.NEW, decided_by="ann")
    settled_now = known(view=replace(view, conflict=row), broadcast=Status.NEW, version=4)
    assert sheet_of(settled_now, "ann", TITLES, Language.EN).told == ""


def test_each_choice_says_what_subscribers_get_and_who_would_be_told() -> None:
    write = WriteProspect(system="itsm", native_id="INC7", native="Closed")
    prospects = (
        ProspectView(choice="accept", system="crm", status=Status.CLOSED, snapshot=5, writes=(write,)),
        ProspectView(choice="no-conflict", status=Status.REOPENED, snapshot=5),
        ProspectView(choice="set", status=Status.NEW, snapshot=5),
    )
    sheet = sheet_of(known(prospects=prospects), "ann", TITLES, Language.EN)
    accept, none = sheet.options
    assert (accept.value, accept.label) == ("accept:crm", "Customer desk is right: Closed")
    assert accept.subscribers == "Subscribers get Closed, as version 5."
    assert accept.writes == ["ITSM INC7 → “Closed”"]
    assert none.told.startswith("No system would be told")
    assert [option.value for option in sheet.statuses] == ["set:New"]


def test_similar_ones_are_counted_by_how_they_were_decided() -> None:
    similar = (settled("QAX-1", "no-conflict"), settled("QAX-2", "accept", "crm"), settled("QAX-3", "no-conflict"))
    sheet = sheet_of(known(similar=similar), "ann", TITLES, Language.EN)
    assert sheet.counts == ["2 × no conflict: Resolved", "1 × Customer desk was right: Resolved"]
    assert sheet.similar[0].why == "mei: seen on site"
    chinese = sheet_of(known(similar=similar), "ann", TITLES, Language.ZH)
    assert (chinese.similar[0].why, chinese.rule) == ("mei 的理由：seen on site", "reopened-across（出厂规则）")


def test_every_step_is_said_with_its_actor() -> None:
    steps = (
        ConflictStep(kind="claimed", at=NOW, by="ann"),
        ConflictStep(kind="handed-over", at=NOW, by="ann", to="bob", text="my shift ends"),
        ConflictStep(kind="handed-over", at=NOW, by="ann", to="ann"),
        ConflictStep(kind="handed-over", at=NOW, by="ann"),
        ConflictStep(kind="of a later version", at=NOW),
    )
    sheet = sheet_of(known(steps=steps), "ann", TITLES, Language.EN)
    assert [step.said for step in sheet.steps] == [
        "ann claimed it",
        "ann handed it to bob",
        "ann took it over",
        "ann put it back into the queue",
        "of a later version",
    ]
    assert sheet.people == ["bob"]
    assert sheet_of(known(steps=steps, reviewers=("ann", "Li")), "ann", TITLES, Language.EN).people == ["Li"]


def test_it_is_mine_only_while_it_waits() -> None:
    claimed = a_conflict(claimed_by="ann")
    assert sheet_of(known(view=claimed), "ann", TITLES, Language.EN).mine
    assert not sheet_of(known(view=claimed), "bob", TITLES, Language.EN).mine
    row = replace(claimed.conflict, closed_at=NOW, state="decided", choice="set", status=Status.NEW, decided_by="ann")
    sheet = sheet_of(known(view=replace(claimed, conflict=row)), "ann", TITLES, Language.ZH)
    assert (sheet.mine, sheet.waits, sheet.state) == (False, False, "设为 新建")


def test_a_report_is_shown_as_it_was_recorded_with_times_to_read() -> None:
    report = StatusReported(
        recorded_at=NOW,
        system="crm",
        native="Solved",
        status=Status.RESOLVED,
        delivery_id="d1",
        at=NOW,
        received_at=NOW,
        moves_from=NOW,
        moves=(Move(NOW, Status.RESOLVED),),
    )
    shown = json.loads(as_recorded(report))
    assert (shown["at"], shown["native"]) == ("2026-01-26T09:30:00Z", "Solved")
    assert "moves" not in shown
    view = a_conflict()
    first = replace(view.contradictions[0].first, delivery_id="d1")
    contradiction = replace(view.contradictions[0], first=first)
    sheet = sheet_of(
        known(view=replace(view, contradictions=(contradiction,)), reports={("crm", "d1"): report}),
        "ann",
        TITLES,
        Language.EN,
    )
    assert '"Solved"' in sheet.sides[0].recorded
    assert sheet.conflict == CONFLICT
