"""The shared language: ids, statuses, reports, stored facts and what is broadcast. No I/O, no clock, no chance."""
