"""What would be different, as text, JSON and CSV."""

import csv
import io
import json

from hub.application.what_if.differences import ConflictDiffers, Standing, TicketDiffers
from hub.application.what_if.render import MOST_LINES, Form, render
from hub.application.what_if.trial import Findings, WordDiffers
from hub.application.what_if.vocabulary import Said
from mappings.model import Mapped, Unmapped, Word
from schemas.events import Evidence
from schemas.instant import DAY, MINUTE, from_iso
from schemas.status import Status

NOON = from_iso("2026-01-26T12:00:00Z")


def evidence(system: str, word: str, status: Status, minute: int) -> Evidence:
    at = NOON + minute * MINUTE
    return Evidence(system=system, native=word, status=status, at=at, delivery_id=f"{system}-1", received_at=at)


def ticket(number: int, then: Status = Status.CLOSED) -> TicketDiffers:
    standing = Standing(Status.RESOLVED, frozen=False)
    return TicketDiffers(uid=f"SRV-{number}", now=standing, then=Standing(then, frozen=then is Status.CLOSED))


def findings() -> Findings:
    unknown = WordDiffers(
        said=Said("crm", "=Wait"), now=Unmapped("=Wait", "unknown"), then=Mapped(Word(Status.PENDING)), reports=3
    )
    conflict = ConflictDiffers(
        uid="SRV-1",
        change="appears",
        opened_at=NOON,
        rule="reopened-across",
        first=evidence("crm", "Done", Status.RESOLVED, 0),
        second=evidence("mes", "Again", Status.REOPENED, 2),
        ended="",
    )
    return Findings(
        since=NOON - DAY,
        until=NOON,
        reports=1200,
        tickets=40,
        words=[unknown],
        courses=[ticket(1), ticket(2, Status.RESOLVED)],
        conflicts=[conflict],
    )


def test_people_read_a_summary_and_the_first_of_each_list() -> None:
    text = render(findings(), Form.TEXT)
    assert "From 2026-01-25T12:00:00Z to 2026-01-26T12:00:00Z: 1,200 reports about 40 tickets" in text
    assert 'crm "=Wait": unmapped -> Pending (3 reports)' in text
    assert "SRV-1: Resolved -> Closed, frozen" in text
    assert "1 conflict would appear" in text
    assert "1 ticket would come where it stands on another way" in text


def test_a_long_list_is_cut_and_says_so() -> None:
    many = findings()
    many.courses = [ticket(number) for number in range(MOST_LINES + 5)]
    text = render(many, Form.TEXT)
    assert f"SRV-{MOST_LINES - 1}:" in text
    assert f"SRV-{MOST_LINES}:" not in text
    assert "and 5 more; --format csv or json has them all" in text


def test_nothing_is_said_in_a_sentence() -> None:
    assert "Nothing would be different." in render(Findings(since=NOON - DAY, until=NOON), Form.TEXT)


def test_reports_beyond_reach_are_told() -> None:
    some = Findings(since=NOON - DAY, until=NOON, beyond=7)
    assert "7 reports stand as they were translated" in render(some, Form.TEXT)
    one = Findings(since=NOON - DAY, until=NOON, reports=1, tickets=1, beyond=1)
    assert "1 report about 1 ticket, nothing" in render(one, Form.TEXT)
    assert "1 report stands as it was translated" in render(one, Form.TEXT)


def test_programs_get_everything() -> None:
    content = json.loads(render(findings(), Form.JSON))
    assert content["courses"][0] == {
        "uid": "SRV-1",
        "now": {"status": "Resolved", "frozen": False},
        "then": {"status": "Closed", "frozen": True},
        "elsewhere": True,
    }
    assert content["conflicts"][0]["said"]["zh"]
    assert content["conflicts"][0]["first"]["at"] == "2026-01-26T12:00:00Z"


def test_a_spreadsheet_gets_a_line_for_each_difference_and_no_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(render(findings(), Form.CSV))))
    assert [row["what"] for row in rows] == ["word", "ticket", "way", "conflict appears"]
    assert rows[0]["word"] == "'=Wait"
    assert (rows[3]["first_system"], rows[3]["second_status"]) == ("crm", "Reopened")
