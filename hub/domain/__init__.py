"""The rules of a ticket as pure code: no I/O, no clock, no chance."""
