"""The hub by HTTP: intake, reading, the quality team's commands, the feed. See docs/http.md."""
