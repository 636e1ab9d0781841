"""A provider without a table of its own: success and pending, as Odoo's module read them.

Odoo has compared amount and currency before it says so. The rest goes to a person.
`body` is {"reference": text, "state": the transaction's state in Odoo, "provider_reference": text}.
"""

from .base import Finding, unclear

MEANINGS = {"done": "success", "pending": "pending", "authorized": "pending"}


def classify(answer, expected):
    """The Finding of what Odoo's module made of the answer."""
    if answer.problem:
        return unclear("no_answer", answer.problem)
    if answer.body.get("reference") != expected.reference:
        return unclear("other_reference")
    state = answer.body.get("state") or ""
    if state not in MEANINGS:
        return unclear("not_listed", answer.body.get("message") or state)
    return Finding(
        MEANINGS[state], state, "", answer.body.get("provider_reference") or "", own=True
    )
