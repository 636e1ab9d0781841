"""Stripe: payment intents and errors (facts: docs.stripe.com/api/errors, /declines/codes).

`body` is the decoded answer: a payment intent, or {"error": {…}}.
"""

from .base import Finding, unclear

# Declines: the bank, or Stripe for it, said no. Nothing was taken.
DECLINES = {
    "account_closed", "authorization_revoked", "bank_account_declined", "bank_account_restricted",
    "bank_account_unusable", "branch_does_not_exist", "card_decline_rate_limit_exceeded",
    "card_declined", "charge_exceeds_source_limit", "charge_exceeds_transaction_limit",
    "debit_authorization_not_match", "debit_disputed", "debit_not_authorized", "expired_card",
    "generic_could_not_process", "incorrect_account_holder_name", "incorrect_address",
    "incorrect_cvc", "incorrect_number", "incorrect_zip", "insufficient_funds",
    "invalid_account_number", "invalid_cvc", "invalid_expiry_month", "invalid_expiry_year",
    "invalid_number", "no_account", "payment_intent_payment_attempt_failed",
    "payment_method_bank_account_blocked", "payment_method_customer_decline",
    "payment_method_not_available", "payment_method_provider_decline",
    "payment_method_provider_timeout", "postal_code_invalid", "processing_error",
    "recipient_deceased", "refer_to_customer",
}
# Declines that give no reason: the failed charge may name one.
GENERIC = {"card_declined", "generic_decline", "payment_intent_payment_attempt_failed"}
WANTS_CLIENT = {
    "authentication_required", "payment_intent_authentication_failure",
    "setup_intent_authentication_failure",
}
# 400 and 404 of these codes may speak of an object that was charged already.
NOT_PROVEN = {
    "idempotency_key_in_use", "lock_timeout", "payment_intent_unexpected_state",
    "charge_already_captured", "rate_limit",
}
# Currencies whose minor units at Stripe are not those of ISO 4217.
EXPONENTS = {"ISK": 2, "UGX": 2, "MGA": 0}


def classify(answer, expected):
    """The Finding of one answer of Stripe's API."""
    if answer.problem or not answer.status:
        return unclear("no_answer", answer.problem)
    body = answer.body if isinstance(answer.body, dict) else {}
    if answer.status == 200 and body.get("object") == "payment_intent":
        return _intent(body, expected)
    error = body.get("error")
    if isinstance(error, dict) and isinstance(error.get("type"), str):
        return _error(answer, error, expected)
    return unclear("not_listed", f"HTTP {answer.status}")


def _intent(intent, expected):
    problem = _difference(intent, expected)
    if problem:
        return unclear(problem, f"intent {intent.get('id')}")
    found = {"provider_reference": intent.get("id") or "", "own": True}
    match intent.get("status"):
        case "succeeded":
            return _succeeded(intent, expected, found)
        case "processing":
            return Finding("pending", "processing", **found)
        case "canceled":
            return Finding("canceled", "canceled", intent.get("cancellation_reason") or "", **found)
        case "requires_action":
            return Finding("wants_client", "requires_action", **found)
        case "requires_payment_method":
            return _without_method(intent, found)
        case "requires_confirmation":
            return Finding("open", "requires_confirmation", **found)
    return unclear("not_listed", str(intent.get("status")))


def _succeeded(intent, expected, found):
    received = intent.get("amount_received")
    if received is not None and received != expected.minor:
        return unclear("other_amount", f"received {received}")
    return Finding("success", "succeeded", **found)


def _without_method(intent, found):
    """The last try was declined, or nobody has tried yet."""
    error = intent.get("last_payment_error") or {}
    code = error.get("code") or ""
    found["advice"] = _advice(error)
    if code in WANTS_CLIENT or error.get("decline_code") in WANTS_CLIENT:
        return Finding("wants_client", code, error.get("message") or "", **found)
    if not error:
        return Finding("open", "requires_payment_method", **found)
    why = _why(error, intent)
    if why:
        return Finding("declined", why, error.get("message") or "", **found)
    return unclear("not_listed", code)


def _why(error, intent):
    """The code of why the last try was declined, '' where nothing says that it was.

    A debit fails days later, and its charge says why (docs.stripe.com/payments/sepa-debit). An
    intent that wants another method after that was not paid, whatever the reason is called.
    """
    code = error.get("code") or error.get("type") or ""
    said, listed = error.get("decline_code") or code, code in DECLINES
    if listed and said not in GENERIC:
        return said
    charge = _failed_charge(error, intent)
    not_paid = _is_debit(error, intent) and charge.get("status", "failed") == "failed"
    failure = charge.get("failure_code") or ""
    if failure not in GENERIC and (listed or not_paid or failure in DECLINES):
        said = failure or said
    return said if listed or not_paid or failure in DECLINES else ""


def _failed_charge(error, intent):
    """The charge of the last try as far as it is shown, {} for none: the newest, unless the error
    names another. Older versions of the API list the charges, newer ones show the latest."""
    charges = intent.get("charges")
    listed = charges.get("data") if isinstance(charges, dict) else None
    charge = listed[0] if isinstance(listed, list) and listed else intent.get("latest_charge")
    charge = charge if isinstance(charge, dict) else {}
    return charge if error.get("charge") in (None, charge.get("id")) else {}


def _is_debit(error, intent):
    """Whether an intent that wants another method was tried by direct debit."""
    method = error.get("payment_method")
    kind = method.get("type") if isinstance(method, dict) else ""
    kinds = [kind] if kind else intent.get("payment_method_types") or [""]
    return intent.get("status") == "requires_payment_method" and all(
        str(one).endswith("_debit") for one in kinds)


def _advice(error):
    """Stripe's advice and the network's code (docs.stripe.com/declines/codes), '' for none."""
    words = (error.get("advice_code"), error.get("network_advice_code"))
    return " ".join(word for word in words if isinstance(word, str) and word.isascii())


def _difference(intent, expected):
    """The code of what is not ours in this object, '' when all is."""
    if intent.get("description") != expected.reference:
        return "other_reference"
    if intent.get("amount") != expected.minor:
        return "other_amount"
    if str(intent.get("currency") or "").upper() != expected.currency:
        return "other_currency"
    return ""


def _error(answer, error, expected):
    code = error.get("code") or error["type"]
    message = error.get("message") or ""
    intent = error.get("payment_intent") if isinstance(error.get("payment_intent"), dict) else {}
    mine = bool(intent) and not _difference(intent, expected)
    if intent and not mine:
        return unclear("other_reference", message)
    found = {"provider_reference": intent.get("id") or "", "own": mine or answer.replayed,
             "advice": _advice(error)}
    if answer.status == 402 and error["type"] == "card_error":
        if code in WANTS_CLIENT or error.get("decline_code") in WANTS_CLIENT:
            return Finding("wants_client", code, message, **found)
        why = _why(error, intent)
        if why:
            return Finding("declined", why, message, **found)
    if error["type"] == "invalid_request_error" and code not in NOT_PROVEN:
        if answer.status in (401, 403):
            return Finding("bad_key", code, message, **found)
        if answer.status in (400, 404):
            return Finding("refused", code, message, **found)
    return unclear(code, message)
