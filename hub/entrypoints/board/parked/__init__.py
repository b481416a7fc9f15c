"""What was parked: why, what was sent, and another try."""
