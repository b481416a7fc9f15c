"""`statushub adapters try`: what would become of one body."""

import json
from pathlib import Path

from tests.unit.cli.conftest import Run

BODY = {"job": {"ticket": "SRV-20260126-00872-A9F", "id": "J-1", "state": "DONE"}, "at": 1769419800000}


def sample(folder: Path, state: str) -> str:
    path = folder / "body.json"
    path.write_text(json.dumps({**BODY, "job": {**BODY["job"], "state": state}}))  # type: ignore[dict-item]
    return str(path)


def test_a_known_word_is_shown_with_its_meaning_and_its_fields(run: Run, tmp_path: Path) -> None:
    done = run("adapters", "try", sample(tmp_path, "DONE"), "--system", "mes")
    assert done.exit_code == 0, done.output
    assert "Resolved" in done.stdout
    assert "2026-01-26T09:30:00Z" in done.stdout


def test_an_unknown_word_gets_the_line_that_the_table_lacks(run: Run, tmp_path: Path) -> None:
    done = run("adapters", "try", sample(tmp_path, "WAITING"), "--system", "mes", "--json")
    assert done.exit_code == 1
    [part] = json.loads(done.stdout)["tried"]["parts"]
    assert part["verdict"]["section"] == "[mapping.mes]"
    assert part["verdict"]["lines"][0].startswith('"WAITING" = ')


def test_a_body_that_cannot_be_read_says_why(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x").write_text("{")
    done = run("adapters", "try", str(tmp_path / "x"), "--system", "mes")
    assert done.exit_code == 1
    assert "parked as unreadable" in done.stdout


def test_a_question_before_the_first_webhook_is_shown_with_its_answer_and_is_no_sample(
    run: Run, tmp_path: Path
) -> None:
    webhook = '[webhook]\nnative_id = "id"\nstatus = "state"\n'
    (tmp_path / "fax.toml").write_text(f'system = "fax"\n{webhook}[handshake]\nword = "challenge"\n')
    (tmp_path / "hello.json").write_text('{"challenge": "k3-x"}')
    asked = ("adapters", "try", str(tmp_path / "hello.json"), "--system", "fax", "--adapters", str(tmp_path))
    done = run(*asked)
    assert done.exit_code == 0, done.output
    assert "the answer is k3-x" in done.stdout
    kept = run(*asked, "--keep", "hello")
    assert kept.exit_code == 2
    assert "no sample" in kept.stderr


def test_a_time_of_no_known_form_is_told_with_how_to_write_its_pattern(run: Run, tmp_path: Path) -> None:
    (tmp_path / "body.json").write_text(json.dumps({**BODY, "at": "week 5, day 1"}))
    done = run("adapters", "try", str(tmp_path / "body.json"), "--system", "mes")
    assert done.exit_code == 1
    assert 'say how, as a pattern such as at_format = "%d.%m.%Y %H:%M"' in done.stdout


def test_a_parameter_of_the_address_is_read_and_told_where_it_is_missing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "adapters").mkdir()
    lines = 'native_id = "concat(query(\'Plant\'), \'/\', id)"\nstatus = "state"\ndelivery_id = "query:no"\n'
    (tmp_path / "adapters" / "fax.toml").write_text(f'system = "fax"\noriginates = true\n[webhook]\n{lines}')
    (tmp_path / "fax.toml").write_text('[mapping.fax]\n"done" = "Resolved"\n')
    (tmp_path / "body.json").write_text('{"id": 7, "state": "done"}')
    folders = ("--adapters", str(tmp_path / "adapters"), "--mappings", str(tmp_path))
    asked = ("adapters", "try", str(tmp_path / "body.json"), "--system", "fax", *folders, "--query", "Plant=P3")
    done = run(*asked, "--keep", "one")
    assert done.exit_code == 0, done.output
    assert "P3/7" in done.stdout
    assert "it came without the parameter no of the address" in done.stdout
    sample = json.loads((tmp_path / "adapters" / "samples" / "fax" / "one.json").read_text())
    assert sample["headers"] == {"?Plant": "P3"}
    assert run("adapters", "check", *folders).exit_code == 0
