"""A provider that speaks Stripe's API, keeps its own books and misbehaves on request.

It judges the invariants: whatever Odoo and the connector believe, this ledger knows which
charges were really made.
"""
