"""`statushub adapters new`, `try --keep` and `check`: from one body to an adapter that is held to what came of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Run

FOLDERS = ("--adapters", "site/adapters", "--mappings", "site/mappings")
BODY = b"auftrag=4711&zustand=gepr%FCft&zeit=26.01.2026 09:33:05&schluessel=s3cret"
MANIFEST = """system = "press"
originates = true
zone = "Europe/Berlin"

[webhook]
format = "form"
charset = "windows-1252"
native_id = "auftrag"
status = "zustand"
occurred_at = "zeit"
at_format = "%d.%m.%Y %H:%M:%S"
delivery_id = "header:X-Delivery"

[auth]
kind = "header"
header = "X-Token"
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "body.txt").write_bytes(BODY)
    for name, text in (("adapters", MANIFEST), ("mappings", '[mapping.press]\n"geprüft" = "Resolved"\n')):
        (tmp_path / "site" / name).mkdir(parents=True)
        (tmp_path / "site" / name / "press.toml").write_text(text)
    return tmp_path / "site"


def test_a_new_adapter_shows_what_it_found_and_every_word_of_the_body(run: Run, tmp_path: Path) -> None:
    body = {
        "jobs": [{"job": 1, "state": "DONE", "line": "L4"}, {"job": 2, "state": "X17"}, {"job": 3, "state": "DONE"}]
    }
    (tmp_path / "body.json").write_text(json.dumps(body))
    done = run("adapters", "new", "press", "--from", "body.json", "--to", "site")
    assert done.exit_code == 0, done.output
    assert "adapters try body.json --system press --adapters site/adapters --mappings site/mappings" in done.stderr
    assert "#   line: L4" in (tmp_path / "site/adapters/press.toml").read_text()
    table = (tmp_path / "site/mappings/press.toml").read_text()
    assert '"DONE" = "Resolved"\n# "X17" = "?"\n' in table
    assert "Pending Verification" in table
    assert run("adapters", "try", "body.json", "--system", "press", *FOLDERS).exit_code == 1, "X17 is not known yet"


def test_a_body_is_tried_whatever_is_unfinished_beside_its_adapter(run: Run, site: Path) -> None:
    (site / "adapters" / "other.toml").write_text('system = "other"\n[webhook]\n')
    done = run("adapters", "try", "body.txt", "--system", "press", *FOLDERS)
    assert done.exit_code == 0, done.output
    assert "Resolved" in done.stdout
    (site / "mappings" / "folder.toml").mkdir()
    for unfinished in (b'[mapping.other\n"x" = "New"\n', b'[mapping.other]\n"x" = "Nwe"\n', b"\xff"):
        (site / "mappings" / "other.toml").write_bytes(unfinished)
        done = run("adapters", "try", "body.txt", "--system", "press", *FOLDERS)
        assert done.exit_code == 0, done.output
    broken = run("adapters", "try", "body.txt", "--system", "other", *FOLDERS)
    assert broken.exit_code == 2
    assert "nothing says which ticket it is about" in broken.stderr


@pytest.mark.parametrize("name", ["press.toml", "words.toml"])
def test_no_body_is_tried_on_words_that_cannot_be_read(run: Run, site: Path, name: str) -> None:
    (site / "mappings" / "press.toml").unlink()
    (site / "mappings" / name).write_text('[ mapping . "press" ]\n"gepr\u00fcft" = "Resovled"\n')
    done = run("adapters", "try", "body.txt", "--system", "press", *FOLDERS)
    assert done.exit_code == 2
    assert f"{name}:2" in done.stderr


@pytest.mark.parametrize(
    ("line", "instead", "said"),
    [
        ('status = "zustand"', 'status = "state"', "it holds     zustand: geprüft"),
        (
            'at_format = "%d.%m.%Y %H:%M:%S"',
            'at_format = "unix-s"',
            'the time is written otherwise — say at_format = "%d.%m.%Y %H:%M:%S" below [webhook]',
        ),
        ('charset = "windows-1252"', "", "the body is not UTF-8"),
        ('format = "form"', 'format = "json"', 'it looks like format = "form" below [webhook]'),
    ],
)
def test_what_cannot_be_read_is_told_with_what_is_there(
    run: Run, site: Path, line: str, instead: str, said: str
) -> None:
    path = site / "adapters" / "press.toml"
    path.write_text(path.read_text().replace(line, instead))
    done = run("adapters", "try", "body.txt", "--system", "press", *FOLDERS)
    assert done.exit_code == 1
    assert said in done.stdout


def test_a_time_that_is_read_is_not_said_to_be_written_otherwise(run: Run, site: Path) -> None:
    path = site / "adapters" / "press.toml"
    path.write_text(path.read_text().replace('status = "zustand"', 'status = "state"'))
    assert "otherwise" not in run("adapters", "try", "body.txt", "--system", "press", *FOLDERS).stdout


def test_a_name_that_has_to_be_quoted_is_shown_so(run: Run, site: Path) -> None:
    path = site / "adapters" / "press.toml"
    path.write_text(path.read_text().replace('"auftrag"', '"@id"'))
    done = run("adapters", "try", "body.txt", "--system", "press", *FOLDERS)
    assert done.exit_code == 2
    assert "'\"@id\"'" in done.stderr


def test_an_adapter_that_is_not_there_yet_can_be_begun(run: Run, site: Path) -> None:
    done = run("adapters", "try", "body.txt", "--system", "unknown", *FOLDERS)
    assert done.exit_code == 2
    assert "statushub adapters new unknown --from body.txt" in done.stderr


