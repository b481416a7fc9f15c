"""Files in a folder are read when they are whole, and put away when everything in them is safe."""

import asyncio
import gzip
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.contract import Connection, NotAllowed, NotReached, Piece
from adapters.csv.folder import Folder
from adapters.documents import Unreadable
from adapters.manifest import parse_manifest
from adapters.reading import Reading
from adapters.registry import load_manifests, open_listener
from schemas.instant import SECOND, Instant, from_iso
from schemas.report import Report, with_delivery_id

NOON = from_iso("2026-01-26T12:00:00Z")
BASES = {"csv": Path(load_manifests()["csv"].source).read_text(encoding="utf-8")}
GOOD = "id,status,timestamp\nA,New,2026-01-26T09:00:00Z\nB,Resolved,2026-01-26T09:01:00Z\n"


class Desk:
    """A folder, the hub's store, and a clock on which a second passes with each look."""

    def __init__(self, path: Path, manifest: str = "") -> None:
        self.path = path
        self.now = NOON
        self.taken: list[Piece] = []
        self.take_fails: Exception | None = None
        self._manifest = parse_manifest(f'system = "old"\nextends = "csv"\n{manifest}', "old.toml", BASES)

    def clock(self) -> Instant:
        self.now += SECOND
        return self.now

    async def take(self, piece: Piece) -> None:
        if self.take_fails:
            raise self.take_fails
        self.taken.append(piece)

    def drop(self, name: str, text: str | bytes) -> Path:
        file = self.path / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file

    def listen(self, until: Callable[[], bool]) -> None:
        """Let the adapter look, until there is something to see."""
        connection = Connection(system="old", url=self.path.as_uri())
        listener = open_listener(self._manifest, connection, self.clock)

        async def listening() -> None:
            task = asyncio.create_task(listener.listen(self.take))
            try:
                async with asyncio.timeout(10):
                    while not until() and not task.done():
                        await asyncio.wait([task], timeout=0.01)
                if task.done():
                    await task
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

        asyncio.run(listening())

    def names(self, folder: str = "") -> list[str]:
        found = self.path / folder
        return sorted(each.name for each in found.iterdir() if each.is_file()) if found.is_dir() else []

    def reports(self) -> list[Report]:
        return [each for piece in self.taken if isinstance(piece.found, Reading) for each in piece.found.reports]

    def reasons(self) -> list[str]:
        return [piece.found.reason for piece in self.taken if isinstance(piece.found, Unreadable)]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, "[listen]\nevery = 0.1")


def test_a_file_is_read_row_by_row_and_put_away(desk: Desk) -> None:
    desk.drop("night.csv", GOOD)
    desk.listen(lambda: desk.names("done") == ["night.csv"])
    assert [(each.native_id, each.native_status) for each in desk.reports()] == [("A", "New"), ("B", "Resolved")]
    assert desk.reports()[0].occurred_at == from_iso("2026-01-26T09:00:00Z")
    assert (desk.names(), desk.names("failed")) == ([], [])


def test_a_file_is_not_read_while_it_grows(tmp_path: Path) -> None:
    file, folder = tmp_path / "a.csv", Folder(tmp_path, ["*.csv"])
    file.write_text("id")
    assert folder.whole(NOON) == []
    file.write_text("id,status")
    assert folder.whole(NOON + 3 * SECOND) == [], "it has grown since"
    assert folder.whole(NOON + 4 * SECOND) == []
    assert folder.whole(NOON + 5 * SECOND) == [file]
    os.utime(file, ns=(0, 0))
    assert folder.whole(NOON + 6 * SECOND) == [], "it was written anew"
    file.unlink()
    assert folder.whole(NOON + 9 * SECOND) == []


def test_only_files_that_are_meant_are_read(tmp_path: Path) -> None:
    for name in (".a.csv", "a.csv.tmp", "a.csv.part", "a.txt", "A.CSV", "b.csv.gz"):
        (tmp_path / name).write_text("id")
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "link.csv").symlink_to("/etc/passwd")
    folder = Folder(tmp_path, ["*.csv", "*.csv.gz"])
    folder.whole(NOON)
    assert [file.name for file in folder.whole(NOON + 2 * SECOND)] == ["A.CSV", "b.csv.gz"]


def test_a_row_that_cannot_be_read_is_told_with_file_and_line_and_the_others_are_taken(desk: Desk) -> None:
    desk.drop("a.csv", 'id,status,note\nA,New,"two\nlines"\nB\n\nC,,x\n,New,x\nD,Closed,x,\n')
    desk.listen(lambda: desk.names("done") == ["a.csv"])
    assert [each.native_id for each in desk.reports()] == ["A", "D"]
    assert desk.reasons() == [
        "a.csv, line 4: it has 1 cells, and the first line names 3 columns",
        "a.csv, line 6: there is no status at `status || state`",
        "a.csv, line 7: nothing at `uid`, `native_id || ticket || id` names a ticket",
    ]
    assert next(piece.body for piece in desk.taken if isinstance(piece.found, Unreadable)) == b'["B"]'


@pytest.mark.parametrize("mark", [",", ";", "|", "\t"])
def test_the_first_line_tells_what_stands_between_columns(desk: Desk, mark: str) -> None:
    desk.drop("a.csv", "\ufeff" + GOOD.replace(",", mark))
    desk.listen(lambda: desk.names("done") == ["a.csv"])
    assert len(desk.reports()) == 2


