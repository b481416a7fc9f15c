"""Contradictions: which pairs of statuses exclude each other, and how to say so. Pure but for the loader."""
