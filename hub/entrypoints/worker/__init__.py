"""The worker: reads reports from their topic and takes them in, with effect exactly once."""
