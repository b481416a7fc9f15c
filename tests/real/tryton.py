"""A real Tryton in an environment and a database of its own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from base64 import b64encode
from pathlib import Path
from typing import Any

PACKAGES = ("trytond~=8.2.0", "trytond_production~=8.2.0", "trytond_sale_opportunity~=8.2.0")
PASSWORD = "admin-pass-1"
_CONFIG = """[web]
listen = 127.0.0.1:{port}
[database]
uri = sqlite://
path = {folder}
list = False
[email]
uri = smtp://127.0.0.1:1
"""


class Tryton:
    """Tryton with production orders and opportunities, a company, a product to make and somebody to sell it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._programs = folder / "venv" / "bin"
        self._process: subprocess.Popen[bytes] | None = None
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port: int = free.getsockname()[1]
        self._context: dict[str, Any] = {}
        self._made: dict[str, int] = {}
        self._sold: dict[str, int] = {}
        self._part = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}/hub/rpc"

    def install(self) -> bool:
        """Install it where packages can be had; say whether it is there now."""
        subprocess.run([sys.executable, "-m", "venv", self._folder / "venv"], check=True)
        return subprocess.run([self._programs / "pip", "install", "-q", *PACKAGES], check=False).returncode == 0

    def prepare(self) -> None:
        """Create its database."""
        (self._folder / "trytond.conf").write_text(_CONFIG.format(port=self._port, folder=self._folder))
        (self._folder / "hub.sqlite").touch()
        (self._folder / "password").write_text(PASSWORD + "\n")
        options = ["--email", "admin@example.com", "-u", "production", "sale_opportunity", "--activate-dependencies"]
        subprocess.run(
            [self._programs / "trytond-admin", "-c", self._folder / "trytond.conf", "-d", "hub", *options],
            check=True,
            capture_output=True,
            env={**os.environ, "TRYTONPASSFILE": str(self._folder / "password")},
        )

    def start(self) -> None:
        self._process = subprocess.Popen(
            [self._programs / "trytond", "-c", self._folder / "trytond.conf", "-d", "hub"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", self._port), timeout=1).close()
                return
            except OSError:
                assert self._process.poll() is None, "trytond ended at once"
                assert time.monotonic() < until, "trytond does not listen"
                time.sleep(0.1)

    def stop(self) -> None:
        """Stop it; nothing happens where it is not up."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)
            self._process = None

    def furnish(self) -> None:
        """A company, and a pump that it makes."""
        euro = {"name": "Euro", "code": "EUR", "symbol": "E", "digits": 2, "rounding": _decimal("0.01")}
        currency = self._create("currency.currency", euro)
        party = self._create("party.party", {"name": "Plant"})
        company = self._create("company.company", {"party": party, "currency": currency})
        self.call("model.res.user.write", [1], {"companies": [["add", [company]]], "company": company})
        self._context = {"company": company}
        [unit] = self.call("model.product.uom.search", [["symbol", "=", "u"]], 0, 1, None)
        pump = {"name": "Pump", "type": "goods", "default_uom": unit, "list_price": _decimal("10"), "producible": True}
        template = self._create("product.template", {**pump, "products": [["create", [{}]]]})
        [product] = self.call("model.product.product.search", [["template", "=", template]], 0, 1, None)
        self._made = {"product": product, "unit": unit, "company": company}
        bolt = {"name": "Bolt", "type": "goods", "default_uom": unit, "list_price": _decimal("1")}
        part = self._create("product.template", {**bolt, "products": [["create", [{}]]]})
        [self._part] = self.call("model.product.product.search", [["template", "=", part]], 0, 1, None)
        seller = self._create("party.party", {"name": "Seller"})
        employee = self._create("company.employee", {"party": seller, "company": company})
        self.call("model.res.user.write", [1], {"employees": [["add", [employee]]], "employee": employee})
        customer = self._create("party.party", {"name": "Mill", "addresses": [["create", [{"street": "Main 1"}]]]})
        self._sold = {"party": customer, "company": company, "employee": employee}

    def opportunity(self, reference: str) -> int:
        """A new opportunity, still a lead."""
        start = {"__class__": "date", "year": 2026, "month": 1, "day": 26}
        return self._create("sale.opportunity", {"reference": reference, "start_date": start, **self._sold})

    def lacks_parts(self, order: int) -> None:
        """Let an order need a part of which none is in stock."""
        [known] = self.call("model.production.read", [order], ["location"])
        [storage] = self.call("model.stock.location.search", [["type", "=", "storage"]], 0, 1, None)
        places = {"from_location": storage, "to_location": known["location"]}
        move = {"product": self._part, "unit": self._made["unit"], "quantity": 2.0, "company": self._made["company"]}
        self.call("model.production.write", [order], {"inputs": [["create", [{**move, **places}]]]})

    def state_of(self, number: int, model: str = "production") -> str:
        [known] = self.call(f"model.{model}.read", [number], ["state"])
        return str(known["state"])

    def order(self, reference: str) -> int:
        """A new production order, still a draft."""
        return self._create("production", {"reference": reference, "quantity": 1.0, **self._made})

    def moves_of(self, order: int) -> list[str]:
        """The states that a production order was moved to, by whomever."""
        wanted = [["resource", "=", f"production,{order}"], ["event", "=", "transition"]]
        found = self.call("model.ir.model.log.search_read", wanted, 0, 100, [["id", "ASC"]], ["target"])
        return [each["target"].removeprefix("state:") for each in found]

    def call(self, method: str, *params: Any) -> Any:
        body = json.dumps({"id": 1, "method": method, "params": [*params, self._context]}).encode()
        login = b64encode(f"admin:{PASSWORD}".encode()).decode()
        headers = {"Content-Type": "application/json", "Authorization": f"Basic {login}"}
        with urllib.request.urlopen(urllib.request.Request(self.url + "/", body, headers), timeout=30) as answer:
            found = json.load(answer)
        assert "error" not in found, found
        return found["result"]

    def _create(self, model: str, values: dict[str, Any]) -> int:
        [made] = self.call(f"model.{model}.create", [values])
        return int(made)


def _decimal(text: str) -> dict[str, str]:
    return {"__class__": "Decimal", "decimal": text}
