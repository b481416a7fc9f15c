"""A Redmine of its own for the tests: Debian's package, SQLite and a port of this machine, under one folder."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import httpx

from tests.kafka.ports import free_ports

PACKAGED = Path("/usr/share/redmine")
PACKAGES = ("redmine", "redmine-sqlite", "puma")
SEED = Path(__file__).with_name("redmine_seed.rb")


def is_installed() -> bool:
    return (PACKAGED / "config" / "environment.rb").is_file() and shutil.which("puma") is not None


def install() -> bool:
    """Install the packages where apt and root can be had; say whether they are there now."""
    if is_installed():
        return True
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    # Bundler's version is pinned: the one that a security update brings does not find Debian's gems.
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "BUNDLER_VERSION": "2.3.15"}
    answers = "redmine redmine/instances/default/dbconfig-install boolean false\n"
    subprocess.run(["debconf-set-selections"], input=answers, text=True, env=environment, check=False)
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *PACKAGES]):
        subprocess.run(["apt-get", *command], env=environment, capture_output=True, timeout=300, check=False)
    return is_installed()


class Redmine:
    """One Redmine, which a test may stop and start again; what it holds stays."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._app = folder / "app"
        self._port = free_ports(1)[0]
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"http://127.0.0.1:{self._port}"
        self._environment = os.environ | {
            "BUNDLER_VERSION": "2.3.15",
            "BUNDLE_GEMFILE": str(self._app / "Gemfile"),
            "BUNDLE_SILENCE_ROOT_WARNING": "1",
            "LANG": "C.UTF-8",
            "RAILS_ENV": "production",
            "REDMINE_LANG": "en",
            "RUBYOPT": "-W0",
            "SCHEMA": "/dev/null",
        }
        self.facts: dict[str, Any] = {}

    def prepare(self) -> None:
        """A copy of the program, its database, two users and a project whose statuses may follow in any order."""
        shutil.copytree(PACKAGED, self._app, symlinks=True)
        for leftover in ("instances", "Gemfile.lock", "config/database.yml"):
            path = self._app / leftover
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink(missing_ok=True)
        instance = self._app / "instances" / "default"
        for name in ("config", "log", "files", "tmp", "public/plugin_assets"):
            (instance / name).mkdir(parents=True)
        database = self._folder / "redmine.sqlite3"
        settings = f"production:\n  adapter: sqlite3\n  database: {database}\n  timeout: 10000\n"
        (instance / "config" / "database.yml").write_text(settings)
        (self._app / "config" / "database.yml").write_text(settings)
        (instance / "config" / "secret_key.txt").write_text(secrets.token_hex(16))
        gemfile = self._app / "Gemfile"
        gemfile.write_text(gemfile.read_text().replace("Dir['/usr/share/redmine/", f"Dir['{self._app}/"))
        (self._app / "Gemfile.local").write_text("gem 'puma'\n")
        self._run("bundle", "install", "--local", "--quiet")
        self._run("bundle", "exec", "rake", "db:migrate")
        self._run("bundle", "exec", "rake", "redmine:load_default_data")
        told = self._run("bundle", "exec", "rails", "runner", str(SEED))
        self.facts = json.loads(told.splitlines()[-1])

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = ["bundle", "exec", "puma", "-e", "production", "-b", f"tcp://127.0.0.1:{self._port}"]
        with (self._folder / "puma.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "-t", "1:4", "-w", "0", "config.ru"],
                cwd=self._app,
                env=self._environment,
                stdout=log,
                stderr=log,
            )
        until = time.monotonic() + 60
        while not self._answers():
            assert self._process.poll() is None, (self._folder / "puma.log").read_text()
            assert time.monotonic() < until, "Redmine does not answer"
            time.sleep(0.1)

    def stop(self) -> None:
        """Stop it; nothing happens where it is not up."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)
            self._process = None

    def create(self, subject: str) -> int:
        """A new issue; its number."""
        answer = self._ask("POST", "/issues.json", {"project_id": self.facts["project"], "subject": subject})
        number: int = answer.json()["issue"]["id"]
        return number

    def set_status(self, number: int, status: str) -> None:
        """Move an issue, as somebody at the screen would."""
        self._ask("PUT", f"/issues/{number}.json", {"status_id": self.facts["statuses"][status]})

    def status_of(self, number: int) -> str:
        name: str = self._ask("GET", f"/issues/{number}.json").json()["issue"]["status"]["name"]
        return name

    def moves_of(self, number: int) -> list[str]:
        """The statuses that an issue was moved to, by whomever."""
        issue = self._ask("GET", f"/issues/{number}.json?include=journals").json()["issue"]
        names = {str(key): name for name, key in self.facts["statuses"].items()}
        details = [detail for journal in issue["journals"] for detail in journal["details"]]
        return [names[detail["new_value"]] for detail in details if detail["name"] == "status_id"]

    def uid_of(self, number: int) -> str:
        """What the custom field for the UID holds."""
        fields = self._ask("GET", f"/issues/{number}.json").json()["issue"]["custom_fields"]
        return next(field["value"] or "" for field in fields if field["id"] == self.facts["uid_field"])

    def _ask(self, method: str, path: str, issue: dict[str, Any] | None = None) -> httpx.Response:
        key = {"X-Redmine-API-Key": self.facts["admin_key"]}
        body = None if issue is None else {"issue": issue}
        return httpx.request(method, self.url + path, headers=key, json=body, timeout=20).raise_for_status()

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/login", timeout=10).status_code == 200
        except httpx.HTTPError:
            return False

    def _run(self, *command: str) -> str:
        done = subprocess.run(
            command, cwd=self._app, env=self._environment, capture_output=True, text=True, timeout=240
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout
