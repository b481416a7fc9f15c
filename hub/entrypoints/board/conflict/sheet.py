"""What the review page draws, as plain values. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

import msgspec

from hub.application.ports import Choice
from hub.entrypoints.board.conflict.reading import Known
from hub.entrypoints.board.conflict.words import REVIEW_WORDS, ReviewWords
from hub.entrypoints.board.conflicts.sheet import verdict
from hub.entrypoints.board.model import Millis, millis, shortened, span, tone_of
from hub.entrypoints.board.words import WORDS, Language, status_word
from hub.entrypoints.gateway.views.conflicts import ConflictStep, ContradictionView, ProspectView, Side
from hub.entrypoints.gateway.views.tickets import SystemState
from schemas.events import StatusReported
from schemas.instant import SECOND, to_iso

SHOWN_SIMILAR: Final = 8
_TIMES: Final = ("recorded_at", "at", "received_at", "occurred_at")
_WITHHELD: Final = ("corrections", "moves", "moves_from")
"""What the hub worked out, and no system said."""


class SideCard(msgspec.Struct, frozen=True, kw_only=True):
    """One of the two reports; ``key`` is its system and delivery id, by which its body is asked for."""

    key: tuple[str, str]
    title: str
    status: str
    tone: str
    native: str
    happened: Millis
    received: Millis
    delivery: str
    usual: str
    actor: str
    remark: str
    mapping: str
    adapter: str
    recorded: str
    now_status: str
    now_tone: str
    now_since: Millis | None


class Stand(msgspec.Struct, frozen=True, kw_only=True):
    """Where a system stands now."""

    title: str
    status: str
    tone: str
    native: str
    since: Millis


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """A way to settle it. ``value`` is ``accept:crm``, ``no-conflict`` or ``set:Resolved``."""

    value: str
    label: str
    status: str
    tone: str
    subscribers: str
    told: str
    writes: list[str]


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened to it."""

    at: Millis
    said: str
    text: str


class Before(msgspec.Struct, frozen=True, kw_only=True):
    """A similar conflict of the past."""

    conflict: str
    at: Millis
    verdict: str
    why: str


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """All that the page shows."""

    conflict: str
    missing: bool = False
    uid: str = ""
    since: Millis = 0
    until: Millis | None = None
    waits: bool = False
    state: str = ""
    claimed_by: str = ""
    mine: bool = False
    said: str = ""
    apart: str = ""
    more: str = ""
    rule: str = ""
    told: str = ""
    """What others believe, while it waits."""
    told_status: str = ""
    told_tone: str = "none"
    sides: list[SideCard] = []
    standing: list[Stand] = []
    options: list[Option] = []
    statuses: list[Option] = []
    similar: list[Before] = []
    counts: list[str] = []
    steps: list[Step] = []
    people: list[str] = []


def sheet_of(known: Known, me: str, titles: Mapping[str, str], language: Language) -> Sheet:
    """A conflict with all that bears upon it."""
    words, texts, row = WORDS[language], REVIEW_WORDS[language], known.view.conflict
    waits = row.closed_at is None
    first = known.view.contradictions[0] if known.view.contradictions else None
    others = len(known.view.contradictions) - 1
    claim = words.claimed_by.format(name=row.claimed_by) if row.claimed_by else words.unclaimed
    options = [_option(each, titles, language) for each in known.prospects]
    return Sheet(
        conflict=row.conflict,
        uid=row.uid,
        since=row.opened_at // 1000,
        until=millis(row.closed_at),
        waits=waits,
        state=claim if waits else verdict(row, titles, language),
        claimed_by=row.claimed_by if waits else "",
        mine=waits and row.claimed_by == me,
        said="" if row.said is None else row.said.zh if language is Language.ZH else row.said.en,
        apart="" if first is None else texts.apart_by.format(span=span(abs(first.seconds), language)),
        more=words.more_evidence.format(count=others) if others > 0 else "",
        rule=_rule(first, texts) if first else "",
        told=_told(known, texts) if waits else "",
        told_status=status_word(known.broadcast, language) if known.broadcast else "",
        told_tone=tone_of(known.broadcast),
        sides=[_side(side, known, titles, language) for side in ((first.first, first.second) if first else ())],
        standing=[_stand(state, titles, language) for state in known.standing],
        options=[option for option in options if not option.value.startswith(f"{Choice.SET.value}:")],
        statuses=[option for option in options if option.value.startswith(f"{Choice.SET.value}:")],
        similar=[
            Before(
                conflict=each.conflict,
                at=(each.closed_at or each.opened_at) // 1000,
                verdict=verdict(each, titles, language),
                why=texts.similar_why.format(by=each.decided_by, reason=each.reason),
            )
            for each in known.similar[:SHOWN_SIMILAR]
        ],
        counts=_counts(known, titles, language),
        steps=[_step(step, texts) for step in known.steps],
        people=[name for name in known.reviewers or _who_took_part(known) if name != me],
    )


