"""What a trial says would be, is what comes about where the hub really runs on those words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

from conflict.loader import load_rules
from conflict.rules import RuleSet
from hub.application.ports import Verdict
from hub.application.what_if.course import Terms, course_of
from hub.application.what_if.trial import Findings, Settled, Trial
from hub.application.what_if.vocabulary import Vocabulary, as_text
from mappings.loader import parse_tables
from mappings.model import MappingTable
from schemas.events import Recorded
from schemas.instant import HOUR
from schemas.status import Status
from tests.integration.ingest.given import UID, minute, says, uid
from tests.integration.ingest.site import NOON, RULES, SYSTEMS, WORDS, Site, opening, tables
from tests.integration.what_if.days import UNKNOWN, live, live_again, pairs, sides, steps

TICKETS = [uid(number + 1) for number in range(12)]
OTHER_WORDS = f'"Done" = "Closed"\n"Awaiting" = "Resolved"\n"Open" = "@ignore"\n"{UNKNOWN}" = "Pending"\n'


@pytest.fixture
def new_database(postgres_url: str) -> Iterator[Callable[[], str]]:
    """Makes empty databases, dropped after the test."""
    with psycopg.connect(postgres_url, autocommit=True) as connection, ExitStack() as dropped:

        def make() -> str:
            name = f"test_{uuid4().hex}"
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            dropped.callback(connection.execute, drop)
            return urlunsplit(urlsplit(postgres_url)._replace(path=f"/{name}"))

        yield make


@pytest.fixture
def open_site(new_database: Callable[[], str]) -> Iterator[Callable[..., Site]]:
    """Opens hubs, each on a database of its own."""
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(opening(new_database()))(**options)


def replaced(words: str) -> dict[str, MappingTable]:
    """The words of every system, these with another meaning."""
    new = {line.partition(" =")[0] for line in words.splitlines()}
    kept = [line for line in WORDS.splitlines() if line.partition(" =")[0] not in new]
    text = "\n".join([*kept, words])
    return parse_tables("".join(f"[mapping.{system}]\n{text}\n" for system in SYSTEMS), "tried.toml")


def trial(site: Site, tried: dict[str, MappingTable], rules: RuleSet = RULES) -> Findings:
    in_force = Settled(tables(), RULES)
    compared = Trial(site.log, site.registry.resolve, in_force, Settled(tried, rules), site.clocks)
    return compared.compare(NOON - HOUR, site.clock.now)


def recorded(site: Site, ticket: str) -> list[Recorded]:
    return site.log.history(ticket)


@pytest.mark.parametrize("seed", range(4))
def test_words_in_force_change_nothing_and_lead_where_the_log_led(open_site: Callable[..., Site], seed: int) -> None:
    site = open_site()
    live(site, steps(seed))
    findings = trial(site, tables())
    assert findings.is_empty
    assert findings.reports > 100
    words = Vocabulary(tables())
    terms = Terms(words, words, RULES, site.clocks, NOON - HOUR)
    for ticket in TICKETS:
        events = recorded(site, ticket)
        course, whole = course_of(ticket, events, terms), site.whole(ticket)
        assert (course.status, course.is_frozen) == (whole.timeline.canonical, whole.is_frozen)
        assert [sides(freeze.contradictions) for freeze in course.freezes] == pairs([each.event for each in events])


@pytest.mark.parametrize("seed", range(4))
def test_a_trial_says_what_really_comes_about_with_the_other_words(open_site: Callable[..., Site], seed: int) -> None:
    told = steps(seed)
    site, rebuilt = open_site(), open_site(understood=replaced(OTHER_WORDS))
    live_again(rebuilt, told, live(site, told))
    findings = trial(site, replaced(OTHER_WORDS))
    foretold = {found.uid: found.then for found in findings.courses}
    appear = {(f.uid, f.first.delivery_id, f.second.delivery_id) for f in findings.conflicts if f.change == "appears"}
    vanish = {(f.uid, f.first.delivery_id, f.second.delivery_id) for f in findings.conflicts if f.change == "vanishes"}
    assert foretold
    assert appear or vanish
    for ticket in TICKETS:
        was, became = site.whole(ticket), rebuilt.whole(ticket)
        standing = foretold.get(ticket)
        expected = (standing.status, standing.frozen) if standing else (was.timeline.canonical, was.is_frozen)
        assert (became.timeline.canonical, became.is_frozen) == expected
        before = pairs([each.event for each in recorded(site, ticket)])
        after = pairs([each.event for each in recorded(rebuilt, ticket)])
        assert len([one for one in after if not any(one & other for other in before)]) == sum(
            found[0] == ticket for found in appear
        )
        assert len([one for one in before if not any(one & other for other in after)]) == sum(
            found[0] == ticket for found in vanish
        )


def test_it_counts_the_words_and_names_the_tickets_and_conflicts(open_site: Callable[..., Site]) -> None:
    site = open_site()
    site.ingest(says("crm", "Done", 0), says("erp", "Done", 1), says("itsm", "Reopened", 5, uid(3)))
    findings = trial(site, replaced('"Done" = "Cancelled"\n'))
    assert [(str(word.said), as_text(word.now), as_text(word.then), word.reports) for word in findings.words] == [
        ("Done", "Resolved", "Cancelled", 1),
        ("Done", "Resolved", "Cancelled", 1),
    ]
    (course,) = findings.courses
    assert (course.uid, course.now.status, course.then.status) == (UID, Status.RESOLVED, Status.CANCELLED)
    assert (findings.reports, findings.tickets, findings.assessed) == (3, 2, 1)


def test_a_word_that_was_unknown_moves_its_ticket_once_the_table_has_it(open_site: Callable[..., Site]) -> None:
    site = open_site()
    site.one(says("crm", "In Progress", 0))
    assert site.one(says("erp", UNKNOWN, 1)).verdict is Verdict.PARKED
    findings = trial(site, replaced(f'"{UNKNOWN}" = "Pending"\n'))
    (course,) = findings.courses
    assert (course.now.status, course.then.status) == (Status.IN_PROGRESS, Status.PENDING)
    assert as_text(findings.words[0].now) == "unmapped"


def test_other_rules_make_conflicts_appear(open_site: Callable[..., Site]) -> None:
    site = open_site()
    site.ingest(says("crm", "Resolved", 0), says("crm", "In Progress", 5), says("crm", "Reopened", 20))
    strict = RuleSet([rule.strictest() for rule in load_rules().rules], RULES.window, "strict")
    findings = trial(site, tables(), strict)
    (conflict,) = findings.conflicts
    assert (conflict.change, conflict.uid) == ("appears", UID)
    assert findings.courses[0].then.frozen


def test_what_was_recorded_before_those_days_stands(open_site: Callable[..., Site]) -> None:
    site = open_site()
    site.clock.now = NOON
    site.one(says("crm", "Done", 0))
    site.clock.now = NOON + 48 * HOUR
    site.one(says("erp", "In Progress", 48 * 60))
    in_force, tried = Settled(tables(), RULES), Settled(replaced('"Done" = "Cancelled"\n'), RULES)
    compared = Trial(site.log, site.registry.resolve, in_force, tried, site.clocks)
    assert compared.compare(NOON + 24 * HOUR, site.clock.now).is_empty
    assert compared.compare(NOON, site.clock.now).courses


def test_progress_grows_up_to_its_total(open_site: Callable[..., Site]) -> None:
    site = open_site()
    live(site, steps(1))
    said: list[tuple[int, int]] = []
    in_force, tried = Settled(tables(), RULES), Settled(replaced(OTHER_WORDS), RULES)
    Trial(site.log, site.registry.resolve, in_force, tried, site.clocks).compare(
        NOON - HOUR, minute(0), lambda done, total: said.append((done, total))
    )
    shares = [done / total for done, total in said]
    assert shares == sorted(shares)
    assert shares[-1] == 1
