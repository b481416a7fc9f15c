"""The hub on Kafka against its floor, the path without a library, and other programs that do the same job."""
