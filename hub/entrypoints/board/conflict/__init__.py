"""One conflict, side by side, and what a decision would lead to."""
