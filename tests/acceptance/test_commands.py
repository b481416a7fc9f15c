"""The commands beside a hub that is up: the same store, two processes."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from schemas.uid import format_uid
from tests.acceptance.running import Up, statushub

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


def run(up: Up, *words: str, code: int = 0) -> str:
    """The standard output of a command that ends with ``code``."""
    done = statushub(*words, "--data", str(up.folder))
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


def as_json(up: Up, *words: str, code: int = 0) -> Any:
    return json.loads(run(up, *words, "--json", code=code))


def report(up: Up, uid: str, system: str, word: str, minutes_ago: float) -> dict[str, Any]:
    at = datetime.now(UTC) - timedelta(minutes=minutes_ago)
    body = {"system": system, "uid": uid, "native_status": word, "occurred_at": at.isoformat()}
    answer = httpx.post(f"{up.address}/api/v1/reports", json=body, headers=up.headers, timeout=10)
    assert answer.status_code == 202, answer.text
    outcome: dict[str, Any] = answer.json()
    return outcome


def uid(number: int) -> str:
    return format_uid("CLI", datetime(2026, 1, 26, tzinfo=UTC).date(), number).text


def test_a_conflict_is_found_explained_claimed_and_decided(up: Up) -> None:
    ticket = uid(1)
    report(up, ticket, "itsm", "Resolved", 30)
    report(up, ticket, "crm", "Solved", 24)
    frozen = report(up, ticket, "itsm", "In Progress", 20)
    conflict = frozen["conflict"]
    assert conflict.startswith("QAX-")

    listed = as_json(up, "conflicts", "list", "--ticket", ticket)
    assert [(row["conflict"], row["state"], row["systems"]) for row in listed] == [(conflict, "open", ["crm", "itsm"])]
    shown = as_json(up, "conflicts", "show", conflict)
    assert {item["rule"] for item in shown["contradictions"]} >= {"reopened-across"}
    assert all(item["said"]["en"] and item["said"]["zh"] for item in shown["contradictions"])

    run(up, "conflicts", "claim", conflict, "--by", "chen")
    assert "claimed" in statushub("conflicts", "claim", conflict, "--by", "li", "--data", str(up.folder)).stderr
    run(up, "conflicts", "decide", conflict, "--accept", "mes", "--reason", "it runs", "--by", "chen", code=3)
    decided = as_json(
        up, "conflicts", "decide", conflict, "--accept", "itsm", "--reason", "it stopped again", "--by", "chen"
    )
    assert (decided["state"], decided["status"]) == ("decided", "Reopened")
    assert as_json(up, "conflicts", "list", "--ticket", ticket) == []

    read = httpx.get(f"{up.address}/api/v1/tickets/{ticket}", headers=up.headers, timeout=10).json()["ticket"]
    assert (read["status"], read["frozen"]) == ("Reopened", False)
    report(up, ticket, "crm", "Reopened", 0)  # the hub that is up learns that somebody else wrote


def test_what_is_parked_is_listed_shown_and_tried_again(up: Up) -> None:
    parked = report(up, uid(2), "mes", "WAIT_SPARE", 5)["parked_id"]
    rows = as_json(up, "parked", "list", "--reason", "unmapped")
    assert [row["word"] for row in rows if row["id"] == parked] == ["WAIT_SPARE"]
    assert as_json(up, "parked", "show", parked)["ticket"] == uid(2)
    assert b"WAIT_SPARE" in run(up, "parked", "show", parked, "--body").encode()
    outcomes = as_json(up, "parked", "retry", parked, code=1)
    assert [(row["id"], row["verdict"]) for row in outcomes] == [(parked, "parked")]
    run(up, "parked", "show", "PRK-00", code=3)


def test_a_word_that_the_site_has_learned_is_released(up: Up, tmp_path: Path) -> None:
    parked = report(up, uid(3), "mes", "WAIT_TOOL", 5)["parked_id"]
    table = tmp_path / "mes.toml"
    built_in = Path(__file__).parents[2] / "mappings" / "tables" / "mes.toml"
    table.write_text(built_in.read_text().replace('"PAUSED" =', '"WAIT_TOOL" = "Pending"\n"PAUSED" ='))
    done = statushub(
        "parked", "retry", parked, "--data", str(up.folder), "--json", extra={"STATUSHUB_MAPPINGS": str(tmp_path)}
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)[0]["verdict"] == "accepted"
    read = httpx.get(f"{up.address}/api/v1/tickets/{uid(3)}", headers=up.headers, timeout=10).json()["ticket"]
    assert read["status"] == "Pending"


def test_ids_are_minted_leased_and_traced(up: Up) -> None:
    minted = run(up, "uid", "mint", "NEW", "-n", "3").split()
    assert len(set(minted)) == 3
    assert all(re.fullmatch(r"NEW-\d{8}-0000[1-3]-[0-9A-F]{3}", item) for item in minted)
    block = as_json(up, "uid", "lease", "NEW", "100", "mes")
    assert (block["first"], block["last"], block["holder"]) == (4, 103, "mes")
    assert as_json(up, "uid", "trace", minted[0])["origin"].startswith("minted:")
    run(up, "uid", "trace", uid(99), code=3)


def test_a_key_lets_in_until_it_is_revoked(up: Up) -> None:
    key = run(up, "keys", "issue", "mes-edge", "--role", "system", "--system", "mes").strip()
    asked = {"headers": {"Authorization": f"Bearer {key}"}, "timeout": 10}
    assert httpx.get(f"{up.address}/api/v1/feed", **asked).status_code == 200
    assert httpx.get(f"{up.address}/api/v1/tickets", **asked).status_code == 403
    run(up, "keys", "issue", "mes-edge", "--role", "system", "--system", "mes", code=3)
    assert key not in run(up, "keys", "list")
    run(up, "keys", "revoke", "mes-edge")
    [row] = [row for row in as_json(up, "keys", "list") if row["name"] == "mes-edge"]
    assert row["revoked_at"]


def test_the_views_are_made_anew_while_the_hub_is_up(up: Up) -> None:
    report(up, uid(4), "crm", "Solved", 1)
    run(up, "projections", "rebuild")
    report(up, uid(4), "crm", "Closed", 0)
    status = as_json(up, "projections", "status", "--catch-up")
    assert (status["behind"], status["failure"]) == (0, "")
    read = httpx.get(f"{up.address}/api/v1/tickets/{uid(4)}", headers=up.headers, timeout=10).json()["ticket"]
    assert read["status"] == "Closed"


def test_the_log_is_verified_and_the_first_altered_event_named(up: Up) -> None:
    for number in (5, 6, 7):
        report(up, uid(number), "crm", "Working", 5)
        report(up, uid(number), "crm", "Solved", 1)
    assert run(up, "verify", uid(5)) == ""
    run(up, "verify", uid(98), code=3)
    run(up, "projections", "status", "--catch-up")
    database = f"host={up.folder / 'postgres'} user=postgres dbname=statushub"
    with psycopg.connect(database, autocommit=True) as connection:
        altered = connection.execute(
            "UPDATE ticket_events SET state = convert_to(replace(convert_from(state, 'UTF8'), 'Solved', 'Closed'),"
            " 'UTF8') WHERE originator_id = %s AND convert_from(state, 'UTF8') LIKE '%%Solved%%'"
            " RETURNING originator_version",
            (uid(5),),
        ).fetchall()
        cut = connection.execute(
            "DELETE FROM ticket_events WHERE originator_id = %s AND originator_version = ("
            " SELECT max(originator_version) FROM ticket_events WHERE originator_id = %s"
            ") RETURNING originator_version",
            (uid(6), uid(6)),
        ).fetchall()
        connection.execute("DELETE FROM ticket_events WHERE originator_id = %s", (uid(7),))
    assert as_json(up, "verify", code=1) == [
        {"stream": uid(5), "first_altered": min(altered)[0]},
        {"stream": uid(6), "first_altered": cut[0][0]},
        {"stream": uid(7), "first_altered": 1},
    ]
    assert as_json(up, "verify", uid(7), code=1) == [{"stream": uid(7), "first_altered": 1}]


def test_a_systems_own_id_is_linked_and_what_waited_for_it_flows_on(up: Up) -> None:
    ticket = uid(60)
    report(up, ticket, "crm", "Working", 10)
    body = {"system": "mes", "native_id": "JOB-60", "native_status": "DONE"}
    answer = httpx.post(f"{up.address}/api/v1/reports", json=body, headers=up.headers, timeout=10)
    assert answer.json()["reason"] == "unlinked"
    [tried] = as_json(up, "uid", "link", "mes", "JOB-60", ticket)
    assert tried["verdict"] == "accepted"
    assert "mes" in run(up, "uid", "trace", ticket)
    run(up, "uid", "link", "nobody", "1", ticket, code=3)
    run(up, "uid", "link", "mes", "JOB-61", ticket, code=3)


def test_writes_that_were_given_up_are_due_again(up: Up) -> None:
    done = statushub("writes", "retry", "jira", "--data", str(up.folder))
    assert done.returncode == 0
    assert "0 writes to jira are due again" in done.stderr
