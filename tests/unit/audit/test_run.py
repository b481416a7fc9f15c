"""What a person gets: text, JSON or a page, on the terminal or in a file."""

import io
import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from hub.application.audit.progress import Progress
from hub.application.audit.run import OK, WRONG, Format, run_audit
from tests.unit.audit.given import DESKS, HEADER, a_csv, a_file

EVIL = "<script>alert(1)</script>\x1b[31m"
ROWS = [
    "T1,crm,New,2026-01-26T08:00:00Z",
    "T1,crm,Fixed,2026-01-26T09:00:00Z",
    "T1,mes,Job running,2026-01-26T09:04:10Z",
    f"{EVIL},crm,Fixed,2026-01-26T09:00:00Z",
    f"{EVIL},crm,Back,2026-01-26T09:00:02Z",
    f"T3,crm,{EVIL},2026-01-26T09:00:00Z",
    "T4,crm",
    "T5,crm,Fixed,2026-01-26T10:00:00Z",
    "T5,mes,Job open,2026-01-26T07:00:00Z",
]


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return a_file(tmp_path, "profile.toml", DESKS)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return a_csv(tmp_path, ROWS)


def written(log: Path, profile: Path, form: Format) -> str:
    out = log.with_name("report")
    assert run_audit([log], profile, form, out) == OK
    return out.read_text("utf-8")


def test_text_shows_numbers_and_explains_the_worst_conflicts_in_both_languages(log: Path, profile: Path) -> None:
    text = written(log, profile, Format.TEXT)
    assert "  4  tickets · 工单\n" in text
    assert "  2  tickets the hub would have frozen · 会被冻结的工单\n" in text
    assert '4 min 10 s later mes reported "Job running" (In Progress)' in text
    assert "4 分 10 秒后 mes 报告“Job running”（处理中）" in text
    assert "log.csv:8: fields: 2 instead of 4 · 有 2 个字段，应为 4 个" in text
    assert re.search(r"T5: crm Resolved, mes New", text)


def test_text_cannot_steer_the_terminal(log: Path, profile: Path) -> None:
    text = written(log, profile, Format.TEXT)
    assert "\x1b" not in text
    assert "alert(1)" in text


def test_the_page_stands_alone_and_escapes_what_comes_from_outside(log: Path, profile: Path) -> None:
    page = written(log, profile, Format.HTML)
    assert "<script" not in page
    assert not re.search(r"https?://|@import|url\(|src=", page)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "prefers-color-scheme: dark" in page


def test_the_page_is_well_formed_and_shows_every_section(log: Path, profile: Path) -> None:
    class Headings(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.open: list[str] = []
            self.sections = 0

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag not in {"meta", "br"}:
                self.open.append(tag)
            self.sections += tag == "h2"

        def handle_endtag(self, tag: str) -> None:
            assert self.open.pop() == tag

    reader = Headings()
    reader.feed(written(log, profile, Format.HTML))
    assert reader.open == []
    assert reader.sections == 7


def test_json_goes_to_standard_output_and_nothing_else_does(
    log: Path, profile: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run_audit([log], profile, Format.JSON) == OK
    out, err = capfdbinary.readouterr()
    found = json.loads(out)
    assert list(found)[:10] == [
        "tickets",
        "reports",
        "duplicates",
        "changes",
        "unmapped",
        "unreadable",
        "frozen_tickets",
        "conflicts",
        "deviation",
        "consistency",
    ]
    assert err == b""


def test_an_earlier_report_is_replaced_as_a_whole_and_nothing_is_left_beside_it(log: Path, profile: Path) -> None:
    out = log.with_name("report")
    out.write_text("old " * 10_000, "utf-8")
    json.loads(written(log, profile, Format.JSON))
    assert {path.name for path in log.parent.iterdir()} == {"log.csv", "profile.toml", "report"}


def test_a_report_that_cannot_be_written_is_an_error_with_a_cure(
    log: Path, profile: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_audit([log], profile, Format.TEXT, log / "under" / "a file") == WRONG
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize("missing", ["log", "profile", "rules"])
def test_what_cannot_be_used_ends_the_run_with_a_sentence(
    log: Path, profile: Path, missing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    absent = log.with_name("absent")
    code = run_audit(
        [absent if missing == "log" else log],
        absent if missing == "profile" else profile,
        rules_path=absent if missing == "rules" else None,
    )
    out, err = capsys.readouterr()
    assert (code, out) == (WRONG, "")
    assert str(absent) in err
    assert err.count("\n") == 1


def test_progress_is_shown_where_somebody_watches_and_leaves_nothing_behind(
    tmp_path: Path, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(sys, "stderr", screen)
    log = a_csv(tmp_path, ROWS[:1] * 5000)
    assert run_audit([log], profile, Format.JSON, tmp_path / "report", show_progress=True) == OK
    assert re.search(r"\d+ %  2,000 rows · 2,000 行", screen.getvalue())
    assert screen.getvalue().endswith("\r\x1b[K")


def test_progress_never_promises_more_than_all() -> None:
    screen = io.StringIO()
    Progress(screen, 100)(250, 1)
    assert "100 %" in screen.getvalue()


def test_a_long_list_is_cut_and_says_so(tmp_path: Path, profile: Path) -> None:
    rows = [
        f"T{number},crm,{word},2026-01-26T08:0{minute}:00Z"
        for number in range(600)
        for word, minute in [("Fixed", 0), ("Back", 1)]
    ]
    log = a_csv(tmp_path, rows, HEADER)
    assert "… and 590 more · 另有 590 项" in written(log, profile, Format.TEXT)
    assert "and 100 more" in written(log, profile, Format.HTML)
    assert len(json.loads(written(log, profile, Format.JSON))["conflicts"]) == 600
