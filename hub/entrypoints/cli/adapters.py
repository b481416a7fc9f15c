"""``statushub adapters``: which there are, a new one begun, and one body tried, with no server and no database."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from adapters.calls import Call
from adapters.declarative import read
from adapters.documents import Form, Unreadable, form_of, parse_document
from adapters.errors import ManifestErrors
from adapters.keeping import sample_of
from adapters.manifest import SYSTEM, parse_manifest
from adapters.proof import Proof, by_line, prove
from adapters.proposing import manifest_of, others, propose
from adapters.registry import capabilities, load_manifests
from adapters.trial import Bench, Part, Tried, try_body
from hub.application.counting import counted
from hub.entrypoints.cli.adapter_checks import check_adapters, samples_of
from hub.entrypoints.cli.exits import Exit, Unusable
from hub.entrypoints.cli.opening import settings_of
from hub.entrypoints.cli.options import AsJson
from hub.entrypoints.cli.output import Column, say, show_json, show_rows, tell, verdict_of
from hub.settings import Settings, webhook_secrets
from hub.wiring import load_mapping_tables, system_clock
from mappings.laws import Severity
from mappings.proposing import line_of
from mappings.proposing import propose as meaning
from schemas.status import Status
from schemas.uid import Checksum

app = typer.Typer(no_args_is_help=True, help="What systems send: list, new, try, check. 适配器")

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}", re.ASCII)
_ROWS = (
    Column("system", "系统", lambda row: row.system),
    Column("title", "名称", lambda row: row.title),
    Column("role", "角色", lambda row: row.role),
    Column("can", "能力", lambda row: sorted(capability.value for capability in capabilities(row))),
    Column("from", "来源", lambda row: row.source),
)


@app.command("list")
def list_adapters(
    adapters: Annotated[Path | None, typer.Option("--adapters", help="Folder of adapters of the site")] = None,
    as_json: AsJson = False,
) -> None:
    """List the systems that the hub understands, and what each adapter can do. 列出适配器"""
    settings = settings_of(adapters=adapters)
    show_rows(_ROWS, list(load_manifests(settings.adapters).values()), as_json=as_json)


@app.command()
def new(
    system: Annotated[str, typer.Argument(help="Name of the system: a-z, 0-9 and _")],
    to: Annotated[Path, typer.Option("--to", help="Folder of the site; adapters/ and mappings/ are made below it")],
    sample: Annotated[
        Path | None, typer.Option("--from", help="A body that it sent (JSON, XML, a form): proposals come from it")
    ] = None,
) -> None:
    """Begin an adapter and its mapping table, with what one body of the system suggests. 新建适配器"""
    if not SYSTEM.fullmatch(system):
        raise Unusable(f"{system!r} is no name of a system; write a-z, 0-9 and _, a letter first")
    body = b"{}" if sample is None else _body(sample)
    form = form_of(body, tuple(Form))
    document = parse_document(body, (form,))
    if isinstance(document, Unreadable):
        raise Unusable(f"{sample}: {document.reason}")
    found = propose(document, form)
    manifest = manifest_of(system, found, others(document, found, form), form)
    words = _words(manifest, body) or [each.seen for each in found if each.key == "status"]
    files = {
        to / "adapters" / f"{system}.toml": manifest,
        to / "mappings" / f"{system}.toml": _table_of(system, words),
    }
    if there := [str(path) for path in files if path.exists()]:
        raise Unusable(f"{' and '.join(there)} is there already; take it away, or give the system another name")
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        tell(str(path))
    folders = f"--adapters {to / 'adapters'} --mappings {to / 'mappings'}"
    say(f"Look at every line, then: statushub adapters try {sample or 'BODY'} --system {system} {folders}")


def _words(manifest: str, body: bytes) -> list[str]:
    """The words that a manifest finds in a body, in their order; none where it is not yet enough to read one."""
    try:
        found = read(parse_manifest(manifest, "adapter.toml"), body, {}, system_clock())
    except ManifestErrors:
        return []
    return [] if isinstance(found, Unreadable) else list(dict.fromkeys(one.native_status for one in found.reports))


def _table_of(system: str, words: list[str]) -> str:
    known = load_mapping_tables(None).values()
    guesses = {word: meaning(word, known) for word in words}
    lines = [f"{'' if guess else '# '}{line_of(word, guess)}" for word, guess in guesses.items()]
    if not any(guesses.values()):
        lines.append('"New" = "New"   # an example')
    statuses = f"# its words on the left; on the right one of {', '.join(Status)}"
    return "\n".join([f"[mapping.{system}]", '"@version" = 1', statuses, *lines, ""])


@app.command()
def check(
    wanted: Annotated[
        str, typer.Argument(metavar="[NAME|FOLDER]", help="An adapter, or the folder of one or more")
    ] = "",
    adapters: Annotated[Path | None, typer.Option("--adapters", help="Folder of adapters of the site")] = None,
    mappings: Annotated[Path | None, typer.Option("--mappings", help="Folder of mapping tables of the site")] = None,
    as_json: AsJson = False,
) -> None:
    """Check adapters whole: manifest, table, samples beside it, what is asked and written, weak proofs. 检查适配器

    Without a name or a folder the site's adapters are checked. Each line names the file, the line, what is wrong and
    the cure. Exit 1 where there is an error; warnings are for a person to judge.
    """
    remarks, looked_at, samples = check_adapters(settings_of(adapters=adapters, mappings=mappings), wanted)
    if as_json:
        show_json([msgspec.to_builtins(remark) for remark in remarks])
    else:
        for remark in remarks:
            tell(str(remark))
    errors = sum(remark.severity == Severity.ERROR for remark in remarks)
    looked_through = counted("{count} adapter, |{count} adapters, ", looked_at)
    looked_through += counted("{count} sample|{count} samples", samples)
    say(f"{looked_through}: {verdict_of(errors, len(remarks) - errors)}")
    if errors:
        raise typer.Exit(Exit.FOUND)


@app.command("try")
def try_(
    payload: Annotated[Path, typer.Argument(help="A file with a body as the system sends it; - for standard input")],
    system: Annotated[str, typer.Option("--system", help="The system whose adapter reads it")],
    header: Annotated[list[str] | None, typer.Option("--header", help="A header it came with: 'Name: value'")] = None,
    query: Annotated[str, typer.Option("--query", help="The query of the address it came to: 'key=...'")] = "",
    adapters: Annotated[Path | None, typer.Option("--adapters", help="Folder of adapters of the site")] = None,
    mappings: Annotated[Path | None, typer.Option("--mappings", help="Folder of mapping tables of the site")] = None,
    keep: Annotated[
        str, typer.Option("--keep", help="Keep the body and what comes of it as a sample of this name, for `check`")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Show what an adapter reads in a body, what its words mean, and what is missing. 试读报文

    Needs no server and no database. Exit 1 where something would be parked or refused; then nothing is kept.
    """
    settings = settings_of(adapters=adapters, mappings=mappings)
    manifests = load_manifests(settings.adapters, only=system)
    if system not in manifests:
        cure = (
            f"name its folder by --adapters, or begin it: statushub adapters new {system} --from {payload} --to FOLDER"
        )
        raise Unusable(f"there is no adapter for {system}; {cure}; there are {', '.join(manifests)}")
    tables = load_mapping_tables(settings.mappings, only=system)
    key = settings.uid_key.get_secret_value().encode()
    bench = Bench(
        manifest=manifests[system],
        table=tables.get(system),
        others=tables,
        checksum=Checksum(key, settings.uid_digits),
        now=system_clock(),
    )
    headers = _headers(header or [])
    url = f"{settings.public_url}/webhooks/{system}{'?' if query else ''}{query.removeprefix('?')}"
    call = Call(body=_body(payload), headers=headers, url=url)
    secrets = webhook_secrets(by_line=by_line(manifests)).get(system, ())
    proof, body = prove(bench.manifest, secrets, call, bench.now, shown=bool(headers))
    if bench.manifest.profile is not None:
        headers = dict(call.beside(bench.manifest.profile.headers))
    tried = Tried(unreadable="", parts=()) if proof.challenge else try_body(bench, body, headers)
    if as_json:
        show_json(msgspec.to_builtins({"proof": proof, "tried": tried}))
    else:
        _tell(proof, tried)
    if not tried.is_sound or proof.holds is False:
        raise typer.Exit(Exit.FOUND)
    if keep and proof.challenge:
        raise Unusable("it only asks whether somebody is there, which is no sample; keep a body that tells of a ticket")
    if keep:
        _keep(bench, settings, keep, body, headers)


