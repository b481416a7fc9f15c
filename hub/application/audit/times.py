"""Times as they stand in a log."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

from hub.application.audit import reasons
from hub.application.audit.columns import Columns
from hub.application.audit.rows import UnreadableRow
from schemas import instant
from schemas.instant import Instant

_LATEST = instant.from_datetime(datetime.max.replace(tzinfo=UTC))
_REMEMBERED = 8192


class Times:
    """Reads times as the profile says. Answers are kept: exports to the minute repeat themselves."""

    def __init__(self, columns: Columns) -> None:
        self._form = columns.at_format
        self._zone = columns.zone
        self.read = lru_cache(maxsize=_REMEMBERED)(self._read)

    def _read(self, text: str) -> Instant:
        """Raises UnreadableRow for what is no time, or none that the assessment knows."""
        if not text:
            raise UnreadableRow(reasons.NO_TIME)
        try:
            at = self._parse(text)
        except (ValueError, OverflowError) as error:
            raise UnreadableRow(reasons.bad_time(text, self._form)) from error
        # Instants count from 1970, and nothing earlier stands on a timeline.
        if not 0 <= at <= _LATEST:
            raise UnreadableRow(reasons.impossible_time(text))
        return at

    def _parse(self, text: str) -> Instant:
        if not self._form:
            return instant.from_iso(text, self._zone)
        moment = datetime.strptime(text, self._form)  # noqa: DTZ007 - the zone is the profile's
        return instant.from_datetime(moment, self._zone)
