"""Tryton: production orders by JSON-RPC."""
