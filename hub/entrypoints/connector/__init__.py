"""The connector: asks systems, listens to them, and writes to them."""
