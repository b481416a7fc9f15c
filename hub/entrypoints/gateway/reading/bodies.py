"""The bodies that reports came in: those that are kept for a while, and those that were parked."""

from __future__ import annotations

from hub.application.bodies import KEPT_BYTES, RawBody
from hub.application.redaction import legible, legible_headers
from hub.entrypoints.gateway.reading.parked import StoredParked
from hub.entrypoints.gateway.views.tickets import RawView
from schemas.events import StatusReported


class StoredBodies(StoredParked):
    """What systems sent, to be shown beside what became of it."""

    def raw_body(self, uid: str, system: str, delivery_id: str) -> RawView | None:
        """The body that a report came in; that of a parked one that was released is kept for ever with why it was."""
        found = self._bodies.one(uid, system, delivery_id) or self._parked_body(uid, system, delivery_id)
        if found is None:
            return None
        body, encoding = legible(found.body, KEPT_BYTES)
        return RawView(
            content_type=found.content_type,
            body=body,
            encoding=encoding,
            bytes=found.size,
            truncated=found.size > min(len(found.body), KEPT_BYTES),
            headers=legible_headers(found.headers),
        )

    def _parked_body(self, uid: str, system: str, delivery_id: str) -> RawBody | None:
        parked = next(
            (
                recorded.event.released_from
                for recorded in self._log.history(uid)
                if isinstance(recorded.event, StatusReported)
                and (recorded.event.system, recorded.event.delivery_id) == (system, delivery_id)
            ),
            "",
        )
        found = self.parked_one(parked) if parked else None
        return RawBody(found.content_type, found.body, len(found.body), found.headers) if found else None
