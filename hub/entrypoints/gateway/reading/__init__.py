"""What the gateway and the board read, from the views and the event log: a file a subject.

`queries` is all of it, and has the port. Files named `..._view` make what is read of what is stored, and ask nothing.
"""
