"""What the README tells a newcomer to type does what it says."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.acceptance.running import STATUSHUB, Up, environment, free_port
from tests.needs import ROOT

FEED_SECONDS = 3


def commands_of(page: str) -> str:
    """Every command line of a page's shell blocks that speaks to a running hub, in order."""
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / page).read_text("utf-8"), re.DOTALL)
    return "\n".join(block for block in blocks if "curl" in block or "KEY=" in block or "keys issue" in block)


def answers_of(script: str, hub: Up) -> list[dict[str, object]]:
    """Run the commands against the hub; the JSON documents that they print."""
    for shown, real in {
        "localhost:8600": hub.address.removeprefix("http://"),
        "statushub-data/admin.key": str(hub.folder / "admin.key"),
        ".venv/bin/statushub": STATUSHUB,
        "curl -sSN": f"timeout {FEED_SECONDS} curl -sSN",
    }.items():
        assert shown in script, f"the page no longer says {shown}"
        script = script.replace(shown, real)
    script = "\n".join(line for line in script.splitlines() if "make up" not in line)
    # The page cannot know the conflict's UID; whoever types reads it from the answer before.
    queue = f"curl -sS -H 'Authorization: Bearer {hub.key}' '{hub.address}/api/v1/conflicts?state=open'"
    script = script.replace("QAX-...", f"$({queue} | grep -o 'QAX-[0-9]*-[0-9]*-[0-9A-F]*' | head -1)")
    done = subprocess.run(
        ["bash", "-c", script],
        env=environment({"STATUSHUB_DATA": str(hub.folder)}),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    decoder, found, rest = json.JSONDecoder(), [], done.stdout
    while (start := rest.find("{")) >= 0:
        document, end = decoder.raw_decode(rest[start:])
        found.append(document)
        rest = rest[start + end :]
    return found


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_readme_tells_the_story_of_a_conflict(page: str, folder: Path) -> None:
    with Up(folder, free_port()) as hub:
        solved, reopened, queue, decided, feed, *streamed = answers_of(commands_of(page), hub)

    assert (solved["verdict"], solved["frozen"]) == ("accepted", False)
    assert (reopened["verdict"], reopened["frozen"]) == ("accepted", True)
    assert [item["conflict"] for item in queue["items"]] == [reopened["conflict"]]  # type: ignore[attr-defined]
    assert decided["status"] == "Reopened"
    versions = [item["data"]["version"] for item in feed["items"]]  # type: ignore[attr-defined]
    assert versions == [1, 2, 3]
    assert [event["data"]["version"] for event in streamed] == versions  # type: ignore[index]
