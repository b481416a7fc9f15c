"""MQTT: messages of a broker as reports."""
