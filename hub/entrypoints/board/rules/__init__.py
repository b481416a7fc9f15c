"""Which contradictions freeze a ticket: read, tried, published."""
