"""Logs: JSON lines that can be searched, and that hold no secret."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from hub.telemetry import SECRETS, Metrics, configure_logging


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_ours_and_the_libraries_lines_are_alike() -> None:
    stream = io.StringIO()
    configure_logging(stream=stream)
    with structlog.contextvars.bound_contextvars(request_id="r-1", uid="SRV-1"):
        structlog.stdlib.get_logger("hub.http").info("request", status=202)
        logging.getLogger("library").warning("slow %s", "query")
    ours, theirs = lines(stream)
    assert (ours["event"], ours["status"], ours["level"], ours["request_id"], ours["uid"]) == (
        "request", 202, "info", "r-1", "SRV-1",
    )  # fmt: skip
    assert (theirs["event"], theirs["logger"], theirs["request_id"]) == ("slow query", "library", "r-1")
    assert str(ours["timestamp"]).endswith("Z")


@pytest.mark.parametrize("name", sorted(SECRETS))
def test_no_secret_reaches_a_log(name: str) -> None:
    stream = io.StringIO()
    configure_logging(stream=stream)
    structlog.stdlib.get_logger("hub").info("odd", **{name.title(): "hunter2"})
    assert "hunter2" not in stream.getvalue()


@pytest.mark.parametrize("as_json", [True, False])
def test_a_traceback_shows_no_values_of_variables(as_json: bool) -> None:
    stream = io.StringIO()
    configure_logging(stream=stream, as_json=as_json)
    hidden = "-".join(["hunter", "2"])
    try:
        raise RuntimeError("what went wrong " * (len(hidden) > 0))
    except RuntimeError:
        structlog.stdlib.get_logger("hub").exception("failed")
    assert "what went wrong" in stream.getvalue()
    assert "hunter-2" not in stream.getvalue()


def test_a_level_that_is_not_wanted_costs_no_line() -> None:
    stream = io.StringIO()
    configure_logging("warning", stream=stream)
    structlog.stdlib.get_logger("hub").info("quiet")
    assert stream.getvalue() == ""


def test_a_reason_for_parking_that_is_gone_leaves_the_metrics() -> None:
    metrics = Metrics()
    metrics.set_backlog(lag={}, open_conflicts=0, oldest_conflict=0.0, parked={"unmapped": 2})
    metrics.set_backlog(lag={}, open_conflicts=0, oldest_conflict=0.0, parked={"unlinked": 1})
    assert metrics.registry.get_sample_value("statushub_parked_reports", {"reason": "unmapped"}) is None
    assert metrics.registry.get_sample_value("statushub_parked_reports", {"reason": "unlinked"}) == 1.0


def test_who_is_silent_for_longer_than_usual_is_told_and_that_it_is_over() -> None:
    metrics = Metrics()
    metrics.set_silence({"crm": True, "mes": False})
    metrics.set_silence({"crm": False, "mes": True})
    told = [metrics.registry.get_sample_value("statushub_system_silent", {"system": each}) for each in ("crm", "mes")]
    assert told == [0.0, 1.0]


def test_consistency_is_told_by_system_so_that_the_rate_of_all_can_be_worked_out() -> None:
    metrics = Metrics()
    metrics.set_consistency({"crm": (10, 9), "mes": (5, 5)}, contradictions=1)
    assert metrics.registry.get_sample_value("statushub_pairs", {"system": "crm"}) == 10.0
    assert metrics.registry.get_sample_value("statushub_agreeing_pairs", {"system": "crm"}) == 9.0
    assert metrics.registry.get_sample_value("statushub_standing_contradictions") == 1.0
