"""Manifests: what they say, and how they say what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.errors import ManifestErrors
from adapters.manifest import parse_manifest
from adapters.registry import load_manifests, systems_that_originate

SOUND = """
system = "fax"
[webhook]
native_id = "id"
status = "state"
"""


def test_a_manifest_needs_little() -> None:
    manifest = parse_manifest(SOUND, "fax.toml")
    assert (manifest.title, manifest.originates, manifest.auth.kind) == ("fax", False, "api-key")
    assert manifest.secret_setting == "STATUSHUB_SECRET_FAX"


def test_the_version_follows_the_text() -> None:
    assert parse_manifest(SOUND, "a").version == parse_manifest(SOUND, "b").version
    assert parse_manifest(SOUND, "a").version != parse_manifest(SOUND + "note = 'n'", "a").version


POLLED = SOUND + "[poll]\npath = '/faxes'\nid = 'id'\nat = 'at'\n"
LOOKED_UP = SOUND + "[lookup.fax]\npath = '/faxes/{id}'\n"
WRITTEN = SOUND + "[write]\npath = '/a'\n[write.read]\npath = '/b'\nword = 'state'\n"
FOUND = "[write.find]\npath = '/c'\nitems = '@'\nname = 'no'\nkey = 'id'\n"
TOLD = "[write.uid]\npath = '/d'\n[write.uid.read]\npath = '/e'\nword = 'field'\n"


def test_a_parameter_of_an_address_is_no_part_of_an_answer() -> None:
    with pytest.raises(ManifestErrors, match="reads a parameter of an address, and of an answer the body alone"):
        parse_manifest(POLLED + "items = \"query('items')\"", "fax.toml")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (POLLED.replace("'at'", "'header:Date'"), "poll.at"),
        (POLLED + "items = \"header('X-Items') || @\"", "poll.items"),
        (POLLED + "body = \"merge(item, {by: header('X-By')})\"", "poll.body"),
        (LOOKED_UP + "body = 'header:X-Body'", 'lookup."fax".body'),
        (WRITTEN.replace("'state'", "'header:X-State'"), "write.read.word"),
        (WRITTEN.replace("[write]", "[write]\nrefused = \"header('X-Why')\""), "write.refused"),
        (WRITTEN + FOUND.replace("'no'", "'header:X-No'"), "write.find.name"),
        (WRITTEN + TOLD.replace("'field'", "'header:X-Uid'"), "write.uid.read.word"),
    ],
)
def test_a_header_of_an_answer_is_refused_for_nothing_would_be_found_there(text: str, key: str) -> None:
    with pytest.raises(ManifestErrors) as raised:
        parse_manifest(text, "fax.toml")
    [found] = raised.value.problems
    assert (found.file, found.key) == ("fax.toml", key)
    assert "reads a header, and of an answer the body alone is read" in found.problem
    assert "take it from the answer itself" in found.cure


@pytest.mark.parametrize(
    ("text", "key"),
    [(POLLED + "items = ''", "poll.items"), (LOOKED_UP + "body = ''", 'lookup."fax".body')],
)
def test_what_an_answer_cannot_be_read_without_may_not_be_empty(text: str, key: str) -> None:
    with pytest.raises(ManifestErrors) as raised:
        parse_manifest(text, "fax.toml")
    assert [(found.key, "no JMESPath" in found.problem) for found in raised.value.problems] == [(key, True)]


@pytest.mark.parametrize(
    ("text", "key", "problem"),
    [
        ("system = ", "", "not TOML"),
        ("title = 'x'", "", "system"),
        ("system = 'F A X'", "system", "no name of a system"),
        ("system = 'jira-eu'", "system", "no name of a system"),
        ("system = 'fax'\nzone = 'Mars/Olympus'", "zone", "no time zone"),
        ("system = 'fax'\nzone = '../../etc/passwd'", "zone", "no time zone"),
        ("system = 'fax'\ncolour = 'red'", "", "unknown field `colour`"),
        ("system = 'fax'\n[webhook]\nstate = 'x'", "webhook", "unknown field `state`"),
        ("system = 'fax'\n[webhook]\nstatus = 'x'", "webhook", "which ticket"),
        ("system = 'fax'\n[webhook]\nuid = 'x'", "webhook", "what the status is"),
        ("system = 'fax'\n[webhook]\nuid = 'a b'\nstatus = 'x'", "webhook.uid", "no JMESPath"),
        ("system = 'fax'\n[webhook]\nuid = 'header:'\nstatus = 'x'", "webhook.uid", "no name"),
        ("system = 'fax'\n[webhook]\nuid = 'a'\nstatus = ['x', '(']", "webhook.status", "no JMESPath"),
        ("system = 'fax'\n[webhook]\nuid = 'a'\nstatus = 'x'\nat_format = 'soon'", "webhook.at_format", "no form"),
        ("system = 'fax'\n[auth]\nkind = 'trust'", "auth.kind", "trust"),
        ("system = 'fax'\n[auth]\nkind = 'hmac-sha256'", "auth.header", "where the signature is"),
        ("system = 'fax'\n[auth]\nkind = 'hmac-sha256'\nencoding = 'rot13'", "auth.encoding", "rot13"),
        ("system = 'fax'\n[auth]\nkind = 'query'", "auth.query", "where the secret is"),
        ("system = 'fax'\n[auth]\nkind = 'mtls'", "auth.header", "where the signature is"),
        ("system = 'fax'\n[auth]\nkind = 'bearer'\nsigns = '{moon}'", "auth.signs", "{moon} is nothing"),
        ("system = 'fax'\n[auth]\nkind = 'bearer'\nsigns = '{timestamp}'", "auth.timestamp", "where it is"),
        ("system = 'fax'\n[auth]\nkind = 'bearer'\ntimestamp = 'X-Time'", "auth.timestamp", "not signed"),
        ("system = 'fax'\n[auth]\nkind = 'bearer'\ntimestamp_format = 'x'", "auth.timestamp_format", "no form"),
        ("system = 'fax'\n[auth]\nkind = 'bearer'\ntolerance = -1", "auth.tolerance", "negative"),
        ("system = 'fax'\n[answer]\nbody = 'x'\nstatus = 500", "answer.status", "299"),
    ],
)
def test_what_is_wrong_is_said_with_file_key_and_cure(text: str, key: str, problem: str) -> None:
    with pytest.raises(ManifestErrors) as raised:
        parse_manifest(text, "fax.toml")
    [found] = raised.value.problems
    assert (found.file, found.key) == ("fax.toml", key)
    assert problem in found.problem
    assert found.cure in str(raised.value)


def test_all_that_is_wrong_is_said_at_once() -> None:
    text = "system = 'F'\nzone = 'X'\n[webhook]\nuid = '('\nstatus = 'x'"
    with pytest.raises(ManifestErrors) as raised:
        parse_manifest(text, "fax.toml")
    assert [problem.key for problem in raised.value.problems] == ["system", "zone", "webhook.uid"]


def test_a_sites_adapters_stand_beside_and_in_place_of_the_built_in_ones(tmp_path: Path) -> None:
    (tmp_path / "fax.toml").write_text(SOUND)
    (tmp_path / "crm").mkdir()
    (tmp_path / "crm" / "adapter.toml").write_text(SOUND.replace("fax", "crm"))
    found = load_manifests(tmp_path)
    assert {"fax", "crm", "jira"} <= found.keys()
    assert Path(found["crm"].source).is_relative_to(tmp_path)
    assert "crm" not in systems_that_originate(found)
    assert {"jira", "itsm"} <= set(systems_that_originate(found))


def test_a_site_may_say_only_what_it_has_otherwise(tmp_path: Path) -> None:
    (tmp_path / "jira_eu.toml").write_text(
        """
        system = "jira_eu"
        extends = "jira"
        zone = "Europe/Berlin"
        [webhook]
        uid = "uid(issue.fields.customfield_10050)"
        [auth]
        kind = "header"
        header = "X-Key"
        """
    )
    found = load_manifests(tmp_path)
    mine, theirs = found["jira_eu"], found["jira"]
    assert (mine.title, mine.zone, mine.auth.kind, mine.auth.prefix) == (theirs.title, "Europe/Berlin", "header", "")
    assert mine.profile is not None
    assert theirs.profile is not None
    assert len(mine.profile.shapes) == len(theirs.profile.shapes)
    assert {shape.uid.text for shape in mine.profile.shapes if shape.uid} == {"uid(issue.fields.customfield_10050)"}
    assert mine.version.partition("@")[2] != theirs.version.partition("@")[2]


@pytest.mark.parametrize("name", ["'fax'", "5", "'jira_eu'"])
def test_only_an_adapter_that_comes_with_the_hub_can_be_extended(name: str, tmp_path: Path) -> None:
    (tmp_path / "jira_eu.toml").write_text(f"system = 'jira_eu'\nextends = {name}")
    with pytest.raises(ManifestErrors, match=r"extends: there is no adapter .* extend one that comes with the hub: "):
        load_manifests(tmp_path)


def test_every_wrong_file_of_a_site_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("system =")
    (tmp_path / "b.toml").write_bytes(b"\xff")
    (tmp_path / "c.toml").write_text(SOUND)
    (tmp_path / "fax.toml").write_text(SOUND)
    (tmp_path / "fax").mkdir()
    (tmp_path / "fax" / "adapter.toml").write_text(SOUND)
    with pytest.raises(ManifestErrors) as raised:
        load_manifests(tmp_path)
    said = str(raised.value)
    assert [Path(problem.file).name for problem in raised.value.problems] == [
        "a.toml",
        "b.toml",
        "c.toml",
        "adapter.toml",
    ]
    assert "stands in the place of" in said
    assert "has an adapter already" in said


def test_a_folder_that_does_not_exist_is_no_empty_one(tmp_path: Path) -> None:
    with pytest.raises(ManifestErrors, match="does not exist"):
        load_manifests(tmp_path / "adapters")


HEADERS_READ = """
system = "fax"
[webhook]
unwrap = "header('ce-id') && {id: header('ce-id'), state: state} || @"
reports = "to_array(header('X-List') || @)"
only = "!(header('X-Test'))"
native_id = "id"
status = ["header:X-State", "state"]
delivery_id = "header:webhook-id"
actor = "header:Authorization"
note = "header:X-Proof"
[[webhook.shape]]
when = "header('X-Kind') == 'status'"
event = "header:X-Event"
[[webhook.shape]]
occurred_at = "header:X-Time"
[auth]
kind = "header"
header = "X-Proof"
"""


def test_those_headers_are_kept_of_a_body_that_any_of_its_manifest_reads() -> None:
    manifest = parse_manifest(HEADERS_READ, "fax.toml")
    read = "ce-id webhook-id x-event x-kind x-list x-state x-test x-time"
    sent = dict.fromkeys([*read.split(), "user-agent", "x-other"], "1")
    assert manifest.kept(sent) == dict.fromkeys(read.split(), "1")
    assert manifest.kept({"x-kind": "status"}) == {"x-kind": "status"}
    assert parse_manifest(SOUND, "fax.toml").kept(sent) == {}
    assert parse_manifest("system = 'fax'", "fax.toml").kept(sent) == {}


def test_no_header_is_kept_that_proves_the_sender_nor_one_without_end() -> None:
    manifest = parse_manifest(HEADERS_READ, "fax.toml")
    assert manifest.kept({"authorization": "Bearer s3cret", "x-proof": "s3cret", "x-state": "x" * 4_097}) == {}
