"""From what a reviewer fills in to a decision."""

import pytest

from hub.application.ports import Choice, Unavailable
from hub.entrypoints.board.acting import why_not
from hub.entrypoints.board.deciding import decision_of, missing_in
from hub.entrypoints.board.words import EN, ZH, Language
from schemas.errors import NotAllowed, Refused, Superseded
from schemas.status import Status

CHOICES = ("accept:crm", "accept:desk", "set", "no-conflict")


def test_every_choice_becomes_a_decision() -> None:
    made = [decision_of("ann", choice, "Pending", " because ") for choice in CHOICES]
    assert [(one.choice, one.system, one.status) for one in made] == [
        (Choice.ACCEPT, "crm", None),
        (Choice.ACCEPT, "desk", None),
        (Choice.SET, "", Status.PENDING),
        (Choice.NO_CONFLICT, "", None),
    ]
    assert {(one.by, one.reason) for one in made} == {("ann", "because")}


@pytest.mark.parametrize(
    ("choice", "status", "reason", "missing"),
    [
        (None, None, "x", EN.choice_missing),
        ("set", None, "x", EN.status_missing),
        ("set", "New", " ", EN.reason_missing),
        ("no-conflict", None, None, EN.reason_missing),
        ("accept:crm", None, "x", ""),
    ],
)
def test_what_is_missing_is_named(choice: str | None, status: str | None, reason: str | None, missing: str) -> None:
    assert missing_in(choice, status, reason, EN) == missing


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Superseded("x"), ZH.superseded),
        (NotAllowed("x"), ZH.not_allowed),
        (Unavailable("x"), ZH.unavailable),
        (Refused("the reason"), "系统拒绝了此操作：the reason"),
    ],
)
def test_a_refusal_is_told_in_the_readers_language(error: Exception, said: str) -> None:
    assert why_not(error, Language.ZH) == said
