"""What outsiders see, as JSON Schema (2020-12): generated from the types that are sent, so it cannot say otherwise.

The texts stand in ``schemas/published`` and are compared with these by a test; ``make schemas`` writes them anew. One
file a type of envelope (schemas.envelope), one for exception tickets, one for the envelope itself and one for the
reports that are taken in.
"""

from __future__ import annotations

import json
from typing import Any, Final

import msgspec

from schemas.envelope import CANONICAL, Canonical, CloudEvent
from schemas.events import EVENTS, INTERNAL, Contradiction, Correction, Evidence, Move, ReportParked
from schemas.exception_ticket import EXCEPTION_TICKET, ExceptionTicket
from schemas.topics import Topic

REPORTED: Final = Topic.REPORTED.value
"""What systems send: the body of ``POST /api/v1/reports``."""
ENVELOPE: Final = "cloudevent"

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_TIME: Final[dict[str, Any]] = {"type": "string", "format": "date-time"}
_WITHHELD: Final[dict[type[msgspec.Struct], tuple[str, ...]]] = {ReportParked: ("body", "report", "headers")}
"""What was sent, as it came, is not for everybody."""

_STRUCTS: Final[tuple[type[msgspec.Struct], ...]] = (
    *(event for topic, event in EVENTS.items() if topic not in INTERNAL),
    Move,
    Correction,
    Evidence,
    Contradiction,
    Canonical,
    ExceptionTicket,
    CloudEvent,
)

_TEXT: Final[dict[str, Any]] = {"type": ["string", "null"]}
_REPORT: Final[dict[str, Any]] = {
    "title": "Report",
    "description": "What a system says happened to a ticket. `uid` or `native_id` names the ticket.",
    "type": "object",
    "properties": {
        "system": {**_TEXT, "description": "May be left out by a system's own key."},
        "native_status": {
            "description": "The system's own word; a list of fields is joined with `/`.",
            "anyOf": [{"type": "string", "minLength": 1}, {"type": "array", "items": {"type": "string"}}],
        },
        "occurred_at": {
            **_TEXT,
            "description": "When it happened there: ISO 8601. A time without a zone is read in the system's;"
            " without a time, that of receipt stands in.",
        },
        "uid": {**_TEXT, "description": "Such as SRV-20260126-00872-A9F."},
        "native_id": {**_TEXT, "description": "The system's own id of the ticket."},
        "aliases": {
            "type": ["array", "null"],
            "items": {"type": "string"},
            "description": "Other ids that the system has for the same ticket, such as an internal one that stays.",
        },
        "delivery_id": {**_TEXT, "description": "The report's idempotency key; without it, a hash of the report."},
        "sequence": {"type": ["integer", "null"], "description": "The system's own order of reports at one time."},
        "event": {**_TEXT, "description": "The kind of event, for tables in which it beats the status."},
        "flags": {
            "type": ["array", "null"],
            "items": {"type": "string"},
            "description": "Statuses that hold together, for tables in which the highest counts.",
        },
        "actor": _TEXT,
        "note": _TEXT,
    },
    "required": ["native_status"],
    "anyOf": [{"required": ["uid"]}, {"required": ["native_id"]}],
    "additionalProperties": False,
}


def publish() -> dict[str, str]:
    """The text of every published file by its name."""
    documents: dict[str, dict[str, Any]] = {
        REPORTED: _REPORT,
        ENVELOPE: _schema_of(CloudEvent),
        CANONICAL: _schema_of(Canonical),
        EXCEPTION_TICKET: _schema_of(ExceptionTicket),
    }
    documents |= {topic: _schema_of(event) for topic, event in EVENTS.items() if topic not in INTERNAL}
    return {f"{name}.json": _text(name, document) for name, document in sorted(documents.items())}


def _text(name: str, document: dict[str, Any]) -> str:
    head = {"$schema": _DIALECT, "$id": f"urn:statushub:schema:{name}"}
    return json.dumps(head | document, ensure_ascii=False, indent=2) + "\n"


def _schema_of(kind: type[msgspec.Struct]) -> dict[str, Any]:
    """The schema of a struct as it is sent, with what it refers to under ``$defs``."""
    _, components = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    for struct in _STRUCTS:
        if struct.__name__ in components:
            _as_sent(struct, components[struct.__name__])
    for schema in components.values():
        if "description" in schema:
            schema["description"] = _first_sentence(schema["description"])
    root: dict[str, Any] = components.pop(kind.__name__)
    return root | {"$defs": components} if components else root


def _as_sent(struct: type[msgspec.Struct], schema: dict[str, Any]) -> None:
    """Times are ISO 8601 outside."""
    properties = schema["properties"]
    for name, annotation in _annotations(struct).items():
        if "Instant" in annotation:
            properties[name] = {"anyOf": [_TIME, {"type": "null"}]} if "None" in annotation else _TIME
    for name in _WITHHELD.get(struct, ()):
        del properties[name]


def _annotations(struct: type[msgspec.Struct]) -> dict[str, str]:
    """The fields of a struct and of those it builds on, each with its annotation as it is written."""
    found: dict[str, str] = {}
    for kind in reversed(struct.__mro__):
        found |= vars(kind).get("__annotations__", {})
    return {name: annotation for name, annotation in found.items() if name in struct.__struct_fields__}


def _first_sentence(text: str) -> str:
    """What something is; the rest of a docstring is for those who read the code."""
    return " ".join(text.partition("\n\n")[0].split()).partition(". ")[0].rstrip(".") + "."
