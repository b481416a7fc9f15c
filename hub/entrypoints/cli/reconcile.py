"""``statushub reconcile``: what a system shows now, beside what the hub heard of it."""

from __future__ import annotations

import dataclasses
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hub.application.counting import counted
from hub.application.ports import Verdict
from hub.entrypoints.cli.exits import Exit, Unusable
from hub.entrypoints.cli.opening import opened
from hub.entrypoints.cli.options import AsJson, Data
from hub.entrypoints.cli.output import Column, moment, progress, say, show_rows, waiting

if TYPE_CHECKING:
    from adapters.contract import Piece
    from adapters.manifest import Manifest
    from hub.wiring import Hub

DAYS = 7
_ROWS = (
    Column("native_id", "系统编号", lambda row: row.native_id),
    Column("ticket", "工单", lambda row: row.uid),
    Column("shows", "系统现状", lambda row: row.shows),
    Column("heard", "中枢所知", lambda row: row.heard),
    Column("at", "时间", lambda row: moment(row.at)),
)


def reconcile(
    system: Annotated[str, typer.Argument(help="As its adapter is named")],
    heal: Annotated[bool, typer.Option("--heal", help="Take in what was missed")] = False,
    file: Annotated[
        Path | None,
        typer.Option(
            "--file", help="Read this export, in a form that the adapter reads, in place of asking the system"
        ),
    ] = None,
    days: Annotated[int, typer.Option("--days", min=1, max=36_500, help="Ask for what changed in so many days")] = DAYS,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Compare what a system shows with what the hub heard of it; exit 1 where something was missed. 对账

    The system is asked at STATUSHUB_<SYSTEM>_URL. Tickets that the hub does not know are differences too.
    """
    from hub.application.reconciling import Reconciliation, newest, reports_of

    with opened(data) as hub:
        manifest = _manifest(hub, system)
        now = hub.clock()
        with waiting(f"Reading {system} · 正在读取"):
            pieces = _asked(hub, manifest, days, now) if file is None else _exported(manifest, file, now)
        deliveries = reports_of(system, pieces, now)
        reconciliation = Reconciliation(hub.log, hub.registry, hub.ingestion)
        shown = newest(deliveries)
        with progress("Comparing · 正在比较") as told:
            found = reconciliation.differences(system, shown, lambda number: told(number, len(shown)))
        outcomes = reconciliation.heal(deliveries) if heal else []
    show_rows(_ROWS, found, as_json=as_json)
    compared = counted("{count} ticket compared|{count} tickets compared", len(shown))
    differ = counted("{count} differs|{count} differ", len(found))
    say(f"{compared}, {differ} · 已比较 {len(shown):,} 张工单，{len(found):,} 张不一致")
    unread = [each.problem for each in deliveries if each.problem]
    if unread:
        say(f"{len(unread)} could not be read, the first because: {unread[0]}")
    counts = Counter(outcome.verdict for outcome in outcomes)
    if counts:
        say("healed: " + ", ".join(f"{count} {verdict.value}" for verdict, count in counts.items()))
    if unread or counts[Verdict.PARKED] or (found and not heal):
        raise typer.Exit(Exit.FOUND)


def _manifest(hub: Hub, system: str) -> Manifest:
    manifest = hub.manifests.get(system)
    if manifest is None:
        raise Unusable(f"the hub has no adapter for {system!r}; it has: {', '.join(hub.manifests)}")
    return manifest


def _asked(hub: Hub, manifest: Manifest, days: int, now: int) -> list[Piece]:
    """Everything that changed in so many days. Raises Unusable, NotReached, NotAllowed."""
    from hub.application.reconciling import everything
    from hub.connections import connections
    from hub.entrypoints.connector.edges import opened_source

    connection = connections([manifest.system]).get(manifest.system)
    if connection is None:
        raise Unusable(
            f"set STATUSHUB_{manifest.system.upper()}_URL to ask {manifest.system}, or name an export: --file"
        )
    poll = manifest.poll and dataclasses.replace(manifest.poll, reach_back=days * 86_400.0)
    with opened_source(hub, dataclasses.replace(manifest, poll=poll), connection) as source:
        return everything(source, now)


def _exported(manifest: Manifest, file: Path, now: int) -> list[Piece]:
    """An export in the form in which the adapter reads files, else as one body. Raises Unusable, NotAllowed."""
    from adapters.contract import NO_HEADERS, Piece
    from adapters.declarative import Unreadable, read
    from adapters.registry import read_file

    try:
        body = file.read_bytes()
    except OSError as error:
        raise Unusable(f"{file} cannot be read: {error.strerror}") from error
    pieces = read_file(manifest, file, now)
    if pieces is None:
        pieces = [Piece(found=read(manifest, body, NO_HEADERS, now), body=body)]
    found = [piece.found for piece in pieces]
    readings = [each for each in found if not isinstance(each, Unreadable)]
    cure = f"give it a form that {manifest.source} reads"
    if not readings and found and isinstance(found[0], Unreadable):
        raise Unusable(f"{file}: {found[0].reason}; {cure}")
    if not any(each.reports for each in readings):  # "0 compared, 0 differ" would be a calm that nobody has looked for
        why = "; ".join(dict.fromkeys(why for each in readings for why in each.ignored)) or "there is no report in it"
        raise Unusable(f"{file}: no status of a ticket is found in it ({why}); {cure}")
    return pieces
