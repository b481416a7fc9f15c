"""What every adapter has to do, checked on samples of what its system sends.

A sample is a JSON file: ``headers`` and ``body`` (or ``text``, where the body is not JSON, with its ``charset`` where
it is not UTF-8), and what has to come of them: ``reports``, with ``means`` for what the mapping table makes of each,
``lookups``, and ``ignored`` with reasons.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from adapters.answers import answer_to_handshake
from adapters.auth import Kind
from adapters.calls import IN_ADDRESS
from adapters.declarative import Lookup, Reading, read
from adapters.manifest import Manifest
from adapters.signatures import BadSignature, Call, admit
from mappings.model import Ignored, Mapped, MappingTable
from mappings.translate import translate
from schemas.instant import MINUTE, Instant, from_iso
from schemas.report import Report, with_delivery_id

RECEIVED: Final[Instant] = from_iso("2026-01-26T09:40:00Z")
"""When a sample is taken to arrive."""

IGNORED: Final = "ignored"
"""What a word means that the table says is no status."""


class Sample(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that a system sends, and what has to come of it."""

    headers: Mapping[str, str]
    reports: Sequence[Mapping[str, Any]]
    body: Any = None
    text: str = ""
    charset: str = "utf-8"
    lookups: Sequence[Mapping[str, Any]] = ()
    ignored: Sequence[str] = ()

    @property
    def sent(self) -> bytes:
        return self.text.encode(self.charset) if self.text else msgspec.json.encode(self.body)

    @property
    def lowered(self) -> dict[str, str]:
        return {name if name.startswith(IN_ADDRESS) else name.lower(): value for name, value in self.headers.items()}


def load_samples(folder: Path) -> dict[str, Sample]:
    """The samples in a folder, by name."""
    return {path.stem: msgspec.json.decode(path.read_bytes(), type=Sample) for path in sorted(folder.glob("*.json"))}


def faults(manifest: Manifest, table: MappingTable, sample: Sample) -> Iterator[str]:
    """What an adapter does wrong with a sample, a sentence each."""
    found = read(manifest, sample.sent, sample.lowered, RECEIVED)
    if not isinstance(found, Reading):
        yield f"it cannot be read: {found.reason}"
        return
    wanted = Reading(
        tuple(_report(manifest, item) for item in sample.reports),
        tuple(_lookup(manifest, item) for item in sample.lookups),
        tuple(sample.ignored),
    )
    if answer_to_handshake(manifest, Call(body=sample.sent, headers=sample.lowered)) is not None:
        yield "[handshake] takes it for its question and stores nothing: let word find what only the question has"
    if found != wanted:
        yield f"it is read as {found}, and should be {wanted}"
    yield from _replay_faults(manifest, sample, found)
    for report, item in zip(found.reports, sample.reports, strict=False):
        meaning = meaning_of(table, report)
        if meaning != item.get("means"):
            yield f"{report.native_status!r} means {meaning}, and should be {item.get('means')}"


def strangers_admitted(manifest: Manifest) -> Iterator[str]:
    """Calls that prove nothing and are let in all the same."""
    if manifest.auth.kind is Kind.API_KEY:  # the hub's own keys are checked elsewhere
        return
    header = manifest.auth.header.lower()
    forged = {
        header: "sha256=00",
        "authorization": "Bearer x",
        "webhook-signature": "v1,AAAA",
        "x-lark-signature": "00",
    }
    for headers in ({}, {header: ""}, forged):
        for body in (b"", b"{}", b'{"type": "url_verification", "challenge": "x", "token": ""}'):
            try:
                admit(manifest, ["s3cret:s3cret"], Call(body=body, headers=headers), RECEIVED)
            except BadSignature:
                continue
            yield f"{body!r} with {headers} is let in"


def _replay_faults(manifest: Manifest, sample: Sample, found: Reading) -> Iterator[str]:
    """The same body, a minute later, has to be known again; where a system sends no time and no id, it cannot be."""
    again = read(manifest, sample.sent, sample.lowered, RECEIVED + MINUTE)
    if not isinstance(again, Reading) or len(again.reports) != len(found.reports):
        yield "it is read otherwise when it is sent again"
        return
    for first, second in zip(found.reports, again.reports, strict=True):
        is_known = first.delivery_id or first.occurred_at is not None
        if is_known and with_delivery_id(first).delivery_id != with_delivery_id(second).delivery_id:
            yield f"{first.native_status!r} gets another delivery id when it is sent again"


def meaning_of(table: MappingTable, report: Report) -> str:
    """The canonical status of a report, ``ignored``, or why its words are not known."""
    match translate(table, report.native_status, flags=report.flags, event=report.event):
        case Mapped(word=word):
            return word.status.value
        case Ignored():
            return IGNORED
        case unmapped:
            return unmapped.reason


def _report(manifest: Manifest, item: Mapping[str, Any]) -> Report:
    fields = {name: value for name, value in item.items() if name != "means"}
    fields |= {name: tuple(item.get(name, ())) for name in ("flags", "aliases")}
    if "occurred_at" in item:
        fields["occurred_at"] = from_iso(item["occurred_at"])
    return Report(system=manifest.system, received_at=RECEIVED, adapter=manifest.version, **fields)


def _lookup(manifest: Manifest, item: Mapping[str, Any]) -> Lookup:
    at = item.get("occurred_at")
    return Lookup(system=manifest.system, **{**item, "occurred_at": from_iso(at) if at else None})
