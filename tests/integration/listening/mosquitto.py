"""A real broker for a test: started, stopped, killed."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from paho.mqtt import publish
from paho.mqtt.client import MQTTv5

from tests.acceptance.running import free_port

_CONFIG = """
user root
listener {port} 127.0.0.1
allow_anonymous false
password_file {folder}/passwords
acl_file {folder}/rights
persistence true
persistence_location {folder}/
autosave_on_changes true
autosave_interval 1
"""


def find_mosquitto() -> str | None:
    return shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")


class Mosquitto:
    """A broker with a user for the plant, who may do everything, and one for the hub, who may read line 1."""

    def __init__(self, folder: Path, program: str) -> None:
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None
        self._config = folder / "mosquitto.conf"
        self.port = free_port()
        self._config.write_text(_CONFIG.format(port=self.port, folder=folder))
        (folder / "rights").write_text("user plant\ntopic #\nuser hub\ntopic read north/hall2/+/jobstate/#\n")
        passwords = folder / "passwords"
        passwords.touch(mode=0o600)
        for user in ("plant", "hub"):
            subprocess.run(["mosquitto_passwd", "-b", passwords, user, "secret"], check=True, capture_output=True)

    @property
    def url(self) -> str:
        return f"mqtt://127.0.0.1:{self.port}"

    def start(self) -> None:
        self._process = subprocess.Popen(
            [self._program, "-c", self._config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                assert self._process.poll() is None, "mosquitto ended at once"
                assert time.monotonic() < until, "mosquitto does not listen"
                time.sleep(0.02)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(20)
            self._process = None

    def publish(self, topic: str, payload: str | bytes, *, retain: bool = False) -> None:
        """Publish with QoS 1; it is with the broker when this returns."""
        publish.single(
            topic,
            payload,
            qos=1,
            retain=retain,
            hostname="127.0.0.1",
            port=self.port,
            auth={"username": "plant", "password": "secret"},
            protocol=MQTTv5,
        )
