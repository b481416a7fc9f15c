"""Tryton: opportunities by JSON-RPC."""
