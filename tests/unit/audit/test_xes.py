"""XES logs: whose attribute counts, and files that are not what they say."""

import tracemalloc
from pathlib import Path

import pytest

from tests.unit.audit.given import a_file, audited, reasons

PROFILE = """
[columns]
status = ["concept:name", "lifecycle:transition"]
system = { value = "desk" }

[mapping.desk]
"Accepted/Started" = { status = "In Progress", after_done = "Reopened" }
"Done/Closed" = "Closed"
"""


def an_event(status: str, transition: str, at: str, more: str = "") -> str:
    return f"""
    <event>
      <string key="concept:name" value="{status}"><string key="concept:name" value="nested, not ours"/></string>
      <string key="lifecycle:transition" value="{transition}"/>
      <date key="time:timestamp" value="{at}"/>{more}
    </event>"""


def a_log(*traces: str, head: str = "", prefix: str = "") -> str:
    text = f"""<?xml version="1.0" encoding="UTF-8"?>{head}
<log xes.version="1.0" xmlns{":" + prefix[:-1] if prefix else ""}="http://www.xes-standard.org/">
  <global scope="event"><string key="concept:name" value="UNKNOWN"/></global>
  <string key="concept:name" value="the log"/>
  {"".join(traces)}
</log>
"""
    for tag in ("log", "trace", "event", "global", "string", "date") if prefix else ():
        text = text.replace(f"<{tag}", f"<{prefix}{tag}").replace(f"</{tag}", f"</{prefix}{tag}")
    return text


def a_trace(ticket: str, *events: str) -> str:
    return f'<trace>{"".join(events)}<string key="concept:name" value="{ticket}"/></trace>'


STARTED = an_event("Accepted", "Started", "2026-01-26T09:00:00.000+01:00")
CLOSED = an_event("Done", "Closed", "2026-01-26T08:30:00Z")
STARTED_AGAIN = an_event("Accepted", "Started", "2026-01-26T08:40:00Z")
STORY = a_trace("T1", STARTED, CLOSED, STARTED_AGAIN)


@pytest.mark.parametrize("prefix", ["", "xes:"])
def test_ticket_and_time_need_no_column_in_xes(tmp_path: Path, prefix: str) -> None:
    found = audited(tmp_path, a_file(tmp_path, "log.xes", a_log(STORY, prefix=prefix)), PROFILE)
    assert (found["tickets"], found["reports"], found["changes"], found["unmapped"]) == (1, 3, 3, {})
    [conflict] = found["conflicts"]
    assert (conflict["ticket"], conflict["rule"], conflict["seconds"]) == ("T1", "reopened-within", 600)
    assert found["from"] == "2026-01-26T08:00:00Z"


def test_an_event_s_attribute_comes_before_the_trace_s_but_for_the_ticket(tmp_path: Path) -> None:
    profile = PROFILE.replace('{ value = "desk" }', '{ column = "desk" }').replace(
        "[columns]", '[columns]\nticket = "id"'
    )
    trace = f"""<trace><string key="id" value="T1"/><string key="desk" value="desk"/>
        {an_event("Done", "Closed", "2026-01-26", '<string key="id" value="E1"/>')}
        {an_event("Done", "Closed", "2026-01-26", '<string key="desk" value="other"/>')}</trace>
        <trace>{an_event("Done", "Closed", "2026-01-26", '<string key="id" value="E1"/>')}</trace>"""
    found = audited(tmp_path, a_file(tmp_path, "log.xes", a_log(trace)), profile)
    assert (found["tickets"], found["changes"], found["unmapped"]) == (1, 1, {"other": {"Done/Closed": 1}})
    assert reasons(found)[0][1] == "it names no system"


