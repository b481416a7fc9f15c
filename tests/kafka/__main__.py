"""A Kafka to play with: `python -m tests.kafka` starts one, prints its address, and removes it at Ctrl-C."""

import signal
import sys

from tests.kafka.find import find_kafka


def main() -> int:
    """Run a broker until a signal comes."""
    broker = find_kafka()
    if broker is None:
        print("There is neither a Docker engine, nor Java and Maven to run Kafka with.", file=sys.stderr)
        return 1
    try:
        broker.start()
        print(f"KAFKA_BOOTSTRAP={broker.bootstrap}", flush=True)
        signal.sigwait({signal.SIGINT, signal.SIGTERM})
    finally:
        broker.remove()
    return 0


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    raise SystemExit(main())
