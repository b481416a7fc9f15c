"""How far the systems agree, over HTTP."""

from __future__ import annotations

import pytest

from tests.integration.gateway.conftest import Caller

pytestmark = [pytest.mark.postgres, pytest.mark.asyncio]


async def test_tickets_that_are_yellow_or_in_contradiction_are_counted(caller: Caller) -> None:
    for _ in range(2):
        apart = await caller.mint()
        await caller.report("mes", "PENDING", minutes_ago=90, uid=apart)
        await caller.report("crm", "Closed", minutes_ago=60, uid=apart)
    behind = await caller.mint()
    await caller.report("mes", "PENDING", minutes_ago=90, uid=behind)
    await caller.report("crm", "Working", minutes_ago=60, uid=behind)
    found = await caller.get("/api/v1/consistency")
    assert (found["yellow"], found["contradictions"], found["agreeing"]) == (3, 2, 3)
    assert len((await caller.get("/api/v1/contradictions"))["items"]) == 2
