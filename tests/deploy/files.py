"""The files of deploy/, read once for the tests that look into them."""

import re
from collections.abc import Iterator
from typing import Any

import yaml

from hub.telemetry import Metrics
from tests.needs import ROOT

DEPLOY = ROOT / "deploy"

_KINDS = {"counter": ("_total",), "gauge": ("",), "histogram": ("_bucket", "_count", "_sum")}
_STRING = re.compile(r'"[^"]*"')
_METRIC = re.compile(r"\bstatushub_[a-z_]+\b")


def exported() -> dict[str, set[str]]:
    """By collector, the names under which Prometheus sees it."""
    return {
        family.name: {f"{family.name}{ending}" for ending in _KINDS[family.type]}
        for family in Metrics().registry.collect()
    }


def metrics_in(expression: str) -> set[str]:
    """The hub's metrics that an expression names."""
    return set(_METRIC.findall(_STRING.sub('""', expression)))


def documents(name: str) -> list[Any]:
    """The YAML documents of a file."""
    return list(yaml.safe_load_all((DEPLOY / name).read_text("utf-8")))


def document(name: str) -> Any:
    """The one YAML document of a file."""
    (only,) = documents(name)
    return only


def alerts() -> list[dict[str, Any]]:
    """The alert rules, in the order of their file."""
    return [rule for group in document("prometheus/alerts.yaml")["groups"] for rule in group["rules"]]


def manifests() -> Iterator[dict[str, Any]]:
    """The Kubernetes resources, the kustomization apart."""
    for path in sorted((DEPLOY / "kubernetes").glob("*.yaml")):
        if path.name != "kustomization.yaml":
            yield from documents(f"kubernetes/{path.name}")
