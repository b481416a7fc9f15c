"""What can be said of a delivery before any ticket is looked at."""

import pytest

from hub.application.intake import Examiner
from hub.application.ports import Delivery
from hub.domain.decide import Meaning
from mappings.loader import parse_tables
from schemas.report import Report, with_delivery_id
from schemas.status import Status
from schemas.uid import CRC, Checksum

UID = "SRV-20260126-00872-A9F"
TABLES = parse_tables(
    """
[mapping.crm]
"Working" = { status = "In Progress", after_done = "Reopened" }
"Closed" = "Closed"
"Comment" = "@ignore"
""",
    "site.toml",
)
EXAMINER = Examiner(TABLES, {"crm"}, CRC)


def delivery(word: str = "Closed", uid: str = UID, system: str = "crm") -> Delivery:
    report = Report(system=system, native_status=word, received_at=1, occurred_at=1, uid=uid)
    return Delivery(system=system, received_at=1, report=report)


def test_a_known_word_has_its_meaning_and_the_version_of_its_table() -> None:
    examined = EXAMINER.examine(delivery("Working"))
    assert examined.meaning == Meaning(Status.IN_PROGRESS, reopens=True, mapping=TABLES["crm"].version)
    assert (examined.reason, examined.ignored) == ("", "")


def test_a_report_without_an_idempotency_key_is_given_one() -> None:
    given = delivery()
    assert given.report is not None
    assert EXAMINER.examine(given).report == with_delivery_id(given.report)


@pytest.mark.parametrize(
    ("given", "reason", "said"),
    [
        (Delivery(system="crm", received_at=1, problem="no JSON"), "unreadable", "no JSON"),
        (delivery(uid=UID[:-1] + "E"), "bad-uid", "check digits"),
        (delivery(uid="nonsense"), "bad-uid", "must look like"),
        (delivery("Closed?"), "unmapped", "Closed?"),
        (delivery(system="mes"), "unmapped", "mappings/tables/mes.toml"),
        # A UID that is wrong is told before a word that is unknown: nobody knows whose word it would be.
        (delivery("?", uid="nonsense"), "bad-uid", "must look like"),
    ],
)
def test_what_will_be_parked_says_why_and_what_to_do(given: Delivery, reason: str, said: str) -> None:
    examined = EXAMINER.examine(given)
    assert examined.reason == reason
    assert said in examined.detail
    assert examined.meaning is None
    assert examined.ignored == ""


def test_a_word_that_is_no_status_is_ignored() -> None:
    examined = EXAMINER.examine(delivery("Comment"))
    assert (bool(examined.ignored), examined.reason, examined.meaning) == (True, "", None)


def test_a_body_without_a_report_is_ignored() -> None:
    assert EXAMINER.examine(Delivery(system="crm", received_at=1)).ignored


def test_an_exception_ticket_is_not_reported_about() -> None:
    conflict = "QAX-20260126-00001"
    examined = EXAMINER.examine(delivery(uid=f"{conflict}-{CRC.of(conflict)}"))
    assert examined.reason == "bad-uid"
    assert "report about the ticket itself" in examined.detail


def test_a_site_with_a_keyed_check_takes_its_own_uids_only() -> None:
    keyed = Checksum(b"key")
    examiner = Examiner(TABLES, set(), keyed)
    body = "SRV-20260126-00872"
    assert examiner.examine(delivery(uid=f"{body}-{keyed.of(body)}")).reason == ""
    assert examiner.examine(delivery()).reason == "bad-uid"


def test_who_originates_tickets_is_a_setting() -> None:
    assert EXAMINER.originates("crm")
    assert not EXAMINER.originates("mes")
