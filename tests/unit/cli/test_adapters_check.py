"""`statushub adapters check`: what is wrong with an adapter, by file, line and cure."""

import json
from pathlib import Path

import pytest

from adapters.places import line_of, line_told
from tests.unit.cli.conftest import Run

MANIFEST = """system = "servo"
originates = true

[webhook]
native_id = "id"

[[webhook.shape]]
when = "state"
status = "state"

[[webhook.shape]]
when = "job"
lookup = "job"

[auth]
kind = "query"
query = "key"
"""
TABLE = """
[mapping.servo]
"busy" = { status = "In Progress", after_done = "Reopened" }
"done" = "Resolved"
"@writes" = ["Resolved"]
"""
SAMPLE = {
    "headers": {},
    "body": {"id": "7", "state": "done"},
    "reports": [{"native_id": "7", "native_status": "done", "means": "Resolved"}],
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for name, text in (("adapters", MANIFEST), ("mappings", TABLE)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "servo.toml").write_text(text)
    samples = tmp_path / "adapters" / "samples" / "servo"
    samples.mkdir(parents=True)
    (samples / "done.json").write_text(json.dumps(SAMPLE))
    return tmp_path


def check(run: Run, *more: str) -> tuple[int, list[str]]:
    done = run("adapters", "check", *more, "--adapters", "adapters", "--mappings", "mappings")
    return done.exit_code, done.stdout.splitlines()


def test_a_sound_adapter_is_told_what_a_person_should_judge(run: Run, site: Path) -> None:
    code, lines = check(run)
    assert code == 0
    assert [line.partition(": ")[0] for line in lines] == ["adapters/servo.toml:15", "adapters/servo.toml:13"]
    assert "addresses are logged" in lines[0]
    assert 'add [lookup."job"]' in lines[1]


def test_an_id_that_says_null_for_what_is_missing_is_told_once(run: Run, site: Path) -> None:
    file = site / "adapters" / "servo.toml"
    file.write_text(MANIFEST.replace('"id"', "\"join('/', [to_string(line), to_string(id)])\""))
    _, lines = check(run, "servo")
    [line] = [line for line in lines if "says null" in line]
    assert "webhook.shape[0].native_id" in line
    assert "use concat(" in line
    file.write_text(MANIFEST.replace('"id"', '"concat(line, id)"'))
    assert not any("says null" in line for line in check(run, "servo")[1])


def test_what_is_wrong_is_told_with_its_line(run: Run, site: Path) -> None:
    file = site / "adapters" / "servo.toml"
    file.write_text(MANIFEST.replace('when = "job"', 'when = "job ="'))
    code, [line] = check(run, "servo")
    assert code == 1
    assert line.startswith("adapters/servo.toml:12: error: webhook.shape[1].when:")
    assert "jmespath.org" in line

    file.write_text(MANIFEST.replace("[auth]", "[auth"))
    code, [line] = check(run)
    assert line.startswith("adapters/servo.toml:15: error: this is not TOML")

    file.write_text(MANIFEST.replace('"query"', '"body"'))
    code, [line] = check(run)
    assert line.startswith("adapters/servo.toml:16: error: auth.kind: Invalid enum value 'body'")
    assert "basic, header, query" in line


def test_an_adapter_that_keeps_no_sample_is_told_how(run: Run, site: Path) -> None:
    (site / "adapters" / "samples" / "servo" / "done.json").unlink()
    code, lines = check(run)
    assert code == 0
    [line] = [line for line in lines if "as a sample" in line]
    assert line.startswith("adapters/servo.toml:4: warning: webhook: ")
    assert "try BODY --system servo --keep NAME" in line
    ours = run("adapters", "check").stdout
    assert "as a sample" not in ours, "the samples of what comes with the hub are among its tests"


@pytest.mark.parametrize(
    ("more", "key", "problem", "severity"),
    [
        (
            '[write]\npath = "/j/{id}"\n[write.read]\npath = "/j/{id}"\nword = "state"\n[write.keys]\nbusy = "1"\n',
            "write.keys",
            "written as 'done'",
            "error",
        ),
        ('[lookup.bill]\npath = "/b/{id}"\n', 'lookup."bill"', "no shape of [webhook]", "warning"),
        ('[listen]\nkind = "radio"\n', "listen.kind", "nothing hears", "error"),
    ],
)
def test_parts_that_do_not_fit_together_are_told(
    run: Run, site: Path, more: str, key: str, problem: str, severity: str
) -> None:
    (site / "adapters" / "servo.toml").write_text(MANIFEST + more)
    code, lines = check(run, "--json")
    found = [each for each in json.loads("\n".join(lines)) if each["problem"].startswith(f"{key}: ")]
    assert [(each["severity"], problem in each["problem"]) for each in found] == [(severity, True)]
    assert found[0]["line"] > 15
    assert found[0]["cure"]
    assert code == (severity == "error")


def test_an_adapter_that_is_written_to_needs_words_to_write(run: Run, site: Path) -> None:
    (site / "mappings" / "servo.toml").write_text(TABLE.replace('"@writes"', "# "))
    write = '[write]\npath = "/j/{id}"\n[write.read]\npath = "/j/{id}"\nword = "state"\n'
    (site / "adapters" / "servo.toml").write_text(MANIFEST + write)
    assert any("lists no status to write" in line for line in check(run)[1])


def test_an_adapter_without_a_table_is_told(run: Run, site: Path) -> None:
    (site / "mappings" / "servo.toml").unlink()
    code, lines = check(run)
    assert code == 1
    assert "no mapping table" in lines[-1]


def test_the_samples_of_a_package_are_tried(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "acme_servo"
    (folder / "samples").mkdir(parents=True)
    (folder / "adapter.toml").write_text(MANIFEST)
    (folder / "mapping.toml").write_text(TABLE)
    (folder / "samples" / "good.json").write_text(json.dumps(SAMPLE))
    assert run("adapters", "check", str(folder)).exit_code == 0

    (folder / "samples" / "bad.json").write_text(json.dumps({**SAMPLE, "reports": []}))
    (folder / "samples" / "no.json").write_text("{}")
    done = run("adapters", "check", str(folder))
    assert done.exit_code == 1
    assert f"{folder / 'samples' / 'bad.json'}: error: it is read as" in done.stdout
    assert f"{folder / 'samples' / 'no.json'}: error: this is no sample" in done.stdout


def test_the_samples_of_a_site_lie_by_system(run: Run, site: Path) -> None:
    (site / "adapters" / "samples" / "servo" / "bad.json").write_text(json.dumps({**SAMPLE, "reports": []}))
    assert check(run)[0] == 1


@pytest.mark.parametrize(
    ("ticket", "state", "warned"), [("7", "busy", True), ("7", "done", False), ("8", "busy", False)]
)
def test_a_delivery_id_that_brings_two_statuses_is_told(
    run: Run, site: Path, ticket: str, state: str, warned: bool
) -> None:
    manifest = MANIFEST.replace('native_id = "id"', 'native_id = "id"\ndelivery_id = "hook"')
    (site / "adapters" / "servo.toml").write_text(manifest)
    meanings = {"done": "Resolved", "busy": "In Progress"}
    for name, number, word in (("done", "7", "done"), ("more", ticket, state)):
        body = {"id": number, "state": word, "hook": "h-1"}
        report = {"native_id": number, "native_status": word, "delivery_id": "h-1"}
        sample = {"headers": {}, "body": body, "reports": [{**report, "means": meanings[word]}]}
        (site / "adapters" / "samples" / "servo" / f"{name}.json").write_text(json.dumps(sample))
    code, lines = check(run)
    assert code == 0
    said = "adapters/samples/servo/more.json: warning: 'h-1' brings 'done' to 7 and then 'busy', as if sent again"
    assert any(line.startswith(said) for line in lines) is warned


def test_a_table_of_a_package_that_is_wrong_is_told_with_its_line(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "acme_servo"
    folder.mkdir()
    (folder / "adapter.toml").write_text(MANIFEST)
    (folder / "mapping.toml").write_text('[mapping.servo]\n"done" = "Finished"\n')
    done = run("adapters", "check", str(folder))
    assert done.exit_code == 1
    assert f"{folder / 'mapping.toml'}:2: error:" in done.stdout
    assert "no mapping table" not in done.stdout


def test_what_is_unfinished_for_other_systems_is_no_matter_of_this_one(run: Run, site: Path) -> None:
    (site / "mappings" / "press.toml").write_text('[mapping.press]\n"done" = "Finished"\n')
    (site / "adapters" / "press.toml").write_text("system =\n")
    code, lines = check(run, "servo")
    assert (code, [line for line in lines if "press" in line]) == (0, [])
    assert check(run, "press")[0] == 1
    (site / "adapters" / "press.toml").write_text(MANIFEST.replace("servo", "press"))
    code, lines = check(run)
    assert code == 1
    assert [line.partition(": ")[0] for line in lines if ": error: " in line] == ["mappings/press.toml:2"]


def test_a_setting_that_is_set_to_nothing_names_no_folder(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "press"\n')
    for name in ("ADAPTERS", "MAPPINGS", "RULES"):
        monkeypatch.setenv(f"STATUSHUB_{name}", "")
    done = run("adapters", "check", "sap")
    assert (done.exit_code, "pyproject" in done.stdout) == (0, False)
    assert "1 adapter, " in done.stderr
    assert run("mappings", "check").exit_code == 0
    assert run("rules", "check").exit_code == 0


def test_a_name_that_is_no_adapter_is_refused(run: Run, site: Path) -> None:
    assert run("adapters", "check", "servoo").exit_code == 2
    (site / "empty").mkdir()
    assert "holds no adapter" in run("adapters", "check", "empty").stderr


def test_what_comes_with_the_hub_has_no_errors(run: Run) -> None:
    assert run("adapters", "check").exit_code == 0


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("system", 1),
        ("webhook", 4),
        ("webhook.native_id", 5),
        ("webhook.status", 4),
        ("webhook.shape[0]", 7),
        ("webhook.shape[0].status", 9),
        ("webhook.shape[1].lookup", 13),
        ("webhook.shape[1].native_id", 11),
        ("webhook.shape[...].when", 8),
        ("auth.kind", 16),
        ("poll.path", 0),
        ('lookup."a job".path', 20),
    ],
)
def test_a_key_is_found_in_its_file(key: str, line: int) -> None:
    assert line_of(MANIFEST + '\n[lookup."a job"]\npath = "/x"\n', key) == line


def test_the_line_that_the_reader_of_toml_names_is_taken_over() -> None:
    assert line_told("Expected '=' (at line 3, column 7)") == 3
    assert line_told("no line") == 0
