"""Worldline Direct: payments, hosted checkouts and errors.

Sources: docs.direct.worldline-solutions.com, pages statuses, idempotent-requests and
api-troubleshooting; payment_worldline/const.py for what Odoo makes of a status.

`body` is the decoded answer: a payment by itself (asked for by id), or inside of `payment`
(created, cancelled, told by webhook), `paymentResult` (402: rejected) or `createdPaymentOutput`
(a hosted checkout); else {"errorId": text, "errors": [{errorCode, category, id, …}]}.
A repeated key is answered with the first outcome whatever was sent under it, so an answer counts
only under our reference, amount and currency.
"""

from .base import Finding, unclear

# The acquirer, or Worldline for it, said no. Nothing was taken.
DECLINED = {"REJECTED", "REJECTED_CAPTURE"}
# `statusCategory` and code 92 ("uncertain") change nothing: the same payment becomes CAPTURED or
# REJECTED_CAPTURE under the same id.
PENDING = {"CAPTURE_REQUESTED"}
# Left undecided on purpose: AUTHORIZATION_REQUESTED (the acquirer has not answered, or wants the
# client: Odoo takes it for a failure), PENDING_CAPTURE (authorised, though a sale was asked for)
# and all that nobody listed.
SESSION_OPEN = {"IN_PROGRESS"}
SESSION_LEFT = {"CANCELLED_BY_CONSUMER"}
# What these say was found before the request reached an acquirer.
BEFORE_ACQUIRER = {"DIRECT_PLATFORM_ERROR", "PAYMENT_PLATFORM_ERROR"}


def classify(answer, expected):
    """The Finding of one answer of Worldline's API."""
    if answer.problem or not answer.status:
        return unclear("no_answer", answer.problem)
    body = answer.body if isinstance(answer.body, dict) else {}
    session = _session(body) if answer.status == 200 else None
    if session:
        return session
    payment = payment_in(body)
    if payment and answer.status in (200, 201, 402):
        return _payment(payment, answer, expected)
    errors = [one for one in _list(body.get("errors")) if isinstance(one, dict)]
    return _errors(answer, errors) if errors else unclear("not_listed", f"HTTP {answer.status}")


def payment_in(body):
    """The payment that a body speaks of, {} for none."""
    for name in ("paymentResult", "createdPaymentOutput"):
        if isinstance(body.get(name), dict):
            return payment_in(body[name])
    payment = body.get("payment", body)
    whole = isinstance(payment, dict) and isinstance(payment.get("paymentOutput"), dict)
    return payment if whole and isinstance(payment.get("status"), str) else {}


def stem(payment_id):
    """The payment's own number: what follows `_` counts the operations on it."""
    return str(payment_id or "").rsplit("_", 1)[0]


def _payment(payment, answer, expected):
    output = payment["paymentOutput"]
    problem = _difference(output, expected)
    if problem:
        return unclear(problem, f"payment {payment.get('id')}")
    status = payment["status"]
    found = {"provider_reference": stem(payment.get("id")), "own": True}
    if status == "CAPTURED":
        return _captured(output, expected, found)
    if status in PENDING:
        return Finding("pending", status, **found)
    if status in DECLINED:
        return Finding("declined", *_reason(payment, answer), **found)
    if status == "CANCELLED":
        return Finding("canceled", status, **found)
    if status == "REDIRECTED":
        return Finding("wants_client", status, **found)
    if status == "CREATED":
        return Finding("open", status, **found)
    return Finding("unclear", status, "", **found)


def _captured(output, expected, found):
    acquired = _dict(output.get("acquiredAmount")).get("amount")
    if acquired is not None and acquired != expected.minor:
        return unclear("other_amount", f"acquired {acquired}")
    return Finding("success", "CAPTURED", **found)


def _difference(output, expected):
    """The code of what is not ours in this payment, '' when all is."""
    if _dict(output.get("references")).get("merchantReference") != expected.reference:
        return "other_reference"
    money = _dict(output.get("amountOfMoney"))
    if money.get("amount") != expected.minor:
        return "other_amount"
    return "" if money.get("currencyCode") == expected.currency else "other_currency"


def _reason(payment, answer):
    """(code, message) of a decline: the first error that the payment, or the answer, names."""
    status = _dict(payment.get("statusOutput"))
    errors = _list(status.get("errors")) or _list(answer.body.get("errors"))
    first = _dict(errors[0]) if errors else {}
    code = str(first.get("errorCode") or first.get("code") or payment["status"])
    words = [str(first[name]) for name in ("id", "message") if first.get(name)]
    return code, ": ".join(words)


def _session(body):
    """A hosted checkout in which nothing is paid, even if a try was declined. It names no
    reference: it was asked for by the id that was given to us for this attempt."""
    status = body.get("status")
    if status in SESSION_OPEN:
        return Finding("open", status)
    if status in SESSION_LEFT:
        return Finding("canceled", status, own=True)
    return None


def _errors(answer, errors):
    first = errors[0]
    code = str(first.get("errorCode") or first.get("code") or answer.status)
    message = ": ".join(str(first[name]) for name in ("id", "message") if first.get(name))
    if answer.status in (401, 403):
        return Finding("bad_key", code, message)
    proven = all(one.get("category") in BEFORE_ACQUIRER for one in errors)
    if answer.status in (400, 404) and proven:
        return Finding("refused", code, message)
    return unclear(code, message)


def _dict(value):
    return value if isinstance(value, dict) else {}


def _list(value):
    return value if isinstance(value, list) else []
