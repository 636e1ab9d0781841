"""A provider that speaks as much of Worldline Direct's API as Odoo and Quittance use.

Ledger, faults, control and the wire are those of the Stripe simulator beside it; signatures,
idempotence, statuses and the shape of answers are Worldline's own.
"""
