"""The ways into the hub: HTTP, the command line, the board."""
