"""What the hub stands on: the event store in PostgreSQL, and PostgreSQL itself where the site brings none."""
