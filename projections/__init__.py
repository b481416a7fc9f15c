"""Read models: code that reads the event log, the tables it keeps, and what can be asked of them."""
