"""The private broker as a container, where a Docker engine answers."""

import os
import socket
from contextlib import closing
from urllib.parse import urlsplit

import docker
import docker.errors
from testcontainers.core.container import DockerContainer

from tests.kafka.broker import PATIENCE
from tests.kafka.jars import kafka_version
from tests.kafka.ports import HOST, free_ports, wait_for_port

IMAGE = f"apache/kafka:{kafka_version()}"
CONFIGURATION = {
    "KAFKA_NODE_ID": "1",
    "KAFKA_PROCESS_ROLES": "broker,controller",
    "KAFKA_CONTROLLER_LISTENER_NAMES": "CONTROLLER",
    "KAFKA_CONTROLLER_QUORUM_VOTERS": "1@localhost:9093",
    "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
    "KAFKA_AUTO_CREATE_TOPICS_ENABLE": "false",
    "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR": "1",
    "KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS": "4",
    "KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR": "1",
    "KAFKA_TRANSACTION_STATE_LOG_MIN_ISR": "1",
    "KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS": "4",
    "KAFKA_TRANSACTION_ABORT_TIMED_OUT_TRANSACTION_CLEANUP_INTERVAL_MS": "1000",
    "KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS": "0",
    "KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS": "500",
    "KAFKA_BROKER_SESSION_TIMEOUT_MS": "2000",
    "KAFKA_BROKER_HEARTBEAT_INTERVAL_MS": "500",
    "KAFKA_HEAP_OPTS": "-Xmx512m",
}
"""What tests/kafka/broker.py says why, in the image's words."""


class ContainerBroker:
    """A broker of our own, which may be killed. The container stays, so its records and its port do."""

    def __init__(self) -> None:
        """Choose a port; the container is made by the first `start`."""
        (self._port,) = free_ports(1)
        self.bootstrap = f"{HOST}:{self._port}"
        self._container = DockerContainer(IMAGE).with_bind_ports(self._port, self._port)
        listeners = {
            # The port is the same inside, so that one address is right for clients on both sides.
            "KAFKA_LISTENERS": f"PLAINTEXT://:{self._port},CONTROLLER://:9093",
            "KAFKA_ADVERTISED_LISTENERS": f"PLAINTEXT://{self.bootstrap}",
        }
        for name, value in (CONFIGURATION | listeners).items():
            self._container.with_env(name, value)
        self._made = False

    def start(self) -> None:
        """Start the container and wait until it takes connections."""
        if self._made:
            self._container.get_wrapped_container().start()
        else:
            self._container.start()
            self._made = True
        # Docker's own proxy takes connections before the broker does: clients try again, as they do after a restart.
        wait_for_port(self._port, PATIENCE, lambda: None)

    def stop(self) -> None:
        """Kill the broker (SIGKILL). Its records stay for the next `start`."""
        self._container.get_wrapped_container().kill()

    def remove(self) -> None:
        """Delete the container."""
        if self._made:
            self._container.stop()


def image_is_to_be_had() -> bool:
    """True where the engine has the broker's image, or can get it."""
    try:
        with closing(docker.from_env()) as engine:
            try:
                engine.images.get(IMAGE)
            except docker.errors.ImageNotFound:
                engine.images.pull(IMAGE)
    except docker.errors.DockerException:
        return False
    return True


def docker_answers() -> bool:
    """True where a Docker engine takes connections: the one of DOCKER_HOST, else this machine's."""
    address = urlsplit(os.environ.get("DOCKER_HOST") or "unix:///var/run/docker.sock")
    local = address.scheme == "unix"
    try:
        with socket.socket(socket.AF_UNIX if local else socket.AF_INET) as connection:
            connection.settimeout(2)
            connection.connect(address.path if local else (address.hostname, address.port or 2375))
    except OSError:
        return False
    return True
