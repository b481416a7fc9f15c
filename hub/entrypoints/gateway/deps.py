"""What the gateway is given by the wiring."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from adapters.manifest import Manifest
from conflict.rules import RuleSet
from hub.application.access import Keys
from hub.application.entering import Entering
from hub.application.ports import Parking, Publish, PublishRules, Review, Uids, WayIn
from hub.application.site_login import SiteLogin
from hub.application.what_if.seen import SeenWord
from hub.application.what_if.trial import Findings, Progress
from hub.entrypoints.gateway.queries import Queries
from hub.entrypoints.readiness import Readiness
from hub.telemetry import Metrics
from mappings.model import MappingTable
from schemas.envelope import DEFAULT_SOURCE
from schemas.instant import Instant


class Tables(Protocol):
    """The mapping tables in force, by system."""

    def get(self, system: str, /) -> MappingTable | None: ...

    @property
    def systems(self) -> Collection[str]:
        """Those that tables can be published for."""
        ...

    def version(self, system: str) -> int:
        """Version of the published table that is in force; 0 where the hub's files are."""
        ...


class InForce(Protocol):
    """The conflict rules in force."""

    @property
    def current(self) -> RuleSet: ...

    @property
    def latest(self) -> int:
        """Version of the published rules that are in force; 0 where the hub's files are."""
        ...

    def window_of(self, number: int) -> Instant:
        """The window of a version of them."""
        ...


class Trials(Protocol):
    """Tries tables and rules on what was reported. All may take seconds, and raise Unavailable."""

    def compare(self, table: MappingTable, days: float, progress: Progress = ...) -> Findings:
        """What would be different with this table. Raises Refused while another trial is under way."""
        ...

    def compare_rules(self, rules: RuleSet, days: float, progress: Progress = ...) -> Findings:
        """What would be different with these rules. Raises Refused while another trial is under way."""
        ...

    def words_seen(self, system: str) -> Sequence[SeenWord]:
        """The words of a system in the latest reports, the most frequent first."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much is taken before the gateway says no. Seconds, unless the name says otherwise."""

    webhook_bytes: int = 1 << 20
    api_bytes: int = 4 << 20
    reports: int = 1_000
    """In one request."""
    body_seconds: float = 30.0
    """A body that takes longer to arrive is given up."""
    batch_reports: int = 2_000
    """In one commit."""
    queued_reports: int = 20_000
    queued_seconds: float = 2.0
    """When the oldest delivery has waited this long for its commit, new ones are sent away."""
    read_seconds: float = 2.0
    """How long a list waits for the views to catch up with the log."""
    feed_seconds: float = 60.0
    """The longest long poll."""
    heartbeat_seconds: float = 15.0
    streams: int = 500
    stream_seconds: float = 3_600.0
    table_bytes: int = 256 << 10
    """Of a mapping table, or of rules, that are tried or published."""
    shown_body_bytes: int = 64 << 10
    """Of a parked body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewayDeps:
    """Everything the gateway needs. It opens nothing and asks no environment."""

    way_in: WayIn | None
    """None: reports are posted elsewhere."""
    review: Review
    parking: Parking
    publish: Publish
    publish_rules: PublishRules
    tables: Tables
    rules: InForce
    trials: Trials
    uids: Uids
    queries: Queries
    manifests: Mapping[str, Manifest]
    secrets: Callable[[str], Sequence[str]]
    """The webhook secrets of a system that are in force: none, one, or two while one replaces the other."""
    keys: Keys
    entering: Entering
    site_login: SiteLogin | None = None
    """The site's own way to log in, where it has one."""
    clock: Callable[[], Instant]
    readiness: Readiness
    """May block."""
    metrics: Metrics = field(default_factory=Metrics)
    limits: Limits = field(default_factory=Limits)
    source: str = DEFAULT_SOURCE
    """This hub, as the ``source`` of its CloudEvents."""
    public_url: str = ""
    """The hub's address as systems call it, which some of them sign; empty: as their requests say."""
    keeps_bodies: bool = False
    """Whether the bodies of webhooks are kept for a while."""
    open_metrics: bool = True
    """Whether /metrics needs no key."""