def _who_took_part(known: Known) -> list[str]:
    """Where nobody is known by name, whoever had to do with it may be asked again."""
    return sorted({name for step in known.steps for name in (step.by, step.to) if name})


def _rule(contradiction: ContradictionView, texts: ReviewWords) -> str:
    """The rule, and which version of the rules it was judged by."""
    form = texts.rules_version if contradiction.rules else texts.rules_files
    return form.format(rule=contradiction.rule, version=contradiction.rules)


def _told(known: Known, texts: ReviewWords) -> str:
    """As which version the last status was broadcast, beside which it stands."""
    return texts.last_told.format(version=known.version) if known.broadcast else texts.last_told_none


def _side(side: Side, known: Known, titles: Mapping[str, str], language: Language) -> SideCard:
    heard = known.systems.get(side.system)
    now = next((state for state in known.standing if state.system == side.system), None)
    report = known.reports.get((side.system, side.delivery_id))
    usual = ""
    if heard is not None and heard.delay_median_s is not None:
        usual = REVIEW_WORDS[language].delivery_usual.format(
            median=span(heard.delay_median_s, language), p95=span(heard.delay_p95_s, language)
        )
    return SideCard(
        key=(side.system, side.delivery_id),
        title=titles.get(side.system, side.system),
        status=status_word(side.status, language),
        tone=tone_of(side.status),
        native=side.native,
        happened=side.at // 1000,
        received=side.received_at // 1000,
        delivery=span(max(0, side.received_at - side.at) / SECOND, language),
        usual=usual,
        actor=side.actor,
        remark=side.note,
        mapping=side.mapping,
        adapter=side.adapter,
        recorded=as_recorded(report) if report else "",
        now_status="" if now is None else status_word(now.status, language),
        now_tone=tone_of(now.status if now else None),
        now_since=None if now is None else now.since // 1000,
    )


def as_recorded(report: StatusReported) -> str:
    """A report as the hub keeps it, with times that people can read."""
    fields = {name: value for name, value in msgspec.to_builtins(report).items() if name not in _WITHHELD}
    told = {name: to_iso(value) if name in _TIMES and value is not None else value for name, value in fields.items()}
    return msgspec.json.format(msgspec.json.encode(told), indent=2).decode()


def _stand(state: SystemState, titles: Mapping[str, str], language: Language) -> Stand:
    return Stand(
        title=titles.get(state.system, state.system),
        status=status_word(state.status, language),
        tone=tone_of(state.status),
        native=shortened(state.native),
        since=state.since // 1000,
    )


def _option(each: ProspectView, titles: Mapping[str, str], language: Language) -> Option:
    words, texts = WORDS[language], REVIEW_WORDS[language]
    status = status_word(each.status, language)
    label, value = words.no_conflict, each.choice
    if each.choice == Choice.ACCEPT:
        system = titles.get(each.system, each.system)
        label, value = texts.is_right.format(system=system, status=status), f"{each.choice}:{each.system}"
    elif each.choice == Choice.SET:
        label, value = status, f"{each.choice}:{each.status.value}"
    comma = "、" if language is Language.ZH else ", "
    told = comma.join(titles.get(write.system, write.system) for write in each.writes)
    return Option(
        value=value,
        label=label,
        status=status,
        tone=tone_of(each.status),
        subscribers=texts.subscribers.format(status=status, version=each.snapshot),
        told=texts.told.format(systems=told) if told else texts.told_none,
        writes=[
            texts.told_note.format(
                system=titles.get(write.system, write.system), native_id=write.native_id, native=write.native
            )
            for write in each.writes
        ],
    )


def _counts(known: Known, titles: Mapping[str, str], language: Language) -> list[str]:
    counted = Counter(verdict(each, titles, language) for each in known.similar)
    form = REVIEW_WORDS[language].similar_counts
    return [form.format(count=count, verdict=said) for said, count in counted.most_common()]


def _step(step: ConflictStep, texts: ReviewWords) -> Step:
    handed = texts.back_step if not step.to else texts.taken_step if step.to == step.by else texts.handed_step
    forms = {
        "opened": texts.opened,
        "joined": texts.joined,
        "claimed": texts.claimed_step,
        "handed-over": handed,
        "commented": texts.commented_step,
        "decided": texts.decided_step,
        "withdrawn": texts.withdrawn_step,
    }
    return Step(at=step.at // 1000, said=forms.get(step.kind, step.kind).format(by=step.by, to=step.to), text=step.text)
