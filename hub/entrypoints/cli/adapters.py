"""``statushub adapters``: which there are, a new one begun, and one body tried, with no server and no database."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from adapters.calls import Call
from adapters.documents import Form, Unreadable, form_of, parse_document
from adapters.manifest import SYSTEM
from adapters.proof import Proof, prove
from adapters.proposing import manifest_of, propose
from adapters.registry import load_manifests
from adapters.trial import Bench, Part, Tried, try_body
from hub.entrypoints.cli.adapter_checks import check_adapters
from hub.entrypoints.cli.exits import Exit, Unusable
from hub.entrypoints.cli.opening import settings_of
from hub.entrypoints.cli.options import AsJson
from hub.entrypoints.cli.output import Column, say, show_json, show_rows, tell
from hub.settings import webhook_secrets
from hub.wiring import load_mapping_tables, system_clock
from mappings.laws import Severity
from mappings.proposing import line_of
from mappings.proposing import propose as meaning
from schemas.uid import Checksum

app = typer.Typer(no_args_is_help=True, help="What systems send: list, new, try, check. 适配器")

_ROWS = (
    Column("system", "系统", lambda row: row.system),
    Column("title", "名称", lambda row: row.title),
    Column("role", "角色", lambda row: row.role),
    Column("can", "能力", lambda row: sorted(capability.value for capability in row.capabilities)),
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
    found = propose(document)
    words = [each.seen for each in found if each.key == "status"]
    files = {
        to / "adapters" / f"{system}.toml": manifest_of(system, found, form),
        to / "mappings" / f"{system}.toml": _table_of(system, words),
    }
    if there := [str(path) for path in files if path.exists()]:
        raise Unusable(f"{' and '.join(there)} is there already; take it away, or give the system another name")
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        tell(str(path))
    say(f"Look at every line, then: statushub adapters try BODY --system {system} --adapters {to / 'adapters'}")


def _table_of(system: str, words: list[str]) -> str:
    known = load_mapping_tables(None).values()
    guesses = {word: meaning(word, known) for word in words}
    lines = [f"{'' if guess else '# '}{line_of(word, guess)}" for word, guess in guesses.items()]
    if not any(guesses.values()):
        lines.append('"New" = "New"   # an example: its own word on the left, the hub\'s on the right')
    return "\n".join([f"[mapping.{system}]", '"@version" = 1', *lines, ""])


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
    remarks, looked_at = check_adapters(settings_of(adapters=adapters, mappings=mappings), wanted)
    if as_json:
        show_json([msgspec.to_builtins(remark) for remark in remarks])
    else:
        for remark in remarks:
            tell(str(remark))
    errors = sum(remark.severity == Severity.ERROR for remark in remarks)
    say(f"{looked_at} adapters: {errors} errors, {len(remarks) - errors} warnings")
    if errors:
        raise typer.Exit(Exit.FOUND)


@app.command("try")
def try_(
    payload: Annotated[Path, typer.Argument(help="A file with a body as the system sends it; - for standard input")],
    system: Annotated[str, typer.Option("--system", help="The system whose adapter reads it")],
    header: Annotated[list[str] | None, typer.Option("--header", help="A header it came with: 'Name: value'")] = None,
    adapters: Annotated[Path | None, typer.Option("--adapters", help="Folder of adapters of the site")] = None,
    mappings: Annotated[Path | None, typer.Option("--mappings", help="Folder of mapping tables of the site")] = None,
    as_json: AsJson = False,
) -> None:
    """Show what an adapter reads in a body, what its words mean, and what is missing. 试读报文

    Needs no server and no database, and stores nothing. Exit 1 where something would be parked or refused.
    """
    settings = settings_of(adapters=adapters, mappings=mappings)
    manifests = load_manifests(settings.adapters)
    if system not in manifests:
        raise Unusable(f"there is no adapter for {system}; there are {', '.join(manifests)}")
    tables = load_mapping_tables(settings.mappings)
    key = settings.uid_key.get_secret_value().encode()
    bench = Bench(
        manifest=manifests[system],
        table=tables.get(system),
        others=tables,
        checksum=Checksum(key, settings.uid_digits),
        now=system_clock(),
    )
    headers = _headers(header or [])
    call = Call(body=_body(payload), headers=headers, url=f"{settings.public_url}/webhooks/{system}")
    proof, body = prove(bench.manifest, webhook_secrets().get(system, ()), call, bench.now, shown=bool(headers))
    tried = Tried(unreadable="", parts=()) if proof.challenge else try_body(bench, body, headers)
    if as_json:
        show_json(msgspec.to_builtins({"proof": proof, "tried": tried}))
    else:
        _tell(proof, tried)
    if not tried.is_sound or proof.holds is False:
        raise typer.Exit(Exit.FOUND)


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
    for lack in part.lacks:
        tell(f"   {lack}")
