"""Sinks by data, against servers that insist on their vendor's ways: Zendesk, Freshdesk, HubSpot."""

from __future__ import annotations

from typing import Any

from adapters.contract import Done, GaveUp
from tests.integration.writing.vendors import change, namer_of, sink_of

UID = "SRV-20260126-00872-A9F"


class Zendesk:
    """One ticket; what is closed stays closed, and what is solved has to say what it was about."""

    def __init__(self, status: str = "open", about: str = "a leak") -> None:
        self.ticket: dict[str, Any] = {"id": 35, "status": status, "external_id": None}
        self._about = about

    def __call__(self, method: str, path: str, told: Any) -> tuple[int, Any]:
        if path != "/api/v2/tickets/35":
            return 404, {"error": "RecordNotFound", "description": "Not found"}
        if method == "PUT":
            if self.ticket["status"] == "closed":
                return 422, _invalid(status=["Status: closed prevents ticket update"])
            if told["ticket"].get("status") == "solved" and not self._about:
                return 422, _invalid(base=["About: is required when solving a ticket"])
            self.ticket |= {name: value for name, value in told["ticket"].items() if name in self.ticket}
        return 200, {"ticket": self.ticket}


def _invalid(**details: list[str]) -> dict[str, Any]:
    found = {name: [{"description": why, "error": None} for why in whys] for name, whys in details.items()}
    return {"error": "RecordInvalid", "description": "Record validation errors", "details": found}


def test_zendesk_is_written_to_by_its_words_in_lower_case() -> None:
    zendesk = Zendesk()
    with sink_of("zendesk", zendesk) as sink:
        assert sink.write(change("35", "solved")) == Done("solved")
        assert sink.write(change("35", "solved")) == Done("solved")
        assert isinstance(sink.write(change("36", "solved")), GaveUp)
        assert isinstance(sink.write(change("35/comments", "solved")), GaveUp)
    assert zendesk.ticket["status"] == "solved"


def test_what_zendesk_wants_first_or_never_lets_happen_is_told_in_its_words() -> None:
    with sink_of("zendesk", Zendesk(about="")) as sink:
        assert sink.write(change("35", "solved")) == GaveUp(
            "the system refuses it: About: is required when solving a ticket"
        )
    with sink_of("zendesk", Zendesk("closed")) as sink:
        assert sink.write(change("35", "open")) == GaveUp(
            "the system refuses it: Status: closed prevents ticket update"
        )


def test_zendesk_keeps_the_uid_as_its_external_id_unless_there_is_one() -> None:
    zendesk = Zendesk()
    with namer_of("zendesk", zendesk) as namer:
        assert namer.name("35", UID) == Done(UID)
        zendesk.ticket["external_id"] = "ours-7"
        assert namer.name("35", UID) == GaveUp("the field holds 'ours-7' already")


class Freshdesk:
    """One ticket, whose status is a number, and which is closed with a type only."""

    def __init__(self, kind: str = "Incident", fields: tuple[str, ...] = ("cf_ticket_uid",)) -> None:
        self.ticket: dict[str, Any] = {"id": 11, "status": 2, "type": kind, "custom_fields": dict.fromkeys(fields)}

    def __call__(self, method: str, path: str, told: Any) -> tuple[int, Any]:
        if path != "/api/v2/tickets/11":
            return 404, None
        if method == "PUT" and (error := self._wrong(told)):
            return 400, {"description": "Validation failed", "errors": [error]}
        if method == "PUT":
            self.ticket["custom_fields"] |= told.pop("custom_fields", {})
            self.ticket |= told
        return 200, self.ticket

    def _wrong(self, told: Any) -> dict[str, str]:
        if not isinstance(told.get("status", 2), int):
            return _error("status", "Value set is of type String", "datatype_mismatch")
        if told.get("status") == 5 and not self.ticket["type"]:
            return _error("type", "It should be one of these values: 'Incident'", "invalid_value")
        for name in told.get("custom_fields", {}):
            if name not in self.ticket["custom_fields"]:
                return _error(name, "Unexpected/invalid field in request", "invalid_field")
        return {}


def _error(field: str, message: str, code: str) -> dict[str, str]:
    return {"field": field, "message": message, "code": code}


def test_freshdesk_is_written_to_by_the_number_of_its_status() -> None:
    freshdesk = Freshdesk()
    with sink_of("freshdesk", freshdesk) as sink:
        assert sink.write(change("11", "4")) == Done("4")
        assert isinstance(sink.write(change("12", "4")), GaveUp)
        assert isinstance(sink.write(change("11?", "4")), GaveUp)
    assert freshdesk.ticket["status"] == 4


def test_what_freshdesk_wants_first_is_told_with_the_field() -> None:
    with sink_of("freshdesk", Freshdesk(kind="")) as sink:
        assert sink.write(change("11", "5")) == GaveUp(
            "the system refuses it: type: It should be one of these values: 'Incident'"
        )


def test_freshdesk_keeps_the_uid_in_its_field_where_there_is_one() -> None:
    freshdesk = Freshdesk()
    with namer_of("freshdesk", freshdesk) as namer:
        assert namer.name("11", UID) == Done(UID)
    assert freshdesk.ticket["custom_fields"] == {"cf_ticket_uid": UID}
    with namer_of("freshdesk", Freshdesk(fields=())) as namer:
        told = namer.name("11", UID)
    assert told == GaveUp("the system refuses it: cf_ticket_uid: Unexpected/invalid field in request")


class Hubspot:
    """One ticket in a pipeline of four stages; of its properties those are shown that are asked for."""

    def __init__(self) -> None:
        self.stage = "1"

    def __call__(self, method: str, path: str, told: Any) -> tuple[int, Any]:
        place, _, asked = path.partition("?")
        if place != "/crm/v3/objects/tickets/176602":
            return 404, {"status": "error", "category": "OBJECT_NOT_FOUND", "message": "resource not found"}
        if method == "PATCH":
            stage = told["properties"]["hs_pipeline_stage"]
            if stage not in {"1", "2", "3", "4"}:
                return 400, {"status": "error", "message": f"Property values were not valid: {stage} is no stage of it"}
            self.stage = stage
        shown = {"hs_pipeline_stage": self.stage} if asked == "properties=hs_pipeline_stage" else {"subject": "a leak"}
        return 200, {"id": "176602", "properties": shown}


def test_hubspot_is_written_to_by_the_id_of_a_stage_of_the_same_pipeline() -> None:
    hubspot = Hubspot()
    with sink_of("hubspot", hubspot) as sink:
        assert sink.write(change("176602", "4")) == Done("4")
        assert isinstance(sink.write(change("176603", "4")), GaveUp)
        refused = sink.write(change("176602", "939275052"))
    assert isinstance(refused, GaveUp)
    assert "939275052 is no stage of it" in refused.why
    assert hubspot.stage == "4"
