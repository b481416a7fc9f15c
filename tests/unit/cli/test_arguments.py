"""What is wrong with a command line is said before anything is opened."""

from pathlib import Path

import pytest

from hub.settings import Settings
from tests.unit.cli.conftest import Run

GOOD = "SRV-20260126-00872-A9F"


def test_a_uid_is_checked_without_a_store(run: Run) -> None:
    done = run("uid", "check", GOOD)
    assert done.exit_code == 0
    assert done.stdout == f"text\tvalid\twhy\n{GOOD}\tTrue\t\n"


def test_a_wrong_uid_is_found_also_among_many_from_standard_input(run: Run) -> None:
    done = run("uid", "check", "--json", given=f"{GOOD}\nSRV-20260126-00827-A9F\n\n")
    assert done.exit_code == 1
    assert '"valid": false' in done.stdout
    assert "1 of 2 is not valid" in done.stderr


def test_nothing_to_check_is_said(run: Run) -> None:
    assert run("uid", "check").exit_code == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["conflicts", "decide", "QAX-1", "--reason", "why"], "say one of --accept SYSTEM"),
        (["conflicts", "decide", "QAX-1", "--reason", "why", "--accept", "crm", "--no-conflict"], "say one of"),
        (["parked", "retry"], "name the reports to try again, or say --all"),
        (["parked", "retry", "PRK-1", "--all"], "name the reports to try again, or say --all"),
        (["uid", "lease", "SRV", "10", "mes", "--day", "26.1.2026"], "write it as 2026-01-26"),
    ],
)
def test_a_command_that_contradicts_itself_is_refused(run: Run, words: list[str], said: str) -> None:
    done = run(*words)
    assert done.exit_code == 2
    assert said in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["conflicts", "decide", "QAX-1"],
        ["conflicts", "decide", "QAX-1", "--reason", "why", "--set", "Done"],
        ["keys", "issue", "x", "--role", "emperor"],
        ["up", "--port", "70000"],
        ["demo", "--speed", "0"],
        ["nonsense"],
    ],
    ids=" ".join,
)
def test_what_the_command_line_does_not_know_is_refused(run: Run, words: list[str]) -> None:
    assert run(*words).exit_code == 2


def test_an_audit_says_what_it_cannot_use(run: Run, tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text("[columns]\n")
    assert run("audit", "missing.csv", "--profile", "p.toml").exit_code == 2


def test_a_setting_that_cannot_be_used_is_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATUSHUB_UID_DIGITS", "3")
    done = run("uid", "check", GOOD)
    assert done.exit_code == 2
    assert "STATUSHUB_UID_DIGITS" in done.stderr


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"KAFKA_BOOTSTRAP": "kafka:port"}, "the setting KAFKA_BOOTSTRAP cannot be used: 'kafka:port' is no address"),
        ({"KAFKA_BOOTSTRAP": "kafka-1:9092,kafka-2"}, "'kafka-2' is no address; write host:9092, several with commas"),
        ({"KAFKA_BOOTSTRAP": "kafka:70000"}, "'kafka:70000' is no address"),
        ({"STATUSHUB_KAFKA_CA": "/missing.pem"}, "KAFKA_CA cannot be used: /missing.pem: no such file or directory"),
        ({"STATUSHUB_KAFKA_CA": __file__}, "test_arguments.py: it holds no certificate; name a file"),
        ({"STATUSHUB_KAFKA_PROTOCOL": "SASL_SSL", "STATUSHUB_KAFKA_USER": "hub"}, "set STATUSHUB_KAFKA_USER and"),
        ({"STATUSHUB_LOG_LEVEL": "LOUD"}, "STATUSHUB_LOG_LEVEL cannot be used"),
    ],
)
def test_what_cannot_be_used_to_reach_kafka_or_to_log_is_said_before_a_role_starts(
    run: Run, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], said: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    for name, value in ({"KAFKA_BOOTSTRAP": "127.0.0.1:1"} | settings).items():
        monkeypatch.setenv(name, value)
    done = run("worker", "--port", "0")
    assert done.exit_code == 2
    assert said in done.stderr


def test_addresses_of_kafka_may_be_set_apart_by_blanks_and_a_level_be_written_small(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KAFKA_BOOTSTRAP", "kafka-1:9092, [::1]:9093")
    monkeypatch.setenv("STATUSHUB_LOG_LEVEL", "debug")
    settings = Settings()
    assert (settings.kafka_bootstrap, settings.log_level) == ("kafka-1:9092,[::1]:9093", "DEBUG")


def test_an_address_of_a_database_that_cannot_be_read_is_not_repeated(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "hunter2 at the big server")
    done = run("keys", "list")
    assert done.exit_code == 2
    assert "DATABASE_URL is no address" in done.stderr
    assert "hunter2" not in done.stderr


@pytest.mark.parametrize(
    "group", ["", "uid", "mappings", "projections", "parked", "conflicts", "keys"], ids=lambda group: group or "all"
)
def test_every_command_explains_itself_in_both_languages(run: Run, group: str) -> None:
    done = run(*group.split(), "--help")
    assert done.exit_code == 0
    listed = done.stdout.partition("Commands")[2]
    lines = [line for line in listed.splitlines() if line.startswith("│") and line[2:3].strip()]
    assert lines
    assert [line for line in lines if line.isascii()] == []


def test_the_version_is_told(run: Run) -> None:
    done = run("--version")
    assert done.exit_code == 0
    assert done.stdout.strip()
