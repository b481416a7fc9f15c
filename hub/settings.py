"""Every setting of the hub, from the environment: ``STATUSHUB_...``, and ``DATABASE_URL`` for the site's database."""

from __future__ import annotations

import os
import re
import ssl
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated, Final, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AliasChoices, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_ADDRESS: Final = re.compile(r"https?://[^/?#\s@]+(/[A-Za-z0-9._~-]+)*", re.ASCII | re.IGNORECASE)
"""A host, and plain names below it: they stand in a cookie and in every link as they are."""
SECRET_PREFIX = "STATUSHUB_SECRET_"  # noqa: S105 - the name of settings, not a secret


class Settings(BaseSettings):
    """The hub's settings. Durations are in seconds; everything has a default that runs.

    What is set to nothing counts as not set: an empty path would be the folder that the hub happens to run in.
    """

    model_config = SettingsConfigDict(env_prefix="STATUSHUB_", extra="ignore", frozen=True, env_ignore_empty=True)

    data: Path = Field(Path("statushub-data"), description="Folder of what the hub keeps: database, keys of its own")
    database_url: SecretStr | None = Field(
        None,
        validation_alias=AliasChoices("DATABASE_URL", "STATUSHUB_DATABASE_URL", "database_url"),
        description="PostgreSQL of the site; without it the hub starts one of its own under the data folder",
    )
    kafka_bootstrap: str = Field(
        "",
        validation_alias=AliasChoices("KAFKA_BOOTSTRAP", "STATUSHUB_KAFKA_BOOTSTRAP", "kafka_bootstrap"),
        description="Kafka's addresses (host:port, with commas), for the roles gateway, worker and relay",
    )
    kafka_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = Field(
        "PLAINTEXT", description="How Kafka is spoken to: PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL"
    )
    kafka_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = Field(
        "SCRAM-SHA-512", description="How the hub logs in where the protocol has SASL: PLAIN or SCRAM-SHA-256 or -512"
    )
    kafka_user: str = Field("", description="User name at Kafka, where the protocol has SASL")
    kafka_password: SecretStr = Field(SecretStr(""), description="Password at Kafka, where the protocol has SASL")
    kafka_ca: Path | None = Field(None, description="Certificates that Kafka's is checked against; else the system's")
    topic_prefix: str = Field("", description="Put before the name of every topic, for several hubs on one Kafka")
    worker_group: str = Field("statushub-worker", description="Kafka consumer group of the workers")
    worker_batch: Annotated[int, Field(ge=1, le=20_000)] = Field(
        5_000, description="Reports that a worker stores in one transaction, at most"
    )

    host: str = Field("127.0.0.1", description="Address to listen on")
    port: Annotated[int, Field(ge=0, le=65535)] = Field(8600, description="Port to listen on; 0 for any free one")
    public_url: str = Field(
        "",
        description="Address of the hub as people and systems see it, with the path where a proxy serves it below one",
    )
    zone: str = Field("UTC", description="Time zone of the site (IANA name): the day in a UID is its day")

    uid_domain: str = Field("SRV", description="Domain of UIDs that the hub mints for systems that originate tickets")
    uid_key: SecretStr = Field(SecretStr(""), description="Key of a keyed UID check (HMAC); empty: CRC-12")
    uid_digits: Annotated[int, Field(ge=8, le=64)] = Field(8, description="Hex digits of a keyed UID check")
    chain_key: SecretStr = Field(SecretStr(""), description="Key of the event log's hash chain; empty: unkeyed")

    rules: Path | None = Field(None, description="Conflict rules in place of the built-in ones")
    mappings: Path | None = Field(None, description="Folder of mapping tables that add to or replace the built-in ones")
    adapters: Path | None = Field(None, description="Folder of adapters that add to or replace the built-in ones")

    notify: Path | None = Field(None, description="File that says who is told of exception tickets, and when")

    max_lateness: Annotated[int, Field(ge=900)] = Field(
        7 * 86_400, description="Reports received later than this after they happened open no conflict"
    )
    future_tolerance: Annotated[int, Field(ge=0)] = Field(
        120, description="Reports further ahead of their receipt than this are judged by their receipt"
    )
    yellow_after: Annotated[int, Field(ge=1)] = Field(300, description="A system that is behind longer turns yellow")
    silent_after: Annotated[int, Field(ge=0)] = Field(
        900, description="A system that is silent for so much longer than usual turns yellow"
    )
    silent_pauses: Annotated[float, Field(ge=0, le=1_000)] = Field(
        1.0, description="The same, as so many of the longest pauses that are usual with it; the longer of both counts"
    )
    silent_weeks: Annotated[int, Field(ge=1, le=8)] = Field(
        2, description="Weeks from which an hour of the week has to be known, until anything is usual in it"
    )

    max_readings: Annotated[int, Field(ge=1_000)] = Field(
        200_000, description="Reports of tickets kept in memory, about 1 kB each"
    )
    keep_bodies: Annotated[float, Field(ge=0, le=3_660)] = Field(
        7.0,
        description="Days for which what systems sent or answered is kept as it came, for reviewers; 0: not at all",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")
    log_json: bool = Field(True, description="Log JSON lines; false: text for a terminal")
    open_metrics: bool = Field(True, description="/metrics needs no key")
    key_grace: Annotated[int, Field(ge=0)] = Field(
        43_200, description="While the database is away, a key that was in force this long ago at most is let in"
    )

    openid_issuer: str = Field("", description="Log people in by OpenID Connect: the provider's address; empty: off")
    openid_client: str = Field("statushub", description="The hub's client id at the provider")
    openid_secret: SecretStr = Field(SecretStr(""), description="The hub's client secret at the provider")
    openid_roles_claim: str = Field("groups", description="The claim of an ID token that says what somebody is")
    openid_admins: str = Field("", description="Values of that claim that make an administrator, with commas between")
    openid_reviewers: str = Field("", description="Values of that claim that make a reviewer")
    openid_viewers: str = Field("", description="Values of that claim that make a viewer; *: everybody who logs in")

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"there is no time zone {name!r}; use an IANA name such as Asia/Shanghai") from error
        return name

    @field_validator("public_url")
    @classmethod
    def _address(cls, given: str) -> str:
        address = given.strip().rstrip("/")
        if address and not _ADDRESS.fullmatch(address):
            raise ValueError(
                f"{given!r} is no address; write https://hub.example or https://intranet.example/statushub"
            )
        return address

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_capitals(cls, level: object) -> object:
        return level.upper() if isinstance(level, str) else level

    @field_validator("kafka_bootstrap")
    @classmethod
    def _addresses(cls, given: str) -> str:
        addresses = [address.strip() for address in given.split(",")] if given.strip() else []
        for address in addresses:
            host, _, port = address.rpartition(":")
            if not host or not port.isdecimal() or not 0 < int(port) < 1 << 16:
                raise ValueError(f"{address!r} is no address; write host:9092, several with commas")
        return ",".join(addresses)

    @field_validator("kafka_ca")
    @classmethod
    def _certificates(cls, path: Path | None) -> Path | None:
        """Tried at once: else every role would say it for itself, at its first connection."""
        try:
            ssl.create_default_context(cafile=path)
        except OSError as error:
            why = "it holds no certificate" if isinstance(error, ssl.SSLError) else (error.strerror or "").lower()
            raise ValueError(f"{path}: {why}; name a file of certificates in PEM form") from error
        return path

    @model_validator(mode="after")
    def _log_in_with_something(self) -> Self:
        if self.kafka_protocol.startswith("SASL") and not (self.kafka_user and self.kafka_password.get_secret_value()):
            wanted = f"{variable_of('kafka_user')} and {variable_of('kafka_password')}"
            raise ValueError(f"to log in to Kafka with {self.kafka_protocol}, set {wanted}")
        return self

    @property
    def root(self) -> str:
        """The path below which a proxy serves the hub; empty where it has a host of its own."""
        return urlsplit(self.public_url).path

    @property
    def keeps_bodies(self) -> bool:
        """Whether what systems sent or answered is kept as it came."""
        return self.keep_bodies > 0

    @property
    def time_zone(self) -> ZoneInfo:
        """The site's time zone."""
        return ZoneInfo(self.zone)


