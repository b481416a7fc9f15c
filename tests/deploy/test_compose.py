"""The Compose file starts every role, in order, with no secret in it and no right that it does not need."""

import re
from typing import Any

import pytest

from schemas.topics import Topic
from tests.deploy.files import DEPLOY, document

COMPOSE = document("compose.yaml")
TEXT = (DEPLOY / "compose.yaml").read_text("utf-8")
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
ROLES = ("gateway", "worker", "relay", "board")
OURS = (*ROLES, "topics")


@pytest.mark.parametrize("role", ROLES)
def test_a_role_runs_under_its_own_name_when_the_database_answers_and_the_topics_are_there(role: str) -> None:
    service = SERVICES[role]
    assert service["command"] == [role]
    assert service["depends_on"]["postgres"]["condition"] == "service_healthy"
    assert service["depends_on"]["topics"]["condition"] == "service_completed_successfully"
    assert service["restart"] == "unless-stopped"


def test_who_waits_for_health_waits_for_a_service_that_has_a_check() -> None:
    for name, service in SERVICES.items():
        for awaited, how in service.get("depends_on", {}).items():
            checked = "test" in SERVICES[awaited].get("healthcheck", {})
            assert checked or how["condition"] != "service_healthy", f"{name} waits for {awaited}"


@pytest.mark.parametrize("name", OURS)
def test_a_container_of_the_hub_may_write_to_its_own_memory_only_and_has_no_capability(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert "volumes" not in service


def test_topics_are_made_once_with_a_copy_for_the_one_broker() -> None:
    assert SERVICES["topics"]["command"] == ["topics", "apply", "--replication", "1"]
    assert SERVICES["topics"]["depends_on"] == {"kafka": {"condition": "service_healthy"}}


def test_two_workers_share_the_partitions_and_a_second_relay_stands_by() -> None:
    assert SERVICES["worker"]["deploy"]["replicas"] == 2
    assert SERVICES["relay"]["deploy"]["replicas"] == 2
    assert "ports" not in SERVICES["worker"] | SERVICES["relay"]  # two cannot have the same port of the machine


def test_every_secret_comes_from_the_environment_and_its_absence_says_what_to_do() -> None:
    for line in TEXT.splitlines():
        if re.search(r"^\s+\w*(PASSWORD|SECRET)\w*:", line):
            assert re.search(r": \$\{\w+:\?set it in deploy/\.env .*\}$", line), line
    assert re.search(r"DATABASE_URL: postgresql://statushub:\$\{POSTGRES_PASSWORD:\?", TEXT)


def test_what_the_file_asks_for_stands_in_the_example_of_the_environment() -> None:
    required = set(re.findall(r"\$\{(\w+):\?", TEXT))
    example = (DEPLOY / "env.example").read_text("utf-8")
    assert required
    assert {line.split("=")[0] for line in example.splitlines() if re.match(r"\w+=$", line)} == required


def test_the_machine_alone_reaches_the_ports_unless_somebody_says_otherwise() -> None:
    for service in SERVICES.values():
        for port in service.get("ports", []):
            assert port.startswith(("127.0.0.1:", "${STATUSHUB_LISTEN:-127.0.0.1}:"))


def test_every_image_of_others_is_pinned() -> None:
    for name, service in SERVICES.items():
        if name not in OURS:
            assert re.search(r":v?\d+\.\d+(\.\d+)?$", service["image"]), name


def test_a_volume_that_is_used_is_declared_and_a_file_that_is_mounted_is_there() -> None:
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert (DEPLOY / source).exists() if source.startswith(".") else source in COMPOSE["volumes"], volume


def test_prometheus_scrapes_every_role_and_says_which_one_it_is() -> None:
    (job,) = document("prometheus/prometheus.yaml")["scrape_configs"]
    assert sorted(job["dns_sd_configs"][0]["names"]) == sorted(ROLES)
    assert job["relabel_configs"] == [{"source_labels": ["__meta_dns_name"], "target_label": "role"}]


def test_kafka_makes_no_topic_by_itself() -> None:
    assert SERVICES["kafka"]["environment"]["KAFKA_AUTO_CREATE_TOPICS_ENABLE"] == "false"
    assert all(topic.value not in TEXT for topic in Topic)
