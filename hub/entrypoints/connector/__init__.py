"""The connector: asks systems, listens to them, looks up what they only named, and writes to them."""