def _keep(bench: Bench, settings: Settings, name: str, body: bytes, headers: dict[str, str]) -> None:
    """Write the sample beside the site's manifest. It replaces no other."""
    ours = settings.adapters and Path(bench.manifest.source).is_relative_to(settings.adapters)
    if not ours or bench.table is None:
        raise Unusable(f"the adapter of {bench.manifest.system} is not the site's, so its samples are not kept here")
    if not _NAME.fullmatch(name):
        raise Unusable(f"{name!r} is no name of a sample; write a-z, 0-9, - and _")
    path = samples_of(bench.manifest) / f"{name}.json"
    if path.exists():
        raise Unusable(f"{path} is there already; take it away, or choose another name")
    sample = sample_of(bench.manifest, bench.table, body, headers)
    if isinstance(sample, Unreadable):
        raise Unusable(sample.reason)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(sample, ensure_ascii=False, indent=2) + "\n", "utf-8")
    tell(str(path))


def _headers(given: list[str]) -> dict[str, str]:
    if wrong := [text for text in given if ":" not in text]:
        raise Unusable(f"{wrong[0]!r} is no header; write 'Name: value'")
    pairs = [text.partition(":") for text in given]
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def _body(path: Path) -> bytes:
    try:
        return sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise Unusable(f"{path} cannot be read: {error.strerror}; name a file that holds one body") from error


def _tell(proof: Proof, tried: Tried) -> None:
    tell(f"proof: {proof.kind.value}; {proof.said}")
    if tried.unreadable:
        tell(f"parked as unreadable: {tried.unreadable}")
    for number, part in enumerate(tried.parts, 1):
        _tell_part(number, part)


def _tell_part(number: int, part: Part) -> None:
    by = f" by [{part.shape}]" + (f", when {part.when}" if part.when else "") if part.shape else ""
    tell(f"{number}. {part.outcome}{by}{': ' + part.reason if part.reason else ''}")
    for field in part.fields:
        sent = f"   <- {field.where}: {field.sent}" if field.where else ""
        tell(f"   {field.name:12} {field.value or '(nothing)'}{sent}{'; ' + field.note if field.note else ''}")
    if part.verdict is not None:
        tell(f"   {'means':12} {part.verdict.status or part.verdict.reason}")
        for line in part.verdict.lines:
            tell(f"   {'add':12} {line}   below {part.verdict.section}")
    for held in part.holds:
        tell(f"   {'it holds':12} {held}")
    for lack in part.lacks:
        tell(f"   {lack}")
