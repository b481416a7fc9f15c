"""Words: what each system's statuses mean in the hub's language, and how to say it back. Tables are data, not code."""
