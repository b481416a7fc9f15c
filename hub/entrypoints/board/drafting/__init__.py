"""A draft of what is in force: tried on what was reported, published, rolled back."""
