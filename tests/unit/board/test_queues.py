"""What waits beside the list."""

from hub.entrypoints.board.queues import queue
from hub.entrypoints.board.words import Language
from hub.entrypoints.gateway.queries import Backlog
from schemas.instant import HOUR, MINUTE
from tests.unit.board.given import CONFLICT, NOW, UID, a_conflict, an_apart, an_overview


def test_a_conflict_says_what_contradicts_in_the_readers_language() -> None:
    overview = an_overview(conflicts=(a_conflict(),))
    [english], [chinese] = (queue(overview, language).conflicts for language in Language)
    assert (english.conflict, english.uid, english.said) == (CONFLICT, UID, "crm reported Resolved …")
    assert (english.since, english.claim, english.more) == ((NOW - 12 * MINUTE) // 1000, "unclaimed", "")
    assert (chinese.said, chinese.claim) == ("crm 报告“已解决”……", "无人认领")


def test_a_conflict_says_who_has_claimed_it() -> None:
    [card] = queue(an_overview(conflicts=(a_conflict(claimed_by="ann"),)), Language.EN).conflicts
    assert (card.claimed_by, card.claim) == ("ann", "claimed by ann")


def test_more_evidence_is_counted() -> None:
    [card] = queue(an_overview(conflicts=(a_conflict(contradictions=3),)), Language.EN).conflicts
    assert card.more == "and 2 more in the evidence"


def test_conflicts_that_do_not_fit_are_counted() -> None:
    backlog = Backlog(lag={}, open_conflicts=31, oldest_conflict=NOW, parked={})
    shown = queue(an_overview(conflicts=(a_conflict(),), backlog=backlog), Language.EN)
    assert shown.more_conflicts == "and 30 more"


def test_a_contradiction_names_the_system_that_is_furthest_on_first() -> None:
    [card] = queue(an_overview(contradictions=(an_apart(),)), Language.EN).contradictions
    assert [(side.title, side.status) for side in card.sides] == [("CRM", "Closed"), ("MES", "New")]
    assert card.since == (NOW - 11 * HOUR) // 1000


def test_contradictions_that_do_not_fit_are_counted() -> None:
    shown = queue(an_overview(contradictions=(an_apart(),) * 15), Language.ZH)
    assert len(shown.contradictions) == 12
    assert shown.more_contradictions == "另有 3 条"
