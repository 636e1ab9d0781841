"""Stripe: refunds (docs.stripe.com/api/refunds, /refunds#failed-refunds).

`body` is the decoded answer: a refund, or {"error": {…}}. Ours carry their key in the metadata.
"""

from .base import Finding, unclear

KEY = "quittance_refund"
# 400 and 404 of these codes may speak of a refund that was made already: perhaps by this request.
NOT_PROVEN = {
    "charge_already_refunded", "idempotency_key_in_use", "lock_timeout", "rate_limit",
    "refund_disputed_payment",
}
MEANINGS = {
    "succeeded": "success", "pending": "pending", "requires_action": "pending",
    "failed": "declined", "canceled": "declined",
}


def classify(answer, expected):
    """The Finding of one answer of Stripe's API about the refund of this key."""
    if answer.problem or not answer.status:
        return unclear("no_answer", answer.problem)
    body = answer.body if isinstance(answer.body, dict) else {}
    if answer.status == 200 and body.get("object") == "refund":
        return _refund(body, expected)
    error = body.get("error")
    if isinstance(error, dict) and isinstance(error.get("type"), str):
        return _error(answer, error)
    return unclear("not_listed", f"HTTP {answer.status}")


def _refund(refund, expected):
    # One that was made on Stripe's own pages has no key of ours: its id is its key. So it is for
    # one whose key was used again after a restore.
    named = (refund.get("metadata") or {}).get(KEY) or refund.get("id")
    if expected.reference not in (named, refund.get("id")):
        return unclear("other_reference", str(named))
    if refund.get("amount") != expected.minor:
        return unclear("other_amount", str(refund.get("amount")))
    if str(refund.get("currency") or "").upper() != expected.currency:
        return unclear("other_currency", str(refund.get("currency")))
    # The oldest versions know no status: such a refund is made.
    status = refund.get("status") or "succeeded"
    if status not in MEANINGS:
        return unclear("not_listed", str(status))
    return Finding(MEANINGS[status], refund.get("failure_reason") or status, "",
                   refund.get("id") or "", own=True)


def _error(answer, error):
    code, message = error.get("code") or error["type"], error.get("message") or ""
    if error["type"] == "invalid_request_error" and code not in NOT_PROVEN:
        found = {"own": answer.replayed}
        if answer.status in (401, 403):
            return Finding("bad_key", code, message, **found)
        if answer.status in (400, 404):
            return Finding("refused", code, message, **found)
    return unclear(code, message)
