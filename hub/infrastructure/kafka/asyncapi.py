"""The AsyncAPI 3 document of the topics: channels and operations by FastStream, payloads by the published schemas.

FastStream has one message to a channel, and would describe each payload a second time from Python types. So its
channels are given the messages that travel on them, each with the schema that is published for its ``ce_type``.
"""

from __future__ import annotations

import json
from typing import Any, Final

from faststream.kafka import KafkaBroker
from faststream.specification import AsyncAPI

from schemas.messages import kinds_on
from schemas.publish import publish
from schemas.topics import Topic

FILE: Final = "asyncapi.json"
"""Its name among the published files."""

_VERSION: Final = "1"
"""Of the document. What breaks a consumer moves the version in a topic's name instead."""

_ABOUT: Final[dict[Topic, str]] = {
    Topic.REPORTED: "What systems say happened to their tickets. Keyed by UID; without one by `system/native_id`, or"
    " not at all. A record that cannot be taken is parked with its reason. The hub's own gateways also put bodies here"
    " that they could not read, as `ticket.delivery.unreadable.v1`; others pass over those.",
    Topic.CANONICAL: "Snapshots of tickets, keyed by UID. Compacted: the last one of each is kept for ever. Keep the"
    " highest `version` for each UID.",
    Topic.EVENTS: "Every event of every ticket, keyed by UID, in order for each.",
    Topic.CONFLICTS: "Exception tickets, whole, keyed by their own UID. Compacted: the last state of each is kept for"
    " ever. Keep the highest `version` for each.",
    Topic.PARKED: "What was parked, tried again and released, without the raw bodies; keyed by its parked id.",
}

_TEXT: Final[dict[str, Any]] = {"type": "string"}
_SENT: Final = ("ce_specversion", "ce_id", "ce_source", "ce_type", "ce_subject", "ce_time", "ce_position")
_TAKEN: Final = ("ce_specversion", "ce_id", "ce_source", "ce_type", "ce_subject", "ce_time", "ce_adapter")
_SPECIAL: Final[dict[str, dict[str, Any]]] = {
    "ce_specversion": {"const": "1.0"},
    "ce_time": {"format": "date-time"},
    "ce_position": {"pattern": "^[0-9]+$", "description": "Where the event lies in the log."},
    "ce_adapter": {"description": "What read the report, as name@version."},
}


def asyncapi() -> str:
    """The text of the document."""
    document: dict[str, Any] = json.loads(_skeleton().to_specification().to_json())
    del document["servers"]  # each site has its own
    published = publish()
    schemas: dict[str, Any] = {}
    messages: dict[str, Any] = {}
    for topic in Topic:
        channel, operation = document["channels"][topic], document["operations"][topic]
        del channel["servers"]
        channel["messages"] = {kind: {"$ref": f"#/components/messages/{kind}"} for kind in kinds_on(topic)}
        operation["messages"] = [{"$ref": f"#/channels/{topic}/messages/{kind}"} for kind in kinds_on(topic)]
        for kind in kinds_on(topic):
            schemas |= _components(kind, published[f"{kind}.json"])
            messages[kind] = _message(kind, schemas[kind], is_sent=topic is not Topic.REPORTED)
    for part in ("channels", "operations"):  # in an order that does not change
        document[part] = {topic.value: document[part][topic] for topic in Topic}
    document["components"] = {"messages": messages, "schemas": schemas}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _skeleton() -> AsyncAPI:
    """A broker that takes and sends what the hub does; it is described and never started."""
    broker = KafkaBroker()
    for topic in Topic:
        if topic is Topic.REPORTED:
            broker.subscriber(topic, title=topic, description=_ABOUT[topic])(_take)
        else:
            broker.publisher(topic, title=topic, description=_ABOUT[topic])
    return AsyncAPI(
        broker,
        title="Ticket Status Hub",
        version=_VERSION,
        schema_version="3.0.0",
        description="Reports in, canonical state out. Records are CloudEvents 1.0 in binary mode, structured as JSON.",
    )


async def _take(report: dict[str, Any]) -> None:
    """Stand where the worker takes a report."""


def _message(kind: str, schema: dict[str, Any], *, is_sent: bool) -> dict[str, Any]:
    payload: dict[str, Any] = {"$ref": f"#/components/schemas/{kind}"}
    if not is_sent:  # by HTTP the key says which system it is
        payload = {"allOf": [payload, {"required": ["system"]}]}
    return {
        "name": kind,
        "title": schema["title"],
        "summary": schema["description"],
        "contentType": "application/json",
        "headers": _headers(kind, is_sent=is_sent),
        "payload": payload,
        "bindings": {"kafka": {"key": _TEXT, "bindingVersion": "0.4.0"}},
    }


def _headers(kind: str, *, is_sent: bool) -> dict[str, Any]:
    """The headers of a message: the hub sends all of them, and needs none."""
    names = _SENT if is_sent else _TAKEN
    properties: dict[str, Any] = {name: _TEXT | _SPECIAL.get(name, {}) for name in names}
    headers = {"type": "object", "properties": properties | {"ce_type": {"const": kind}}}
    return headers | {"required": list(names)} if is_sent else headers


def _components(kind: str, text: str) -> dict[str, Any]:
    """A published schema and what it refers to, each as a component of its own."""
    schema: dict[str, Any] = json.loads(text.replace('"#/$defs/', '"#/components/schemas/'))
    within: dict[str, Any] = schema.pop("$defs", {})
    del schema["$schema"], schema["$id"]
    return within | {kind: schema}
