"""Plays the day: each report at its time, over HTTP, signed as its system signs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import httpx

from adapters.manifest import Manifest
from hub.entrypoints.demo.bodies import Naming, by_api, webhook
from hub.entrypoints.demo.clock import PlantClock
from hub.entrypoints.demo.said import Happening, Ruled, Said
from hub.entrypoints.demo.signing import signature
from hub.entrypoints.demo.tally import Tally
from hub.entrypoints.signals import Stop

_JSON = {"Content-Type": "application/json"}


class Player:
    """Sends happenings to a hub, in their order, at the speed of the plant's clock."""

    def __init__(
        self,
        client: httpx.Client,
        clock: PlantClock,
        manifests: Mapping[str, Manifest],
        secrets: Mapping[str, str],
        keys: Mapping[str, str],
    ) -> None:
        """``secrets`` sign the webhooks of systems; ``keys`` are for the API: of a system, and of the ``reviewer``."""
        self._client = client
        self._clock = clock
        self._manifests = manifests
        self._secrets = secrets
        self._keys = keys
        self._naming = Naming()
        self._conflicts: dict[int, str] = {}
        self.tally = Tally()

    def play(
        self, happenings: Sequence[Happening], stop: Stop, told: Callable[[int], None] = lambda _done: None
    ) -> None:
        """Send everything at its time; ``told`` how many are through. Ends early when ``stop`` is set."""
        done = 0
        try:
            for together in _posts(happenings):
                self._clock.wait_for(together[0].sent)
                pause = self._clock.seconds_until(together[0].sent)
                if stop.asked or (pause > 0 and stop.wait(pause)):
                    return
                self._send(together, stop)
                done += len(together)
                told(done)
        finally:
            self._clock.release()

    def _send(self, together: Sequence[Happening], stop: Stop) -> None:
        first = together[0]
        try:
            if isinstance(first, Ruled):
                self._rule(first)
            else:
                self._report([item for item in together if isinstance(item, Said)])
        except httpx.HTTPError as error:
            if not stop.asked:
                self.tally.failures.append(f"{type(error).__name__}: {error}")

    def _report(self, said: Sequence[Said]) -> None:
        system = said[0].system
        # ERP has no webhook for half of its orders yet: an interface posts them to the API.
        answer = self._post_api(said) if _by_interface(said[0]) else self._post_webhook(said)
        if answer is None:
            return
        outcomes = answer.get("outcomes", [answer])
        for item, outcome in zip(said, outcomes, strict=False):
            self.tally.count(system, outcome)
            if outcome["uid"] and not item.slip:
                self._naming.learn(item.fault, outcome["uid"])
            if outcome["conflict"]:
                self._conflicts[item.fault] = outcome["conflict"]

    def _post_webhook(self, said: Sequence[Said]) -> Any:
        first = said[0]
        manifest = self._manifests[first.system]
        body = webhook(said, self._naming, self._clock.start)
        signed = signature(manifest, self._secrets[first.system], body, first.delivery, self._clock())
        return self._post(f"/webhooks/{first.system}", body, {**signed, "X-Delivery": first.delivery})

    def _post_api(self, said: Sequence[Said]) -> Any:
        body = by_api(said, self._naming, self._clock.start)
        return self._post("/api/v1/reports", body, {"X-API-Key": self._keys[said[0].system]})

    def _rule(self, ruled: Ruled) -> None:
        conflict = self._conflicts.get(ruled.fault)
        if conflict is None:
            self.tally.failures.append(f"fault {ruled.fault} was to be ruled on, and is not frozen")
            return
        key = {"X-API-Key": self._keys["reviewer"]}
        decision = {"choice": ruled.choice.value, "reason": ruled.reason}
        if ruled.system:
            decision["system"] = ruled.system
        self._post(f"/api/v1/conflicts/{conflict}/claim", b"", key)
        response = self._client.post(f"/api/v1/conflicts/{conflict}/decide", json=decision, headers=key)
        if self._took(response):
            self.tally.decisions += 1

    def _post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Any:
        response = self._client.post(path, content=body, headers={**_JSON, **headers})
        return response.json() if self._took(response) else None

    def _took(self, response: httpx.Response) -> bool:
        if not response.is_success:
            self.tally.failures.append(f"{response.status_code} {response.request.url.path}: {response.text[:300]}")
        return response.is_success


def _by_interface(said: Said) -> bool:
    return said.system == "erp" and said.fault % 2 == 1


def _posts(happenings: Sequence[Happening]) -> Iterator[list[Happening]]:
    """What goes out in one request: what a system that collects its changes sends at the same moment."""

    def request(item: Happening) -> tuple[object, ...]:
        if isinstance(item, Said) and item.system == "erp":
            return item.sent, item.fault % 2
        return (id(item),)

    ordered = sorted(happenings, key=lambda item: (item.sent, isinstance(item, Said) and item.fault % 2))
    for _, together in groupby(ordered, key=request):
        yield list(together)
