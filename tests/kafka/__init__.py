"""A real Kafka for tests, benchmarks and whoever kills brokers: found, or started from its jars."""
