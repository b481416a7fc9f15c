"""How Kafka is reached, from the settings."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from typing import Any

from hub.settings import Settings
from schemas.topics import Topic


@dataclass(frozen=True, slots=True)
class KafkaConnection:
    """One Kafka, and the hub's names on it."""

    settings: Settings

    def options(self) -> dict[str, Any]:
        """What every client of aiokafka is given: addresses, and how to log in. Raises OSError for a bad file."""
        from hub.infrastructure.kafka.sending import expect_closed_connections  # a hub without Kafka needs no client

        expect_closed_connections()
        settings = self.settings
        options: dict[str, Any] = {
            "bootstrap_servers": settings.kafka_bootstrap.split(","),
            "security_protocol": settings.kafka_protocol,
        }
        if "SSL" in settings.kafka_protocol.replace("SASL", ""):
            options["ssl_context"] = ssl.create_default_context(cafile=settings.kafka_ca)
        if settings.kafka_protocol.startswith("SASL"):
            options["sasl_mechanism"] = settings.kafka_mechanism
            options["sasl_plain_username"] = settings.kafka_user
            options["sasl_plain_password"] = settings.kafka_password.get_secret_value()
        return options

    def name_of(self, topic: Topic) -> str:
        """The topic's name on this Kafka."""
        return f"{self.settings.topic_prefix}{topic.value}"
