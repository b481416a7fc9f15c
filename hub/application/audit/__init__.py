"""Audit: the hub's translation and assessment over exported files, with no server (docs/domain.md §11).

A run reads in this order: `profile` (which columns, which words), `sources` (files, compressed or not), `csv_rows` and
`xes_rows` (rows), `reports` (rows as reports), `gather` (reports by ticket), `assess` (tickets), and one of the three
`render_*` modules. `run` is the way in.
"""
