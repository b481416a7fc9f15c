"""The Kubernetes manifests run every role with probes, limits and no right that it does not need."""

import re
import tomllib
from typing import Any

import pytest

from hub.settings import Settings
from schemas.topics import Topic
from tests.deploy.files import DEPLOY, document, manifests

ROLES = ("gateway", "worker", "relay", "board")
EVERYTHING = list(manifests())
KUSTOMIZATION = document("kubernetes/kustomization.yaml")
PODS = [resource for resource in EVERYTHING if resource["kind"] in {"Deployment", "Job"}]


def resource(kind: str, name: str) -> dict[str, Any]:
    (found,) = (one for one in EVERYTHING if (one["kind"], one["metadata"]["name"]) == (kind, name))
    return found


def container(of: dict[str, Any]) -> dict[str, Any]:
    (only,) = of["spec"]["template"]["spec"]["containers"]
    return dict(only)


def test_every_file_is_part_of_what_is_applied() -> None:
    folder = DEPLOY / "kubernetes"
    assert set(KUSTOMIZATION["resources"]) == {path.name for path in folder.glob("*.yaml")} - {"kustomization.yaml"}


@pytest.mark.parametrize("pod", PODS, ids=lambda pod: pod["metadata"]["name"])
def test_a_pod_is_nobody_in_particular_and_can_change_nothing(pod: dict[str, Any]) -> None:
    spec, rights = pod["spec"]["template"]["spec"], container(pod)["securityContext"]
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert spec["automountServiceAccountToken"] is False
    assert rights["readOnlyRootFilesystem"] is True
    assert rights["allowPrivilegeEscalation"] is False
    assert rights["capabilities"] == {"drop": ["ALL"]}


@pytest.mark.parametrize("pod", PODS, ids=lambda pod: pod["metadata"]["name"])
def test_a_pod_has_the_uid_of_the_image(pod: dict[str, Any]) -> None:
    image = (DEPLOY / "Dockerfile").read_text("utf-8")
    uid = pod["spec"]["template"]["spec"]["securityContext"]["runAsUser"]
    assert re.search(rf"^USER {uid}:{uid}$", image, re.MULTILINE)


@pytest.mark.parametrize("pod", PODS, ids=lambda pod: pod["metadata"]["name"])
def test_a_service_of_any_name_beside_it_cannot_change_a_setting(pod: dict[str, Any]) -> None:
    assert pod["spec"]["template"]["spec"]["enableServiceLinks"] is False


@pytest.mark.parametrize("pod", PODS, ids=lambda pod: pod["metadata"]["name"])
def test_a_pod_says_what_it_needs_and_how_much_memory_it_may_take(pod: dict[str, Any]) -> None:
    needs = container(pod)["resources"]
    assert set(needs["requests"]) == {"cpu", "memory"}
    assert "memory" in needs["limits"]


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_restarted_only_when_it_is_dead_and_spared_while_it_waits(role: str) -> None:
    one = container(resource("Deployment", role))
    assert one["args"] == [role]
    assert one["livenessProbe"]["httpGet"] == one["startupProbe"]["httpGet"] == {"path": "/healthz", "port": "http"}
    assert one["readinessProbe"]["httpGet"] == {"path": "/readyz", "port": "http"}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_selects_its_own_pods(role: str) -> None:
    spec = resource("Deployment", role)["spec"]
    labels = {"app.kubernetes.io/component": role}
    assert spec["selector"]["matchLabels"] == spec["template"]["metadata"]["labels"] == labels
    assert resource("PodDisruptionBudget", role)["spec"]["selector"]["matchLabels"] == labels


@pytest.mark.parametrize("role", ["gateway", "board"])
def test_a_role_that_serves_others_has_an_address(role: str) -> None:
    service = resource("Service", role)["spec"]
    assert service["selector"] == {"app.kubernetes.io/component": role}
    assert [port["name"] for port in container(resource("Deployment", role))["ports"]] == ["http"]
    assert service["ports"][0]["targetPort"] == "http"


def test_workers_are_scaled_by_the_lag_of_their_group_up_to_the_partitions_of_its_topic() -> None:
    scaling = resource("ScaledObject", "worker")["spec"]
    topics = tomllib.loads((DEPLOY / "topics.toml").read_text("utf-8"))["topic"]
    (trigger,) = scaling["triggers"]
    assert scaling["maxReplicaCount"] == topics[Topic.REPORTED]["partitions"]
    assert trigger["metadata"]["topic"] == Topic.REPORTED
    assert trigger["metadata"]["consumerGroup"] == Settings.model_fields["worker_group"].default


@pytest.mark.parametrize(("kind", "name"), [("HorizontalPodAutoscaler", "gateway"), ("ScaledObject", "worker")])
def test_a_number_that_an_autoscaler_sets_is_not_set_by_the_deployment_too(kind: str, name: str) -> None:
    assert resource(kind, name)["spec"]["scaleTargetRef"]["name"] == name
    assert "replicas" not in resource("Deployment", name)["spec"]


def test_no_secret_is_in_a_file() -> None:
    assert all(one["kind"] != "Secret" for one in EVERYTHING)
    example = (DEPLOY / "kubernetes" / "secret.env.example").read_text("utf-8")
    assert all(line.endswith("=") for line in example.splitlines() if line and not line.startswith("#"))
    assert KUSTOMIZATION["secretGenerator"] == [{"name": "statushub", "envs": ["secret.env"]}]
