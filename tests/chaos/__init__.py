"""The roles under load while parts of them are killed, cut off and frozen, and what must be true afterwards."""
