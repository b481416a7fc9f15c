"""Use cases. They know the domain and the ports, not the database, the web or the broker."""
