"""Why a debit failed at Stripe, in each shape in which it says so."""

import pytest
from protocol import answers, retry_tables
from protocol.tables.base import Answer

MINE = answers.Expected("q1mine", 9901, "EUR")
GENERIC = "payment_intent_payment_attempt_failed"
# docs.stripe.com/payments/sepa-debit: the failure codes of a debit, and what follows from each.
CODES = {
    "insufficient_funds": "later", "debit_disputed": "never", "authorization_revoked": "never",
    "debit_not_authorized": "never", "account_closed": "never",
    "bank_account_restricted": "never", "debit_authorization_not_match": "never",
    "recipient_deceased": "never", "branch_does_not_exist": "never",
    "incorrect_account_holder_name": "never", "invalid_account_number": "never",
    "refer_to_customer": "unclear", "generic_could_not_process": "unclear",
}


def charge(code, number=1, status="failed", kind="sepa_debit"):
    return {"id": f"ch_{number}", "object": "charge", "status": status, "failure_code": code,
            "payment_method_details": {"type": kind}}


def failed(code, *charges, **more):
    """An intent whose last try failed with this code, and what its charges say."""
    error = {"type": "card_error", "code": code, "message": "No."}
    if charges:
        error["charge"] = charges[0]["id"]
    return {"object": "payment_intent", "id": "pi_1", "description": "q1mine", "amount": 9901,
            "currency": "eur", "status": "requires_payment_method", "last_payment_error": error,
            "payment_method_types": ["sepa_debit"],
            "charges": {"data": list(charges)}, **more}


def asked(intent):
    return answers.read("stripe", answers.INQUIRY, Answer(200, intent), MINE)


def said(intent):
    verdict = asked(intent)
    return verdict.state, verdict.code


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("shape", [
    lambda code: failed(code),
    lambda code: failed(GENERIC, charge(code)),
    lambda code: failed(GENERIC, charge(code), charge("insufficient_funds", 0)),
    lambda code: failed("nobody_listed_this", charge(code)),
    lambda code: failed(GENERIC, charges=None, latest_charge=charge(code)),
])
def test_every_reason_of_a_failed_debit_is_understood(code, shape):
    assert said(shape(code)) == ("failed", code)
    assert retry_tables.kind_of("stripe", code) == CODES[code]


def test_a_reason_that_nobody_listed_is_a_failure_for_a_person():
    for intent in (failed("brand_new"), failed(GENERIC, charge("brand_new")),
                   failed("other", charge("brand_new"))):
        assert asked(intent).state == "failed"
        assert retry_tables.kind_of("stripe", asked(intent).code) == ""


def test_a_debit_whose_charge_did_not_fail_is_not_called_failed():
    for status in ("pending", "succeeded"):
        assert asked(failed("brand_new", charge(None, status=status))).state == ""


def test_a_card_s_reason_that_nobody_listed_decides_nothing():
    card = failed("brand_new", charge("brand_new", kind="card"), payment_method_types=["card"])
    assert asked(card).state == ""


def test_the_charge_of_an_earlier_try_gives_no_reason():
    intent = failed(GENERIC, charge("authorization_revoked"))
    intent["last_payment_error"]["charge"] = "ch_of_a_later_try"
    assert said(intent) == ("failed", GENERIC)


def test_the_bank_s_own_word_comes_before_the_charge_s():
    intent = failed("card_declined", charge("card_declined", kind="card"))
    intent["last_payment_error"]["decline_code"] = "lost_card"
    assert said(intent) == ("failed", "lost_card")


def test_a_refusal_at_once_gives_the_charge_s_reason_too():
    intent = failed(GENERIC, charge("authorization_revoked"))
    body = {"error": {**intent["last_payment_error"], "payment_intent": intent}}
    verdict = answers.read("stripe", answers.FIRST, Answer(402, body), MINE)
    assert (verdict.state, verdict.code) == ("failed", "authorization_revoked")


def test_the_charge_of_another_s_intent_decides_nothing():
    assert asked(failed(GENERIC, charge("debit_disputed"), description="q1other")).state == ""


@pytest.mark.parametrize(("code", "kind"), [
    ("card_decline_rate_limit_exceeded", "later"), ("charge_exceeds_source_limit", "unclear"),
    ("charge_exceeds_transaction_limit", "unclear"), ("incorrect_address", "client")])
def test_a_card_that_is_refused_without_a_charge_is_declined(code, kind):
    body = {"error": {"type": "card_error", "code": code}}
    assert answers.read("stripe", answers.FIRST, Answer(402, body), MINE).state == "failed"
    assert retry_tables.kind_of("stripe", code) == kind


def test_a_device_is_the_client_s_and_a_duplicate_a_person_s():
    assert retry_tables.kind_of("stripe", "mobile_device_authentication_required") == "client"
    assert retry_tables.kind_of("stripe", "duplicate_transaction") == ""