def test_a_packed_file_is_read_too(desk: Desk) -> None:
    desk.drop("a.csv.gz", gzip.compress(GOOD.encode()))
    desk.listen(lambda: desk.names("done") == ["a.csv.gz"])
    assert len(desk.reports()) == 2


@pytest.mark.parametrize(
    ("name", "content", "rows", "why"),
    [
        ("a.csv", b"", 0, "a.csv: its first line names no columns; write their names there"),
        ("a.csv", b"id,id,status\n", 0, "a.csv: two columns are named id; name each once"),
        ("a.csv", GOOD.encode() + b"C,\xff\n", 0, "a.csv: it cannot be read behind line 0: it is no text in utf-8-sig"),
        ("a.csv", GOOD.encode() + b'C,"New\n', 2, "a.csv: it cannot be read behind line 3: unexpected end of data"),
        ("a.csv.gz", gzip.compress(GOOD.encode(), mtime=0)[:-9], 2, "a.csv.gz: it cannot be read behind line"),
        ("a.csv.gz", b"no archive", 0, "a.csv.gz: it cannot be read behind line 0: Not a gzipped file"),
    ],
)
def test_a_file_that_cannot_be_read_to_its_end_is_told_and_put_aside(
    desk: Desk, name: str, content: bytes, rows: int, why: str
) -> None:
    desk.drop(name, content)
    desk.listen(lambda: desk.names("failed") == [name])
    assert len(desk.reports()) == rows
    assert desk.reasons()[0].startswith(why)
    assert desk.names("done") == []


def test_a_long_file_is_handed_over_in_parts(desk: Desk) -> None:
    desk.drop("a.csv", "id,status\n" + "".join(f"{number},New\n" for number in range(1203)))
    desk.listen(lambda: desk.names("done") == ["a.csv"])
    assert [each.native_id for each in desk.reports()] == [str(number) for number in range(1203)]


def test_a_file_stays_where_it_is_until_its_rows_are_safe_and_says_nothing_twice(desk: Desk) -> None:
    desk.drop("a.csv", "id,status\nA,New\nA,New\nB,New\n")
    desk.take_fails = NotReached("the store is away")
    with pytest.raises(NotReached):
        desk.listen(lambda: False)
    assert desk.names() == ["a.csv"]

    desk.take_fails = None
    desk.listen(lambda: desk.names("done") == ["a.csv"])
    first = [with_delivery_id(each).delivery_id for each in desk.reports()]
    desk.taken.clear()
    (desk.path / "done" / "a.csv").rename(desk.path / "again.csv")
    desk.listen(lambda: desk.names("done") == ["again.csv"])

    assert [with_delivery_id(each).delivery_id for each in desk.reports()] == first
    assert len(set(first)) == 3


def test_a_file_of_a_name_that_is_taken_gets_a_number(desk: Desk) -> None:
    for number in range(3):
        desk.drop("a.csv", GOOD + f"C{number},New,\n")
        desk.listen(lambda number=number: len(desk.names("done")) == number + 1)
    assert desk.names("done") == ["a.csv", "a.csv.2", "a.csv.3"]


def test_a_system_with_columns_of_its_own_names_them(tmp_path: Path) -> None:
    own = """
zone = "Europe/Berlin"
[listen]
delimiter = ";"
encoding = "cp1252"
files = ["auftraege_*.csv"]
every = 0.1
[webhook]
native_id = "\\"Auftrag\\""
status = ["Status", "Sperre"]
occurred_at = "\\"geändert am\\""
at_format = "%d.%m.%Y %H:%M"
"""
    desk = Desk(tmp_path, own)
    desk.drop("auftraege_1.csv", "Auftrag;Status;Sperre;geändert am\n7;Läuft;;26.01.2026 10:00\n".encode("cp1252"))
    desk.listen(lambda: desk.names("done") == ["auftraege_1.csv"])
    [report] = desk.reports()
    assert (report.native_id, report.native_status, report.occurred_at) == (
        "7",
        "Läuft",
        from_iso("2026-01-26T09:00:00Z"),
    )


@pytest.mark.parametrize("url", ["https://plant.example/x", "file://other/x"])
def test_an_address_that_is_no_folder_is_refused(tmp_path: Path, url: str) -> None:
    manifest = load_manifests()["csv"]
    with pytest.raises(NotAllowed, match="STATUSHUB_CSV_URL is no folder"):
        open_listener(manifest, Connection(system="csv", url=url), lambda: NOON)


@pytest.mark.parametrize("listen", ["encoding = 'klingon'", "colour = 'red'", "delimiter = ';;'"])
def test_a_listen_table_that_is_wrong_is_refused(tmp_path: Path, listen: str) -> None:
    with pytest.raises(NotAllowed, match="README"):
        Desk(tmp_path, f"[listen]\n{listen}").listen(lambda: False)


def test_a_folder_that_is_not_there_is_waited_for(desk: Desk) -> None:
    desk.path /= "absent"
    with pytest.raises(NotReached, match="is not there"):
        desk.listen(lambda: False)


def test_a_path_that_is_no_folder_needs_a_person(desk: Desk) -> None:
    desk.path = desk.drop("a.txt", "x")
    with pytest.raises(NotAllowed, match="cannot be read"):
        desk.listen(lambda: False)


def test_a_file_that_cannot_be_moved_needs_a_person(desk: Desk) -> None:
    desk.drop("a.csv", GOOD)
    desk.drop("done", "a file in the place of the folder")
    with pytest.raises(NotAllowed, match="let the hub write"):
        desk.listen(lambda: False)
