"""A webhook that is delivered twice, to a whole hub."""

from __future__ import annotations

from tests.integration.gateway.conftest import SECRETS, Caller

ORDER = {"_model": "mrp.production", "_id": 17, "state": "progress", "write_date": "2026-01-26 09:35:20"}


async def test_a_webhook_that_is_delivered_again_has_no_second_effect(caller: Caller) -> None:
    [secret] = SECRETS["odoo"]
    path = f"/webhooks/odoo?key={secret}"

    first = await caller.post(path, ORDER, expect=202)
    again = await caller.post(path, ORDER, expect=202)
    refused = await caller.post(path + "x", ORDER | {"state": "done"}, expect=401)

    assert (first["verdict"], again["verdict"]) == ("accepted", "duplicate")
    assert again["delivery_id"] == first["delivery_id"]
    assert refused["type"].endswith("bad-signature")
