"""The conflict rules in force: those of the hub's files, and what was published in their place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import structlog

from conflict.book import RuleBook
from conflict.loader import RulesError, parse_rules
from conflict.rules import RuleSet
from hub.application.appending import append_alone
from hub.application.freshening import Freshened, Streams
from hub.application.ports import EventLog, Published
from hub.application.publishing import published_as
from hub.domain.chain import Chain
from schemas.errors import Refused
from schemas.events import RulesPublished
from schemas.instant import Instant

STREAM: Final = "RUL-rules"
SOURCE: Final = "rules.toml"
"""How errors call rules that are no file."""

_log = structlog.stdlib.get_logger("hub.rules")


class RulesInForce(RuleBook, Freshened):
    """The rules by their number, as far as they are known at this moment; whoever holds this sees them go on."""

    def __init__(self, files: RuleSet, log: Streams) -> None:
        RuleBook.__init__(self, files)
        Freshened.__init__(self, log)

    def refresh(self) -> None:
        """Take over what was published meanwhile. Raises Unavailable.

        Published rules that this program cannot read are told of in the log, and those before them stay.
        """
        stored = self._look([STREAM]).get(STREAM)
        for recorded in stored.events if stored else ():
            event = recorded.event
            if isinstance(event, RulesPublished) and recorded.version > self.latest:
                self.put(recorded.version, self._read(event, recorded.version))

    def learn(self, number: int) -> None:
        """Read on in the log, where another process has recorded a report under rules that are not known here yet."""
        self.refresh()
        if number > self.latest:
            super().learn(number)

    def _read(self, published: RulesPublished, version: int) -> RuleSet:
        if not published.text:
            return self[0]
        try:
            return parse_rules(published.text, SOURCE)
        except RulesError:
            _log.exception("published_rules_not_readable", version=version)
            return self.current


class RulesPublishing:
    """Puts conflict rules in force, as events, and back again (the port is hub.application.ports.PublishRules)."""

    def __init__(self, log: EventLog, chain: Chain, rules: RulesInForce, clock: Callable[[], Instant]) -> None:
        self._log = log
        self._chain = chain
        self._rules = rules
        self._clock = clock

    def publish(self, text: str, by: str, reason: str) -> Published:
        """Put rules in force. Raises conflict.loader.RulesError for one with something wrong, Refused, Unavailable."""
        _check(by, reason)
        parse_rules(text, SOURCE)
        return self._append(by, reason, text, restores=0)

    def roll_back(self, version: int, by: str, reason: str) -> Published:
        """Put an earlier version in force again; 0 is that of the hub's files.

        Raises Refused for a version that there is none of, Unavailable.
        """
        _check(by, reason)
        past = {each.version: each for each in self.published()}
        if version and version not in past:
            raise Refused(f"there is no version {version} of the rules; list what was published first")
        return self._append(by, reason, past[version].text if version else "", restores=version)

    def published(self) -> Sequence[Published]:
        """Every version that was put in force, the latest first. Raises Unavailable."""
        return [published_as(each) for each in reversed(self._log.history(STREAM))]

    def _append(self, by: str, reason: str, text: str, *, restores: int) -> Published:
        """Put them in force.

        1. The event is appended. 2. This process takes the rules over; others do within a second. A crash before 1
        leaves all as it was, a crash after it changes nothing about what is in force.
        """
        event = RulesPublished(recorded_at=self._clock(), by=by, reason=reason.strip(), text=text, restores=restores)
        recorded = append_alone(self._log, self._chain, STREAM, event)
        self._rules.refresh()
        return published_as(recorded)


def _check(by: str, reason: str) -> None:
    if not by:
        raise Refused("say who publishes them")
    if not reason.strip():
        raise Refused("publishing needs a reason; say why in a sentence")
