"""Which contradictions freeze a ticket: the rules in force, what they have done, tried, published and rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query

from conflict.describe import describe
from conflict.loader import RulesError, parse_rules
from conflict.rules import Rule
from hub.application.rules import SOURCE
from hub.application.what_if.render import as_json
from hub.entrypoints.gateway.auth import Reader, Reviewer
from hub.entrypoints.gateway.context import Here, Settled, ask
from hub.entrypoints.gateway.deps import GatewayDeps
from hub.entrypoints.gateway.mappings import ByPublisher, PublishIn, RollBackIn, TrialIn, published_view
from hub.entrypoints.gateway.problems import INVALID_REQUEST, Problem
from hub.entrypoints.gateway.reading.ticket_view import said
from hub.entrypoints.gateway.views.published import PublishedView
from hub.entrypoints.gateway.views.rules import RulesView, RuleView
from hub.entrypoints.gateway.views.sentence import Sentence
from projections.conflicts import RuleRecord
from schemas.instant import DAY, SECOND, Instant

router = APIRouter(prefix="/api/v1/rules", tags=["rules"])

Days = Annotated[float, Query(gt=0, le=3660, description="Over how many days their conflicts are counted.")]


@router.get("", dependencies=[Reader, Settled])
async def get_rules(here: Here, days: Days = 30.0) -> RulesView:
    """The conflict rules in force, in words and as TOML, with what each has done and what was published."""
    return await ask(view_of, here.deps, days)


@router.post("/what-if", dependencies=[Reviewer])
async def try_rules(here: Here, trial: TrialIn) -> dict[str, Any]:
    """What would be different had these rules been in force for so many days. Nothing is written."""
    with told():
        rules = parse_rules(trial.text, SOURCE)
    findings = await ask(here.deps.trials.compare_rules, rules, trial.days)
    written: dict[str, Any] = msgspec.json.decode(as_json(findings))
    return written


@router.post("/publish")
async def publish_rules(here: Here, publisher: ByPublisher, rules: PublishIn) -> PublishedView:
    """Put rules in force, for every report from now on. What was reported before stays as it was judged."""
    with told():
        return published_view(await ask(here.deps.publish_rules.publish, rules.text, publisher.name, rules.reason))


@router.post("/roll-back")
async def roll_back_rules(here: Here, publisher: ByPublisher, back: RollBackIn) -> PublishedView:
    """Put an earlier version in force again."""
    return published_view(await ask(here.deps.publish_rules.roll_back, back.version, publisher.name, back.reason))


@contextmanager
def told() -> Iterator[None]:
    """What is wrong with rules, as a problem that names each line."""
    try:
        yield
    except RulesError as error:
        listed = [{"line": one.line, "problem": one.problem, "cure": one.cure} for one in error.problems]
        raise Problem(INVALID_REQUEST, f"Correct the rules: {error}.", errors=listed) from error


def view_of(deps: GatewayDeps, days: float) -> RulesView:
    """The rules in force, with all that is known of them."""
    rules = deps.rules.current
    records = deps.queries.rule_records(deps.clock() - int(days * DAY))
    return RulesView(
        published=deps.rules.latest,
        rules=rules.version,
        window_s=rules.window / SECOND,
        days=days,
        items=(
            *(_view(rule, rules.window, records.get(rule.name), enabled=True) for rule in rules.rules),
            *(_view(rule, rules.window, records.get(rule.name), enabled=False) for rule in rules.off),
        ),
        text=rules.text,
        history=tuple(published_view(each) for each in deps.publish_rules.published()),
    )


def _view(rule: Rule, window: Instant, record: RuleRecord | None, *, enabled: bool) -> RuleView:
    view = RuleView(
        name=rule.name,
        enabled=enabled,
        first=rule.first,
        second=rule.second,
        scope=rule.scope.value,
        order=rule.order.value,
        correction_s=rule.correction / SECOND,
        said=said(describe(rule, window)),
        why=Sentence(en=rule.en, zh=rule.zh),
    )
    if record is None:
        return view
    return replace(
        view,
        conflicts=record.conflicts,
        waiting=record.waiting,
        decided=record.decided,
        false_alarms=record.false_alarms,
        withdrawn=record.withdrawn,
        false_alarm_rate=record.false_alarms / record.decided if record.decided else None,
        latest=tuple(record.latest),
    )
