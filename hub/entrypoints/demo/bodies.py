"""What each system sends: the bodies that its manifest reads, or the same by the API."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from hub.entrypoints.demo.plant import NATIVE_IDS, ZONE
from hub.entrypoints.demo.said import Said, Slip
from schemas.instant import SECOND, Instant, to_datetime


class Naming:
    """The names of tickets: the UIDs that the hub gave out, and the systems' own ids."""

    def __init__(self) -> None:
        self._uids: dict[int, str] = {}

    def learn(self, fault: int, uid: str) -> None:
        """The hub said which ticket a fault is."""
        self._uids.setdefault(fault, uid)

    def uid(self, said: Said) -> str:
        """The UID that a report carries: none, the right one, or a wrong one."""
        if said.opens or said.slip is Slip.NAMELESS:
            return ""
        if said.slip is Slip.FOREIGN:
            return self._uids.get(said.fault - 1, "")
        uid = self._uids.get(said.fault, "")
        return _mistyped(uid) if said.slip is Slip.MISTYPED else uid

    def native_id(self, said: Said) -> str:
        return NATIVE_IDS[said.system].format(said.fault)


def _mistyped(uid: str) -> str:
    """Two neighbours of the number swapped: digits that differ, or the day would."""
    for index in range(len(uid) - 5, 0, -1):
        first, second = uid[index], uid[index + 1]
        if first.isdigit() and second.isdigit() and first != second:
            return uid[:index] + second + first + uid[index + 2 :]
    return uid


def webhook(said: Sequence[Said], naming: Naming, start: Instant) -> bytes:
    """The body of a webhook that carries these changes of one system; only ERP sends several at once."""
    system = said[0].system
    if system == "erp":
        body = msgspec.json.encode({"orders": [_order(item, naming, start) for item in said]})
    else:
        [item] = said
        body = msgspec.json.encode(_BODIES[system](item, naming, start))
    return body[: len(body) // 2] if said[0].slip is Slip.TORN else body


def by_api(said: Sequence[Said], naming: Naming, start: Instant) -> bytes:
    """The same as the hub's own API takes it."""
    return msgspec.json.encode([_report(item, naming, start) for item in said])


def _moment(said: Said, start: Instant) -> datetime:
    return to_datetime(start + int(said.at) * SECOND)


def _case(said: Said, naming: Naming, start: Instant) -> dict[str, Any]:
    return {
        "event": said.event,
        "case": {
            "external_id": naming.uid(said),
            "number": naming.native_id(said),
            "status": said.word,
            "changed_at": _moment(said, start).astimezone(ZONE).isoformat(),
            "changed_by": said.actor,
            "revision": said.turn,
            "comment": said.note,
        },
    }


def _order(said: Said, naming: Naming, start: Instant) -> dict[str, Any]:
    return {
        "reference": naming.uid(said),
        "order_no": naming.native_id(said),
        "system_status": said.word.split(),
        "changed_on": _moment(said, start).astimezone(ZONE).strftime("%Y%m%d%H%M%S"),
        "changed_by": said.actor,
        "change_document": said.delivery,
    }


def _job(said: Said, naming: Naming, start: Instant) -> dict[str, Any]:
    return {
        "type": said.event,
        "event_id": said.delivery,
        "at": int(_moment(said, start).timestamp() * 1000),
        "seq": said.turn,
        "operator": said.actor,
        "remark": said.note,
        "job": {"ticket": naming.uid(said), "id": naming.native_id(said), "state": said.word},
    }


def _incident(said: Said, naming: Naming, start: Instant) -> dict[str, Any]:
    return {
        "type": said.event,
        "timestamp": _moment(said, start).isoformat().replace("+00:00", "Z"),
        "data": {
            "correlation_id": naming.uid(said),
            "number": naming.native_id(said),
            "state": said.word,
            "mod_count": said.turn,
            "updated_by": said.actor,
            "work_note": said.note,
        },
    }


def _report(said: Said, naming: Naming, start: Instant) -> dict[str, Any]:
    report = {
        "system": said.system,
        "native_status": said.word,
        "occurred_at": _moment(said, start).isoformat(),
        "uid": naming.uid(said),
        "native_id": naming.native_id(said),
        "delivery_id": said.delivery,
        "actor": said.actor,
        "flags": said.word.split() if said.system == "erp" else [],
    }
    return {name: value for name, value in report.items() if value}


_BODIES: Final[dict[str, Callable[[Said, Naming, Instant], dict[str, Any]]]] = {
    "crm": _case,
    "mes": _job,
    "itsm": _incident,
}
