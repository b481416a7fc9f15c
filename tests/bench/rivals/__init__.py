"""Other programs that do the same job, each in an environment of its own."""