def test_a_header_within_an_expression_is_told_where_it_is_missing_and_kept_where_it_came(run: Run, site: Path) -> None:
    path = site / "adapters" / "press.toml"
    path.write_text(path.read_text().replace('"header:X-Delivery"', "\"concat(auftrag, header('X-Delivery'))\""))
    without = run("adapters", "try", "body.txt", "--system", "press", *FOLDERS)
    assert "it came without the header x-delivery" in without.stdout
    given = ("--header", "X-Delivery: d-1", "--header", "X-Token: s3cret", "--keep", "whole")
    done = run("adapters", "try", "body.txt", "--system", "press", *given, *FOLDERS)
    assert "it came without" not in done.stdout
    kept = json.loads((site / "adapters/samples/press/whole.json").read_text())
    assert (kept["headers"], kept["reports"][0]["delivery_id"]) == ({"x-delivery": "d-1"}, "4711d-1")


def test_what_is_kept_holds_the_adapter_to_what_came_of_it(run: Run, site: Path) -> None:
    given = ("--header", "X-Delivery: d-1", "--header", "X-Token: s3cret", "--keep", "checked")
    done = run("adapters", "try", "body.txt", "--system", "press", *given, *FOLDERS)
    assert done.exit_code == 0, done.output
    kept = json.loads((site / "adapters/samples/press/checked.json").read_text())
    assert kept["headers"] == {"x-delivery": "d-1"}, "what proves who sent it is not kept"
    assert kept["text"].encode(kept["charset"]) == BODY
    assert kept["reports"] == [
        {
            "native_status": "geprüft",
            "occurred_at": "2026-01-26T08:33:05Z",
            "native_id": "4711",
            "delivery_id": "d-1",
            "means": "Resolved",
        }
    ]
    sound = run("adapters", "check", *FOLDERS)
    assert sound.exit_code == 0, sound.output
    assert "1 adapter, 1 sample: 0 errors" in sound.stderr
    table = site / "mappings" / "press.toml"
    table.write_text(table.read_text().replace("Resolved", "Closed"))
    changed = run("adapters", "check", *FOLDERS)
    assert changed.exit_code == 1
    assert "'geprüft' means Closed, and should be Resolved" in changed.stdout


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ({"id": 7, "at": "2026-01-26T09:30:00Z", "state": "done"}, {"reports"}),
        ({"id": 7, "at": "2026-01-26T09:30:00Z"}, {"reports", "ignored"}),
        ({"id": 7, "touched": True}, {"reports", "lookups"}),
    ],
)
def test_whatever_comes_of_a_body_is_kept(run: Run, tmp_path: Path, body: object, kept: set[str]) -> None:
    (tmp_path / "site/mappings").mkdir(parents=True)
    (tmp_path / "site/mappings/job.toml").write_text('[mapping.job]\n"done" = "Resolved"\n')
    (tmp_path / "site/adapters/job").mkdir(parents=True)
    (tmp_path / "site/adapters/job/adapter.toml").write_text(
        'system = "job"\noriginates = true\n[webhook]\nnative_id = "id"\noccurred_at = "at"\nstatus = "state"\n'
        'otherwise = "no state"\n[[webhook.shape]]\nwhen = "state"\n'
        '[[webhook.shape]]\nwhen = "touched"\nlookup = "job"\n'
        '[lookup.job]\npath = "/jobs/{id}"\n'
    )
    (tmp_path / "body.json").write_text(json.dumps(body))
    done = run("adapters", "try", "body.json", "--system", "job", "--keep", "one", *FOLDERS)
    assert done.exit_code == 0, done.output
    sample = json.loads((tmp_path / "site/adapters/job/samples/one.json").read_text())
    assert sample.keys() == {"headers", "body"} | kept
    checked = run("adapters", "check", *FOLDERS)
    assert checked.exit_code == 0, checked.output


@pytest.mark.parametrize(
    ("system", "name", "said"),
    [
        ("press", "../one", "is no name of a sample"),
        ("press", "there", "is there already"),
        ("mes", "one", "is not the site's"),
    ],
)
def test_nothing_is_kept_where_it_does_not_belong(run: Run, site: Path, system: str, name: str, said: str) -> None:
    (site / "adapters/samples/press").mkdir(parents=True)
    (site / "adapters/samples/press/there.json").write_text("{}")
    body = {"job": {"id": "J-1", "state": "DONE", "ticket": "SRV-20260126-00872-A9F"}, "at": 1769419800000}
    (site.parent / "body.json").write_text(json.dumps(body))
    payload = "body.txt" if system == "press" else "body.json"
    done = run("adapters", "try", payload, "--system", system, "--keep", name, *FOLDERS)
    assert done.exit_code == 2, done.output
    assert said in done.stderr
    assert [path.name for path in site.rglob("*.json")] == ["there.json"]


def test_what_is_not_understood_is_not_kept(run: Run, site: Path) -> None:
    (site / "mappings" / "press.toml").write_text('[mapping.press]\n"fertig" = "Resolved"\n')
    done = run("adapters", "try", "body.txt", "--system", "press", "--keep", "one", *FOLDERS)
    assert done.exit_code == 1
    assert not (site / "adapters" / "samples").exists()


@pytest.mark.parametrize("text", ["concat(body:plant, '/', no)", "body:concat(header:X-Plant, no)"])
def test_what_is_combined_with_the_body_around_it_is_told_how(run: Run, site: Path, text: str) -> None:
    path = site / "adapters" / "press.toml"
    path.write_text(path.read_text().replace('"auftrag"', f'"{text}"'))
    done = run("adapters", "try", "body.txt", "--system", "press", *FOLDERS)
    assert done.exit_code == 2
    assert "pairs([@], 'tickets')" in done.stderr
