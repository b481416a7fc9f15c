"""The systems side by side: how they deliver, and what they cost."""
