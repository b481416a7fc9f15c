"""The hub's tests; CONTRIBUTING.md says what belongs where."""
