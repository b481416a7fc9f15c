"""What can be read by HTTP, in the form in which it is read: a file a subject.

Plain dataclasses, which FastAPI documents and writes as JSON. Times are instants here and ISO 8601 outside.
"""
