"""What tells one word of a system from another: with an event or flags, more than the word itself."""

from schemas.events import StatusReported
from schemas.status import Status
from tests.integration.ingest.given import UID, says
from tests.integration.ingest.site import OpenSite

ALERTS = """
"triggered" = "New"
"resolved" = "Resolved"

[mapping.crm."@events"]
"incident.reopened" = "Reopened"

[mapping.crm."@flags"]
REL = { status = "Acknowledged", rank = 1 }
CNF = { status = "In Progress", rank = 2 }

[mapping.erp]
"a" = "New"

[mapping.itsm]
"a" = "New"
"""


def test_an_event_that_gives_a_word_another_meaning_makes_it_another_word(open_site: OpenSite) -> None:
    site = open_site(words=ALERTS)
    site.ingest(says("crm", "resolved", 1), says("crm", "triggered", 2))

    site.ingest(says("crm", "triggered", 3, event="incident.reopened", delivery_id="again"))

    reported = site.events(UID)[-2]
    assert isinstance(reported, StatusReported)
    assert (reported.status, reported.is_change) == (Status.REOPENED, True)
    assert reported.native == "triggered/incident.reopened"


def test_flags_that_hold_together_are_the_word(open_site: OpenSite) -> None:
    site = open_site(words=ALERTS)

    site.ingest(says("crm", "order", 1, flags=("REL",)), says("crm", "order", 2, flags=("REL", "CNF")))

    reports = [event for event in site.events(UID) if isinstance(event, StatusReported)]
    assert [(report.native, report.status) for report in reports] == [
        ("REL", Status.ACKNOWLEDGED),
        ("REL CNF", Status.IN_PROGRESS),
    ]


def test_a_word_that_was_parked_is_the_same_word_when_it_is_taken_in_later(open_site: OpenSite) -> None:
    site = open_site(words=ALERTS)
    parked = site.one(says("crm", "triggered", 3, ticket="", native_id="P-1", event="incident.reopened"))

    site.parking.link("crm", "P-1", UID, "li")

    assert parked.reason == "unlinked"
    reported = site.events(UID)[1]
    assert isinstance(reported, StatusReported)
    assert reported.native == "triggered/incident.reopened"
