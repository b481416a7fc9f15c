"""CSV files that somebody drops into a folder."""
