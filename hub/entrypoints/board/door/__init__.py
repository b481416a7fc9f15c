"""The way to the board for people: logging in, choosing a password, changing it."""
