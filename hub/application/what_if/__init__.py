"""What would have become of the tickets, had other words or rules been in force: worked out, nothing written."""
