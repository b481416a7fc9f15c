"""The hub: use cases, entry points, wiring. The only layer that runs."""
