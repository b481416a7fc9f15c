"""Exception tickets reach people by mail and chat: once, later where it failed, and further up where nobody comes."""

import threading
import time
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from structlog.testing import capture_logs

from hub.application.notices import MOST_WRITTEN_OUT
from hub.entrypoints.connector.role import connecting
from tests.integration.notifying.conftest import Plant
from tests.integration.notifying.receivers import Chat, Mailbox


def body(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def until(holds: Callable[[], bool]) -> None:
    patience = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < patience
        time.sleep(0.02)


def test_a_new_exception_ticket_is_told_with_both_statuses_the_reason_and_a_link(
    plant: Plant, mailbox: Mailbox, chat: Chat
) -> None:
    uid, conflict = plant.freezes()
    plant.tells(plant.telling())
    (mail,) = mailbox.mails
    assert mail["To"] == "quality@plant.example"
    assert uid in mail["Subject"]
    assert "已冻结" in mail["Subject"]
    text = body(mail)
    assert "crm: Closed / mes: Reopened" in text
    assert "crm：已关闭 / mes：已重新打开" in text
    assert f"https://hub.plant.example/conflicts/{conflict}" in text
    assert conflict in text
    assert chat.messages == []


def test_it_is_told_once_also_after_a_restart(plant: Plant, mailbox: Mailbox) -> None:
    plant.freezes()
    first = plant.telling()
    plant.tells(first)
    plant.clock.passes(3600)
    plant.tells(first)
    plant.tells(plant.telling())
    assert len(mailbox.mails) == 1


def test_what_comes_within_a_minute_goes_out_together(plant: Plant, mailbox: Mailbox) -> None:
    telling = plant.telling()
    first, _ = plant.freezes()
    plant.tells(telling)
    later = [plant.freezes()[0] for _ in range(MOST_WRITTEN_OUT + 1)]
    plant.clock.passes(59)
    plant.tells(telling)
    assert len(mailbox.mails) == 1
    plant.clock.passes(1)
    plant.tells(telling)
    _, together = mailbox.mails
    assert str(len(later)) in together["Subject"]
    text = body(together)
    assert all(uid in text for uid in later[:-1])
    assert "and 1 more" in text
    assert first not in text


def test_unclaimed_after_ten_minutes_the_next_level_is_told(plant: Plant, chat: Chat) -> None:
    telling = plant.telling()
    uid, _ = plant.freezes()
    _, claimed = plant.freezes()
    plant.clock.passes(599)
    plant.tells(telling)
    assert chat.messages == []
    plant.hub.review.claim(claimed, "mei")
    plant.clock.passes(1)
    plant.tells(telling)
    (message,) = chat.messages
    assert uid in message["title"]
    assert "Unclaimed for 10 min" in message["message"]
    assert "已 10 分钟无人认领" in message["message"]


def test_one_that_is_handed_back_waits_again(plant: Plant, mailbox: Mailbox, chat: Chat) -> None:
    telling = plant.telling()
    _, conflict = plant.freezes()
    plant.tells(telling)
    plant.hub.review.claim(conflict, "mei")
    plant.clock.passes(600)
    plant.tells(telling)
    assert chat.messages == []
    plant.hub.review.hand_over(conflict, "mei", "", "going home")
    plant.tells(telling)
    assert len(chat.messages) == 1
    assert len(mailbox.mails) == 1


def test_an_address_that_is_away_is_told_once_it_is_back_and_holds_up_no_other(
    plant: Plant, mailbox: Mailbox, chat: Chat
) -> None:
    telling = plant.telling()
    plant.freezes()
    plant.clock.passes(600)
    chat.is_away = True
    plant.tells(telling)
    assert len(mailbox.mails) == 1
    refused = chat.refused
    plant.tells(telling)
    assert chat.refused == refused, "it is left alone for a while"
    chat.is_away = False
    plant.clock.passes(5)
    plant.tells(telling)
    assert len(chat.messages) == 1


def test_no_address_is_logged(plant: Plant, chat: Chat, capfd: pytest.CaptureFixture[str]) -> None:
    telling = plant.telling()
    plant.freezes()
    plant.clock.passes(600)
    chat.is_away = True
    with capture_logs() as logged:
        plant.tells(telling)
        chat.is_away = False
        plant.clock.passes(5)
        plant.tells(telling)
    said = capfd.readouterr()
    assert [line["event"] for line in logged if line.get("channel") == "SHIFT_LEAD"] == [
        "notify_failed",
        "notify_works_again",
        "conflicts_told",
    ]
    assert "s3cret" not in f"{logged}{said.out}{said.err}"


def test_a_connector_tells_by_itself(plant: Plant, mailbox: Mailbox) -> None:
    before = threading.active_count()
    with connecting(plant.hub):
        plant.freezes()
        until(lambda: len(mailbox.mails) == 1)
    assert threading.active_count() <= before
    sent = plant.hub.metrics.registry.get_sample_value(
        "statushub_notices_total", {"channel": "QUALITY_MAIL", "outcome": "sent"}
    )
    assert sent == 1
