"""The message broker: topics, what is published to them, and how the hub speaks to it."""
