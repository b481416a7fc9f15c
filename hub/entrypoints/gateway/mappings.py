"""What systems' words mean: the tables in force, tried, published and rolled back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Annotated, Any, NamedTuple

import msgspec
from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from adapters.manifest import SYSTEM
from hub.application.access import Principal, Right
from hub.application.ports import Published
from hub.application.tables import read_table
from hub.application.what_if.render import as_json
from hub.entrypoints.gateway.auth import Reader, Reviewer, demand
from hub.entrypoints.gateway.context import Here, Settled, ask
from hub.entrypoints.gateway.deps import GatewayDeps
from hub.entrypoints.gateway.params import STORABLE, LongText
from hub.entrypoints.gateway.problems import INVALID_REQUEST, NOT_FOUND, Problem
from hub.entrypoints.gateway.views.mappings import (
    MappingRow,
    Mappings,
    MappingView,
    SeenWords,
    SeenWordView,
    UnmappedView,
)
from hub.entrypoints.gateway.views.published import PublishedView
from mappings.errors import MappingErrors
from mappings.model import MappingTable
from projections.coverage import Coverage
from projections.parked import UnmappedWord

router = APIRouter(prefix="/api/v1/mappings", tags=["mappings"])

ByPublisher = Annotated[Principal, Depends(demand(Right.PUBLISH))]
SystemPath = Annotated[str, Path(pattern=SYSTEM.pattern, max_length=64, description="A system.", examples=["crm"])]
TableText = Annotated[str, StringConstraints(min_length=1, max_length=262_144, pattern=STORABLE)]


class TrialIn(BaseModel):
    """A table, or rules, to try, as TOML, and over how many days."""

    model_config = ConfigDict(extra="forbid")

    text: TableText
    days: Annotated[float, Field(gt=0, le=3660)] = 30.0


class PublishIn(BaseModel):
    """A table, or rules, to put in force, as TOML, and why."""

    model_config = ConfigDict(extra="forbid")

    text: TableText
    reason: LongText


class RollBackIn(BaseModel):
    """The version to put in force again, and why; 0 is that of the hub's files."""

    model_config = ConfigDict(extra="forbid")

    version: Annotated[int, Field(ge=0)]
    reason: LongText


@router.get("", dependencies=[Reader, Settled])
async def list_mappings(here: Here) -> Mappings:
    """The table of each system, and how many words it does not know."""
    return Mappings(items=tuple(await ask(lambda: rows_of(here.deps, heard_of(here.deps)))))


@router.get("/{system}", dependencies=[Reader, Settled])
async def get_mapping(here: Here, system: SystemPath) -> MappingView:
    """A system's table as TOML, the words that it does not know, and what was published for it."""
    return await ask(lambda: view_of(here.deps, system, heard_of(here.deps)))


@router.get("/{system}/words", dependencies=[Reader])
async def list_words(here: Here, system: SystemPath) -> SeenWords:
    """The words of a system in the latest reports, and what the table in force makes of them."""
    found = await ask(here.deps.trials.words_seen, system)
    return SeenWords(items=tuple(SeenWordView(**msgspec.structs.asdict(each)) for each in found))


@router.post("/{system}/what-if", dependencies=[Reviewer])
async def try_mapping(here: Here, system: SystemPath, trial: TrialIn) -> dict[str, Any]:
    """What would be different had this table been in force for so many days. Nothing is written."""
    with told():
        table = read_table(system, trial.text)
    findings = await ask(here.deps.trials.compare, table, trial.days)
    written: dict[str, Any] = msgspec.json.decode(as_json(findings))
    return written


@router.post("/{system}/publish")
async def publish_mapping(here: Here, publisher: ByPublisher, system: SystemPath, table: PublishIn) -> PublishedView:
    """Put a table in force, for every report from now on and for what is retried."""
    with told():
        return published_view(await ask(here.deps.publish.publish, system, table.text, publisher.name, table.reason))


@router.post("/{system}/roll-back")
async def roll_back_mapping(here: Here, publisher: ByPublisher, system: SystemPath, back: RollBackIn) -> PublishedView:
    """Put an earlier version in force again."""
    return published_view(await ask(here.deps.publish.roll_back, system, back.version, publisher.name, back.reason))


@contextmanager
def told() -> Iterator[None]:
    """What is wrong with a table, as a problem that names each line."""
    try:
        yield
    except MappingErrors as errors:
        listed = [{"line": one.line, "problem": one.problem, "cure": one.cure} for one in errors.problems]
        detail = "; ".join(f"line {one.line}: {one.problem}; {one.cure}" for one in errors.problems[:3])
        raise Problem(INVALID_REQUEST, f"Correct the table: {detail}.", errors=listed) from errors


class Heard(NamedTuple):
    """What systems said: the words that no table knows, and how much was understood, by system."""

    unmapped: Sequence[UnmappedWord]
    covered: Mapping[str, Coverage]


def heard_of(deps: GatewayDeps) -> Heard:
    """What systems said in the last days, and what of it is parked."""
    covered = {each.system: each for each in deps.queries.coverage(deps.clock())}
    return Heard(deps.queries.unmapped_words(), covered)


def rows_of(deps: GatewayDeps, heard: Heard) -> Sequence[MappingRow]:
    """Every system that has a table or can have one."""
    unmapped = Counter(word.system for word in heard.unmapped)
    return [_row(deps, system, unmapped[system], heard.covered.get(system)) for system in sorted(deps.tables.systems)]


def view_of(deps: GatewayDeps, system: str, heard: Heard) -> MappingView:
    """One system's table with all that is known of it."""
    if system not in deps.tables.systems:
        raise Problem(NOT_FOUND, f"There is no system {system[:64]}; GET /api/v1/mappings lists them.")
    words = [word for word in heard.unmapped if word.system == system]
    history = deps.publish.published(system)
    table = deps.tables.get(system)
    return MappingView(
        mapping=_row(deps, system, len(words), heard.covered.get(system)),
        text=_text(system, table),
        unmapped=tuple(
            UnmappedView(word=word.native, reports=word.count, since=word.first_received_at) for word in words
        ),
        history=tuple(published_view(each) for each in history),
    )


def published_view(published: Published) -> PublishedView:
    """A published table as it is read."""
    return PublishedView(
        version=published.version,
        at=published.at,
        by=published.by,
        reason=published.reason,
        restores=published.restores,
        text=published.text,
    )


def _row(deps: GatewayDeps, system: str, unmapped: int, covered: Coverage | None) -> MappingRow:
    manifest, table = deps.manifests.get(system), deps.tables.get(system)
    return MappingRow(
        system=system,
        title=manifest.title if manifest else system,
        table=table.version if table else "",
        published=deps.tables.version(system),
        words=_size(table) if table else 0,
        unmapped=unmapped,
        recent=covered.understood + covered.unknown if covered else 0,
        understood=covered.understood if covered else 0,
    )


def _size(table: MappingTable) -> int:
    return len(table.words) + len(table.patterns) + len(table.flags) + len(table.events)


def _text(system: str, table: MappingTable | None) -> str:
    return table.origin.text if table else f"[mapping.{system}]\n"
