"""What an adapter costs of one core: a webhook's signature checked, its body read, and its word translated."""

from __future__ import annotations

import hmac
import json
from collections.abc import Sequence
from time import process_time
from typing import Any, Final

from adapters.declarative import Reading, read
from adapters.registry import load_manifests
from adapters.signatures import verify
from mappings.loader import load_builtin
from mappings.model import Mapped
from mappings.translate import translate
from schemas.instant import SECOND, from_iso, to_iso
from tests.bench.lines import Lines

SECRET: Final = "benchmark"
NOW: Final = from_iso("2026-01-26T09:30:00Z")
SMALL, LARGE = 500, 10_000
"""Bytes of a body. Jira's are large for the fields that nobody asked for."""

Sent = tuple[bytes, dict[str, str]]


def measure(lines: Lines, *, bodies: int, rounds: int) -> None:
    """Each body is another: another ticket, another time, another signature."""
    for system, what, size, count, target in (
        ("crm", "500-byte JSON", SMALL, bodies, "20,000"),
        ("jira", "10 kB of Jira", LARGE, max(1, bodies // 4), "5,000"),
    ):
        made = [_signed(system, number, size) for number in range(count)]
        rates = [count / _seconds(system, made) for _ in range(rounds)]
        lines.add("adapters", f"verified, read and translated: {what}", rates, "webhooks/s", target)


def _seconds(system: str, sent: Sequence[Sent]) -> float:
    manifest, table = load_manifests()[system], load_builtin()[system]
    started = process_time()
    for body, headers in sent:
        verify(manifest, [SECRET], headers, body, NOW)
        found = read(manifest, body, headers, NOW)
        assert isinstance(found, Reading)
        for report in found.reports:
            meaning = translate(table, report.native_status, flags=report.flags, event=report.event)
            assert isinstance(meaning, Mapped)
    return process_time() - started


def _signed(system: str, number: int, size: int) -> Sent:
    document = _crm(number) if system == "crm" else _jira(number)
    body = json.dumps(document | {"filler": ""}).encode()
    filler = json.dumps(_fields(size - len(body))) if system == "jira" else json.dumps("x" * max(0, size - len(body)))
    body = body.replace(b'"filler": ""', b'"filler": ' + filler.encode())
    header = "x-signature" if system == "crm" else "x-hub-signature"
    signature = "sha256=" + hmac.new(SECRET.encode(), body, "sha256").hexdigest()
    identifier = {"x-delivery": f"d-{number}", "x-atlassian-webhook-identifier": f"d-{number}"}
    return body, {"content-type": "application/json", header: signature, **identifier}


def _crm(number: int) -> dict[str, Any]:
    case = {"number": f"CASE-{number:06}", "external_id": f"SRV-20260126-{number + 1:05}-A9F", "status": "Working"}
    more = {"changed_at": to_iso(NOW - number * SECOND), "changed_by": "li.na", "comment": "on it", "revision": 4}
    return {"event": "case.updated", "case": case | more}


def _jira(number: int) -> dict[str, Any]:
    status = {"id": "3", "name": "In Progress", "statusCategory": {"key": "indeterminate"}}
    change = {"field": "status", "fromString": "To Do", "toString": "In Progress"}
    return {
        "timestamp": (NOW // 1000) - number,
        "webhookEvent": "jira:issue_updated",
        "issue_event_type_name": "issue_generic",
        "user": {"accountId": "712020:aa", "displayName": "Li Na"},
        "issue": {"id": str(number), "key": f"OPS-{number}", "fields": {"status": status, "resolution": None}},
        "changelog": {"id": "9", "items": [{"field": "assignee", "fromString": None, "toString": "Li Na"}, change]},
    }


def _fields(size: int) -> dict[str, Any]:
    """Fields like those that an administrator adds: a few texts, many nulls, some objects."""
    fields: dict[str, Any] = {}
    length = 2
    while length < size - 200:
        name = f"customfield_{10_000 + len(fields)}"
        kinds = (
            None,
            "Lorem ipsum " * 4,
            {"self": "https://site.example/rest/api/2/option/1", "value": "x", "id": "1"},
        )
        fields[name] = kinds[len(fields) % 3]
        length += len(name) + len(json.dumps(fields[name])) + 6
    return fields
