"""Files as people have them: compressed, several in one, misnamed, damaged."""

import gzip
import os
import zipfile
from pathlib import Path

import pytest

from hub.application.audit.run import LogError, audit
from tests.unit.audit.given import DESKS, HEADER, a_csv, a_file, audited, reasons
from tests.unit.audit.test_xes import PROFILE as XES_PROFILE
from tests.unit.audit.test_xes import STORY as XES_STORY
from tests.unit.audit.test_xes import a_log

LOG = f"{HEADER}\nT1,crm,New,2026-01-26T08:00:00Z\n"


def a_zip(folder: Path, members: dict[str, str | bytes], name: str = "logs.zip") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return path


@pytest.mark.parametrize("name", ["log.csv.gz", "log.CSV.GZ", "log.csv", "log", "log.dat"])
def test_gzip_is_known_by_its_content(tmp_path: Path, name: str) -> None:
    assert audited(tmp_path, a_file(tmp_path, name, gzip.compress(LOG.encode())))["reports"] == 1


@pytest.mark.parametrize("name", ["log.xes", "log.xml", "log", "log.dat"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_xes_is_known_by_its_name_or_its_content(tmp_path: Path, name: str, encoding: str) -> None:
    path = a_file(tmp_path, name, a_log(XES_STORY).encode(encoding))
    assert audited(tmp_path, path, XES_PROFILE)["reports"] == 3


def test_xes_may_come_in_utf_16(tmp_path: Path) -> None:
    path = a_file(tmp_path, "log", a_log(XES_STORY).replace("UTF-8", "UTF-16").encode("utf-16"))
    assert audited(tmp_path, path, XES_PROFILE)["reports"] == 3


def test_a_zip_may_hold_several_logs_and_other_things(tmp_path: Path) -> None:
    path = a_zip(
        tmp_path,
        {
            "read me.txt": "Two logs.\n",
            "a/one.csv": LOG,
            "a/two.csv.gz": gzip.compress(f"{LOG}?\n".encode()),
            "__MACOSX/a/._one.csv": b"\0\5\x16\7",
        },
    )
    found = audited(tmp_path, path)
    assert (found["reports"], found["duplicates"]) == (2, 1)
    assert [row["file"] for row in found["unreadable"]] == [f"{path}/a/two.csv.gz"]


def test_a_zip_of_one_log_without_a_name_is_read(tmp_path: Path) -> None:
    assert audited(tmp_path, a_zip(tmp_path, {"export": LOG}))["reports"] == 1


def test_a_spreadsheet_is_not_taken_for_a_zip_of_logs(tmp_path: Path) -> None:
    path = a_zip(tmp_path, {"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"}, "log.xlsx")
    assert reasons(audited(tmp_path, path)) == [(1, "it is a spreadsheet: save it as CSV")]


def test_what_is_no_text_is_no_log(tmp_path: Path) -> None:
    assert reasons(audited(tmp_path, a_file(tmp_path, "log.bin", b"\x7fELF\0\0\1"))) == [
        (1, "it is neither CSV nor XES")
    ]


def test_a_damaged_file_keeps_what_could_be_read(tmp_path: Path) -> None:
    rows = "".join(f"T{number},crm,New,2026-01-26T08:00:00Z\n" for number in range(50_000))
    packed = gzip.compress((f"{HEADER}\n{rows}").encode())
    damaged = a_file(tmp_path, "log.csv.gz", packed[: len(packed) // 2])
    whole = a_csv(tmp_path, ["U1,crm,New,2026-01-26T08:00:00Z"], name="other.csv")
    found = audited(tmp_path, [damaged, whole])
    assert 10_000 < found["reports"] < 50_000
    assert found["unreadable_count"] == 1
    assert reasons(found)[0][1].startswith("the file is damaged from here on: ")


@pytest.mark.parametrize("content", [b"PK\x03\x04 no zip", b"\x1f\x8b no gzip"])
def test_a_file_that_only_begins_like_an_archive_is_shown(tmp_path: Path, content: bytes) -> None:
    found = audited(tmp_path, a_file(tmp_path, "log.csv", content))
    assert reasons(found)[0][1].startswith("the file is damaged from here on: ")


def test_layers_end_somewhere(tmp_path: Path) -> None:
    packed = LOG.encode()
    for _ in range(10):
        packed = gzip.compress(packed)
    found = audited(tmp_path, a_file(tmp_path, "log.csv.gz", packed))
    assert reasons(found) == [(1, "it is packed in too many layers: unpack it")]


def test_an_encrypted_zip_is_shown(tmp_path: Path) -> None:
    path = a_zip(tmp_path, {"log.csv": LOG})
    content = bytearray(path.read_bytes())
    content[6] |= 1  # the flag in the local header
    content[content.index(b"PK\x01\x02") + 8] |= 1  # and in the directory
    found = audited(tmp_path, a_file(tmp_path, "secret.zip", bytes(content)))
    assert found["unreadable"][0]["file"].endswith("secret.zip/log.csv")


@pytest.mark.parametrize("there", ["no such file", "this is a folder"])
def test_a_path_that_cannot_be_a_log_is_named_at_once(tmp_path: Path, there: str) -> None:
    path = tmp_path if "folder" in there else tmp_path / "absent.csv"
    with pytest.raises(LogError, match=there):
        audit([path], a_file(tmp_path, "profile.toml", DESKS))


def test_a_file_name_need_not_be_utf_8(tmp_path: Path) -> None:
    path = a_file(tmp_path, os.fsdecode(b"caf\xe9.csv"), f"{LOG}?\n")
    assert audited(tmp_path, path)["unreadable"][0]["file"].endswith("caf?.csv")