@pytest.mark.parametrize(("column", "ticket"), [("case:id", "T"), ("trace:id", "T"), ("event:id", "E"), ("id", "T")])
def test_a_prefix_says_whose_attribute_it_is(tmp_path: Path, column: str, ticket: str) -> None:
    events = (
        an_event("Done", "Closed", "2026-01-26T08:00:00Z", '<string key="id" value="E"/>'),
        an_event("Accepted", "Started", "2026-01-26T08:05:00Z", '<string key="id" value="E"/>'),
    )
    trace = f'<trace><string key="id" value="T"/>{"".join(events)}</trace>'
    profile = PROFILE.replace("[columns]", f'[columns]\nticket = "{column}"')
    found = audited(tmp_path, a_file(tmp_path, "log.xes", a_log(trace)), profile)
    assert found["conflicts"][0]["ticket"] == ticket


def test_events_that_lack_something_are_shown_with_their_line(tmp_path: Path) -> None:
    nameless = f"<trace>{STARTED}</trace>"
    timeless = a_trace("T2", STARTED.replace("time:timestamp", "time:other"))
    found = audited(tmp_path, a_file(tmp_path, "log.xes", a_log(STORY, nameless, timeless)), PROFILE)
    assert (found["tickets"], found["reports"]) == (1, 3)
    assert [why for _, why in reasons(found)] == ["it names no ticket", "it has no time"]
    assert [line for line, _ in reasons(found)] == [21, 26]


def test_a_file_that_breaks_off_keeps_what_was_read(tmp_path: Path) -> None:
    text = a_log(STORY, a_trace("T2", STARTED))
    found = audited(tmp_path, a_file(tmp_path, "log.xes", text[: text.index("T2")]), PROFILE)
    assert (found["tickets"], found["unreadable_count"]) == (1, 1)
    assert reasons(found)[0][1].startswith("no XML from here on: ")


def test_entities_are_refused_before_they_expand(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE log [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    found = audited(tmp_path, a_file(tmp_path, "log.xes", a_log(STORY, head=bomb)), PROFILE)
    assert (found["reports"], reasons(found)) == (0, [(1, "it declares entities, which no XES log needs")])


def test_xml_of_another_kind_is_shown(tmp_path: Path) -> None:
    found = audited(tmp_path, a_file(tmp_path, "log.xml", "<html><trace/></html>"), PROFILE)
    assert reasons(found) == [(1, "it is XML but no XES log: its root is <html>")]


@pytest.mark.parametrize("encoding", ["cp1252", "iso-8859-15"])
def test_an_encoding_of_one_byte_a_character_is_read(tmp_path: Path, encoding: str) -> None:
    text = a_log(STORY.replace("Closed", "Schließt")).replace("UTF-8", encoding)
    found = audited(tmp_path, a_file(tmp_path, "log.xes", text.encode(encoding)), PROFILE)
    assert found["unmapped"] == {"desk": {"Done/Schließt": 1}}


@pytest.mark.parametrize("encoding", ["gbk", "UTF-9", "rot13"])
def test_another_encoding_is_named(tmp_path: Path, encoding: str) -> None:
    text = a_log(STORY).replace("UTF-8", encoding)
    found = audited(tmp_path, a_file(tmp_path, "log.xes", text), PROFILE)
    assert reasons(found) == [(1, f"its encoding '{encoding}' cannot be read: save it as UTF-8")]


def test_deep_nesting_is_no_problem(tmp_path: Path) -> None:
    depth = 100_000
    nested = '<list key="x">' * depth + "</list>" * depth
    found = audited(tmp_path, a_file(tmp_path, "log.xes", a_log(a_trace("T1", nested, STARTED))), PROFILE)
    assert found["reports"] == 1


def test_memory_does_not_grow_with_what_the_profile_does_not_name(tmp_path: Path) -> None:
    ballast = f'<string key="text" value="{"x" * 1000}"/>' * 10
    path = a_file(
        tmp_path, "log.xes", a_log(*[a_trace("T1", *[STARTED.replace("</event>", f"{ballast}</event>")] * 20)] * 100)
    )
    assert path.stat().st_size > 20_000_000
    tracemalloc.start()
    try:
        assert audited(tmp_path, path, PROFILE)["reports"] == 2000
        assert tracemalloc.get_traced_memory()[1] < 8_000_000
    finally:
        tracemalloc.stop()
