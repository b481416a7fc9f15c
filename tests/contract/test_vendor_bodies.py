"""Bodies that vendors publish, which are theirs and not part of this repository, say what they mean.

What is listed is about a ticket's status: its ticket, its word and what the word means, or what has to be looked up.
Every other body is ignored for a reason.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from adapters.declarative import Reading, Unreadable, read
from adapters.registry import load_manifests
from adapters.signatures import BadSignature, Call, admit
from adapters.specification import RECEIVED
from mappings.loader import load_builtin
from mappings.model import Mapped
from mappings.translate import translate

MANIFESTS = load_manifests()
TABLES = load_builtin()
FOLDERS: Final = {
    "alertmanager": "alertmanager",
    "b2mml": "b2mml",
    "dynamics365": "dynamics365",
    "frappe-erpnext": "erpnext",
    "freshdesk": "freshdesk",
    "grafana-oncall": "grafana_oncall",
    "hubspot": "hubspot",
    "jira": "jira",
    "lark": "lark",
    "openmes": "openmes",
    "pagerduty": "pagerduty",
    "salesforce": "salesforce",
    "sap": "sap",
    "wecom": "wecom",
    "zammad": "zammad",
    "zendesk": "zendesk",
}
LOOKUP: Final = "look up"
TOLD: Final[Mapping[str, list[tuple[str, str, str]]]] = {
    "alertmanager/webhook_v4_firing": [("thing_dead/-", "firing", "New")],
    "alertmanager/webhook_v4_two_alerts": [
        ("f404ecabc8dd5cd7", "firing", "New"),
        ("f8f08d4e32c61a9d", "firing", "New"),
    ],
    "freshdesk/automation_status_changed": [("11", "6", "Pending")],
    "freshdesk/automation_ticket_created": [("11", "Pending", "Pending")],
    "freshdesk/fdk_onTicketCreate": [("55", "3", "Pending")],
    "freshdesk/fdk_onTicketUpdate_status": [("54", "3", "Pending")],
    "grafana-oncall/outgoing_webhook_resolve": [("I6HNZGUFG4K11", "resolved", "Resolved")],
    "jira/webhook-cloud-issue-created-many-fields": [("KT-22", "To Do", "New")],
    "jira/webhook-issue-created": [("TES-41", "To Do", "New")],
    "jira/webhook-issue-updated-reopened": [("TES-41", "To Do", "New")],
    "jira/webhook-issue-updated-reopened-one-changelog": [("TES-41", "To Do", "New")],
    "jira/webhook-issue-updated-resolved": [("TES-41", "Done/Done", "Resolved")],
    "jira/webhook-issue-updated-resolved-one-changelog": [("TES-41", "Done/Done", "Resolved")],
    "jira/webhook-issue-updated-started-working": [("TES-41", "In Progress", "In Progress")],
    "openmes/rest_work_orders_list": [("WO-2025-0042", "in_progress", "In Progress")],
    "pagerduty/v3_incident_acknowledged": [("PQ1K5C8", "acknowledged", "Acknowledged")],
    "pagerduty/v3_incident_reopened": [("Q05XJA8GDXGOB3", "triggered", "Reopened")],
    "pagerduty/v3_incident_resolved": [("PCPZE64", "resolved", "Resolved")],
    "pagerduty/v3_incident_triggered": [("PFQZPSY", "triggered", "New")],
    "sap/a_productionorder2_odata_response": [("1003981", "REL CNF DLV", "Resolved")],
    "sap/productionorder_enriched_to_mes": [("1003981", "REL CNF DLV", "Resolved")],
    "sap/productionorder_created_cloudevent": [("1003981", LOOKUP, "production order")],
    "zammad/webhook_default_payload": [("10081", "open", "In Progress")],
}


def body_of(path: Path) -> bytes:
    """What a vendor would send: without the notes that whoever collected it put around it."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".json":
        return text.encode()
    document = json.loads(re.sub(r"\{ \.\.\. \}", "{}", text))  # an example that leaves something out
    for around in ("body", "json"):
        if isinstance(document, dict) and "headers" in document and isinstance(document.get(around), dict | list):
            document = document[around]
    return json.dumps(document).encode()


def told_by(found: Reading) -> list[tuple[str, str, str]]:
    reports = [
        (report.native_id, report.native_status, meaning.word.status.value if isinstance(meaning, Mapped) else "")
        for report in found.reports
        for meaning in [translate(TABLES[report.system], report.native_status, flags=report.flags, event=report.event)]
    ]
    return reports + [(lookup.native_id, LOOKUP, lookup.what) for lookup in found.lookups]


def test_every_body_says_what_it_means_or_why_it_says_nothing(vendor_bodies: Path) -> None:
    seen = set()
    for path in sorted(vendor_bodies.glob("*/*.*")):
        system, name = FOLDERS.get(path.parent.name), f"{path.parent.name}/{path.stem}"
        if system is None or path.suffix not in (".json", ".xml"):
            continue
        found = read(MANIFESTS[system], body_of(path), {}, RECEIVED)
        assert isinstance(found, Reading), (name, found)
        assert told_by(found) == TOLD.get(name, []), name
        assert name in TOLD or found.ignored, name
        seen.add(name)
    assert set(TOLD) <= seen


def test_a_month_of_zendesk_tells_every_change_once(vendor_bodies: Path) -> None:
    lines = (vendor_bodies / "zendesk" / "SYNTHETIC_event_sequences.jsonl").read_bytes().splitlines()
    for line in lines:
        event = json.loads(line)
        found = read(MANIFESTS["zendesk"], line, {}, RECEIVED)
        assert isinstance(found, Reading)
        kind = event["type"].rpartition(".")[2]
        expected = {"created": event["detail"]["status"], "status_changed": event["event"].get("current")}.get(kind)
        assert [word for _, word, meaning in told_by(found) if meaning] == ([expected] if expected else [])
        assert bool(expected) is not bool(found.ignored)


def test_no_body_of_any_vendor_makes_any_adapter_stumble(vendor_bodies: Path) -> None:
    for path in sorted(vendor_bodies.glob("*/*.*")):
        for manifest in MANIFESTS.values():
            found = read(manifest, path.read_bytes(), {}, RECEIVED)
            assert isinstance(found, Reading | Unreadable)
            if path.parent.name in ("dingtalk", "opcua-isa95"):  # cards that are sent, and types that are described
                assert isinstance(found, Unreadable) or not found.reports


def test_pagerdutys_published_signature_holds(vendor_bodies: Path) -> None:
    folder = vendor_bodies / "pagerduty"
    vector = dict(line.split(": ", 1) for line in (folder / "v3_signature_vector.txt").read_text().splitlines() if line)
    body = (folder / "v3_incident_priority_updated.json").read_bytes()
    headers = {"x-pagerduty-signature": vector["X-PagerDuty-Signature"]}
    admit(MANIFESTS["pagerduty"], [vector["secret"]], Call(body=body, headers=headers), RECEIVED)
    with pytest.raises(BadSignature):
        admit(MANIFESTS["pagerduty"], [vector["secret"]], Call(body=body + b" ", headers=headers), RECEIVED)