def webhook_secrets(
    environment: Mapping[str, str] | None = None, *, by_line: Collection[str] = ()
) -> dict[str, tuple[str, ...]]:
    """The webhook secrets by system, from ``STATUSHUB_SECRET_<SYSTEM>``: one, or two while one replaces the other.

    Two have a space between them. The systems of ``by_line`` have one on each line: theirs may hold spaces themselves,
    and a part of one must let nobody in.
    """
    source = os.environ if environment is None else environment
    given = {
        name.removeprefix(SECRET_PREFIX).lower(): value
        for name, value in source.items()
        if name.startswith(SECRET_PREFIX) and value.strip()
    }
    return {
        system: tuple(line.strip() for line in value.splitlines() if line.strip())
        if system in by_line
        else tuple(value.split())
        for system, value in given.items()
    }


def variable_of(name: str) -> str:
    """The environment variable of a setting."""
    alias = Settings.model_fields[name].validation_alias
    return str(alias.choices[0]) if isinstance(alias, AliasChoices) else f"STATUSHUB_{name.upper()}"


_EXAMPLE_HEAD: Final = """\
# Every setting of the hub, with what it is where nothing is said (docs/settings.md). Made by `make env-example`.
# Take the `#` away from a line to set it. The one without it has to be set for deploy/compose.yaml.

# Password of the database that deploy/compose.yaml starts; no setting of the hub's
POSTGRES_PASSWORD=
"""
_EXAMPLE_END: Final = f"""
# Secret with which a system signs its webhooks; two, with a space between, while one replaces the other
#{SECRET_PREFIX}CRM=
"""


def env_example() -> str:
    """deploy/env.example: every setting with its meaning and its default."""
    lines = []
    for name, field in Settings.model_fields.items():
        default = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
        shown = "" if default is None else str(default).lower() if isinstance(default, bool) else str(default)
        lines.append(f"\n# {field.description}\n#{variable_of(name)}={shown}\n")
    return _EXAMPLE_HEAD + "".join(lines) + _EXAMPLE_END
