"""The relay: the role that publishes the event log to Kafka."""
