"""From a body to deliveries, by the adapter in force: for webhooks as they come, and for parked bodies read again."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b

from msgspec.structs import replace

from adapters.contract import Piece
from adapters.declarative import Reading, Unreadable, read
from adapters.manifest import Manifest
from adapters.reading import Lookup
from hub.application.bodies import MOST_SHARING, seal
from hub.application.ports import Delivery
from schemas.instant import Instant


def deliveries_of(
    manifest: Manifest,
    body: bytes,
    content_type: str,
    headers: Mapping[str, str],
    received_at: Instant,
    *,
    keeps_body: bool = False,
) -> list[Delivery]:
    """What a body holds. Never empty: what is not about a status, the whole body or parts of it, is one delivery too,
    the last one, which will be ignored and counted.

    Every delivery carries the body and the headers that it is read by, so that whatever has to be parked is parked as
    it came. ``keeps_body``: whatever is taken in has it kept beside it for a while, unless too many share it.
    """
    found = read(manifest, body, headers, received_at)
    sent = Delivery(
        system=manifest.system,
        received_at=received_at,
        body=body,
        content_type=content_type,
        headers=manifest.kept(headers),
    )
    return _deliveries(sent, found, keeps_body=keeps_body)


def deliveries_of_piece(system: str, piece: Piece, received_at: Instant, *, keeps_body: bool = False) -> list[Delivery]:
    """The same for a body that a source, a finder or a listener has read already."""
    sent = Delivery(system=system, received_at=received_at, body=piece.body, content_type=piece.content_type)
    return _deliveries(sent, piece.found, keeps_body=keeps_body)


def _deliveries(sent: Delivery, found: Reading | Unreadable, *, keeps_body: bool) -> list[Delivery]:
    """``sent`` is the body as it came, and no more."""
    if isinstance(found, Unreadable):
        return [replace(sent, problem=found.reason)]
    is_kept = keeps_body and 0 < len(found.reports) <= MOST_SHARING
    kept = seal(sent.body, sent.content_type, sent.headers) if is_kept else b""
    reports = [replace(sent, report=report, kept=kept) for report in found.reports]
    # What nobody has looked up yet is no status; it waits among the parked, where the connector and people see it.
    unknown = [replace(sent, problem=lookup.reason, lookup=_told_apart(lookup, sent.body)) for lookup in found.lookups]
    passed = Delivery(system=sent.system, received_at=sent.received_at, ignored="; ".join(found.ignored))
    return [*reports, *unknown, passed] if found.ignored else [*reports, *unknown] or [passed]


def _told_apart(lookup: Lookup, body: bytes) -> Lookup:
    """The look-up with an id that tells it from the reports of its delivery, and from the others of its body."""
    named = "\x1f".join((lookup.what, lookup.native_id, lookup.uid, lookup.delivery_id)).encode(
        "utf-8", "surrogatepass"
    )
    identity = named if lookup.delivery_id else named + body
    made = blake2b(identity, digest_size=12).hexdigest()
    return replace(lookup, delivery_id=f"lookup-{made}")
