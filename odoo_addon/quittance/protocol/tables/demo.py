"""Odoo's Demo provider: its ledger is the transaction itself, so that a draft was never charged.

`body` is {"reference": text, "state": the transaction's state in Odoo, "provider_reference": text}.
"""

from .base import Finding, unclear

MEANINGS = {
    "done": "success",
    "pending": "pending",
    "authorized": "pending",
    "error": "declined",
    "cancel": "declined",
    "draft": "canceled",
}


def classify(answer, expected):
    """The Finding of what the transaction says."""
    if answer.problem:
        return unclear("no_answer", answer.problem)
    if answer.body.get("reference") != expected.reference:
        return unclear("other_reference")
    state = answer.body.get("state") or ""
    if state not in MEANINGS:
        return unclear("not_listed", state)
    return Finding(
        MEANINGS[state], state, answer.body.get("message") or "",
        answer.body.get("provider_reference") or "", own=True,
    )
