"""The quality team's queue."""
