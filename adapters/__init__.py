"""The edges towards other systems: what each one sends, how it signs, and what its reports are made of."""
