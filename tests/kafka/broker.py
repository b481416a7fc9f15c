"""One private Kafka broker: a Java process in KRaft mode, with its port and log folders kept over kills."""

import base64
import shutil
import subprocess
import tempfile
from pathlib import Path
from uuid import uuid4

from tests.kafka.jars import fetch_jars
from tests.kafka.ports import HOST, free_ports, wait_for_port

PATIENCE = 90.0
"""Seconds that a broker may take to answer."""

CONFIGURATION = """\
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@{host}:{controller_port}
controller.listener.names=CONTROLLER
listeners=PLAINTEXT://{host}:{port},CONTROLLER://{host}:{controller_port}
advertised.listeners=PLAINTEXT://{host}:{port}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs={folder}/logs
# Topics are declared, so a misspelt one is an error.
auto.create.topics.enable=false
# One broker, and nothing to wait for.
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=1
group.initial.rebalance.delay.ms=0
group.min.session.timeout.ms=500
# A killed broker may register again only when its session is over.
broker.session.timeout.ms=2000
broker.heartbeat.interval.ms=500
transaction.abort.timed.out.transaction.cleanup.interval.ms=1000
# Small: many topics come and go, and 128 MB for the cleaner alone is a quarter of the heap.
log.cleaner.dedupe.buffer.size=8388608
log.index.size.max.bytes=1048576
"""


class PrivateBroker:
    """A broker of our own, which may be killed.

    Records survive the kill of the process, not that of the machine: Kafka leaves writing to the operating system.
    """

    def __init__(self) -> None:
        """Fetch and format what it needs; it runs after `start`."""
        self._jars = fetch_jars()
        self._folder = Path(tempfile.mkdtemp(prefix="statushub-kafka-"))
        self._port, controller_port = free_ports(2)
        self._process: subprocess.Popen[bytes] | None = None
        self.bootstrap = f"{HOST}:{self._port}"
        configuration = CONFIGURATION.format(
            host=HOST, port=self._port, controller_port=controller_port, folder=self._folder
        )
        self._configuration.write_text(configuration, "utf-8")
        cluster = base64.urlsafe_b64encode(uuid4().bytes).decode().rstrip("=")
        # In one word: an id may begin with a hyphen, and would be taken for an option.
        formatting = ["kafka.tools.StorageTool", "format", f"--cluster-id={cluster}", "-c", str(self._configuration)]
        done = subprocess.run(self._java(*formatting), capture_output=True, text=True, timeout=PATIENCE, check=False)
        if done.returncode:
            shutil.rmtree(self._folder)
            raise RuntimeError(f"Kafka's log folders could not be formatted:\n{done.stdout}{done.stderr}")

    def start(self) -> None:
        """Start the process and wait until it takes connections. It blocks; on an event loop use a thread."""
        assert self._process is None, "the broker runs already"
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._java("kafka.Kafka", str(self._configuration)),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C at the tests is not for the broker: they may still need it
            )
        wait_for_port(self._port, PATIENCE, self._still_running)

    def stop(self) -> None:
        """Kill the process (SIGKILL) and wait until it is gone. Its records stay for the next `start`."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def remove(self) -> None:
        """Kill the process and delete its folders."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def _configuration(self) -> Path:
        return self._folder / "server.properties"

    @property
    def _log(self) -> Path:
        return self._folder / "kafka.log"

    def _java(self, *words: str) -> list[str]:
        options = ["-Xmx512m", "-XX:+UseSerialGC", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"]
        return ["java", *options, "-cp", f"{self._jars}/*", *words]

    def _still_running(self) -> None:
        assert self._process is not None
        if self._process.poll() is not None:
            self._process = None
            raise RuntimeError(f"Kafka ended at once:\n{self._log.read_text('utf-8', 'replace')[-3000:]}")
