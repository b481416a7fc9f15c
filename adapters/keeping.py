"""A body that was tried, kept as a sample: what came of it has to come of it from then on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.declarative import Lookup, Reading, Unreadable, read
from adapters.documents import UTF_8, Form, form_of, parse_document
from adapters.manifest import Manifest
from adapters.profile import Profile
from adapters.specification import RECEIVED, meaning_of
from mappings.model import MappingTable
from schemas.instant import to_iso
from schemas.report import Report


def sample_of(
    manifest: Manifest, table: MappingTable, body: bytes, headers: Mapping[str, str]
) -> dict[str, Any] | Unreadable:
    """The sample that says what becomes of a body now, in the form of :class:`adapters.specification.Sample`.

    Of the headers, in lower case, those are kept that the body is read by: a proof does not belong into a file.
    """
    found = read(manifest, body, headers, RECEIVED)
    if isinstance(found, Unreadable) or manifest.profile is None:
        return Unreadable("a body that cannot be read is no sample")
    try:
        sent = _sent(manifest.profile, body)
    except UnicodeDecodeError as error:
        return Unreadable(f"its text is not {manifest.profile.charset.upper()}: {error.reason}")
    return {"headers": manifest.kept(headers), **sent} | _expected(table, found)


def _sent(profile: Profile, body: bytes) -> dict[str, Any]:
    if form_of(body, profile.formats) is Form.JSON:
        return {"body": parse_document(body, profile.formats, profile.charset)}
    said = {} if profile.charset == UTF_8 else {"charset": profile.charset}
    return {"text": body.decode(profile.charset), **said}


def _expected(table: MappingTable, found: Reading) -> dict[str, Any]:
    parts = {
        "reports": [_written(report) | {"means": meaning_of(table, report)} for report in found.reports],
        "lookups": [_written(lookup) for lookup in found.lookups],
        "ignored": list(found.ignored),
    }
    return {name: part for name, part in parts.items() if part or name == "reports"}


def _written(found: Report | Lookup) -> dict[str, Any]:
    """What is there of a report or a look-up, and does not hang on who reads it when."""
    given = {field: getattr(found, field) for field in found.__struct_fields__}
    kept = {name: value for name, value in given.items() if value not in (None, "", ()) and name not in _OF_THE_HUB}
    return kept | ({"occurred_at": to_iso(found.occurred_at)} if found.occurred_at is not None else {})


_OF_THE_HUB = ("system", "received_at", "adapter")
