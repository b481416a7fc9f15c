"""The page of people: who gets in, and who did what."""
