"""What a decline means for another try on the same method: one small dictionary per provider.

kind → codes. `never`: not on this method again. `later`: in some days. `unclear`: at most few
times. `client`: only the client can mend it. What stands in none of them goes to a person.
A code is the one that the provider's table of answers (tables/) gives to the attempt.
"""

# docs.stripe.com/declines/codes and /billing/revenue-recovery/smart-retries (hard decline codes);
# for debits /payments/sepa-debit and /error-codes. `resource_missing`: the stored method is gone;
# `payment_intent_mandate_invalid`: its mandate ended, by a dispute of a debit or at the bank.
STRIPE = {
    "never": {
        "account_closed", "authorization_revoked", "bank_account_restricted",
        "bank_account_unusable", "branch_does_not_exist", "card_not_supported",
        "currency_not_supported", "debit_authorization_not_match", "debit_disputed",
        "debit_not_authorized", "do_not_try_again", "expired_card", "fraudulent",
        "highest_risk_level", "incorrect_account_holder_name", "incorrect_number",
        "invalid_account", "invalid_account_number", "invalid_expiry_month",
        "invalid_expiry_year", "invalid_number", "lost_card", "merchant_blacklist",
        "new_account_information_available", "no_account", "not_permitted",
        "payment_method_bank_account_blocked", "pickup_card", "previously_declined_do_not_retry",
        "recipient_deceased", "restricted_card", "revocation_of_all_authorizations",
        "revocation_of_authorization", "security_violation", "service_not_allowed",
        "stolen_card", "stop_payment_order", "testmode_decline", "transaction_not_allowed",
    },
    "later": {
        "card_decline_rate_limit_exceeded", "card_velocity_exceeded", "insufficient_funds",
        "issuer_not_available", "payment_method_provider_timeout", "processing_error",
        "reenter_transaction", "try_again_later", "withdrawal_count_limit_exceeded",
    },
    "unclear": {
        "bank_account_declined", "call_issuer", "card_declined", "charge_exceeds_source_limit",
        "charge_exceeds_transaction_limit", "do_not_honor", "generic_could_not_process",
        "generic_decline", "no_action_taken", "payment_intent_payment_attempt_failed",
        "payment_method_not_available", "payment_method_provider_decline", "refer_to_customer",
    },
    "client": {
        "approve_with_id", "authentication_required", "incorrect_address", "incorrect_cvc",
        "incorrect_pin", "incorrect_zip", "invalid_amount", "invalid_cvc", "invalid_pin",
        "mobile_device_authentication_required", "offline_pin_required",
        "online_or_offline_pin_required", "payment_intent_authentication_failure",
        "payment_intent_mandate_invalid", "payment_method_customer_decline", "pin_try_exceeded",
        "postal_code_invalid", "requires_action", "resource_missing",
        "setup_intent_authentication_failure",
    },
}

# Demo says yes or no and gives no reason.
DEMO = {"unclear": {"error", "cancel"}}



def _worldline(*numbers):
    """`errorCode`s of what a bank answered with these ISO 8583 response codes."""
    return {f"30{number}1001" for number in numbers}


# 30511001: insufficient funds, 30591001: suspected fraud, and so on; 40001134: the client has to
# authenticate. Visa's response codes of category 1 (never approved) are among `never`.
WORLDLINE = {
    "never": _worldline(
        "04", "07", "12", "14", "15", "33", "34", "41", "43", "46", "54", "57", "59", "62"),
    "later": _worldline("19", "51", "61", "65", "91", "96"),
    "unclear": _worldline("01", "02", "05"),
    "client": {"40001134"},
}

PROVIDERS = {"stripe": STRIPE, "demo": DEMO, "worldline": WORLDLINE}

# ISO 20022 external return reason codes of direct debits, whoever reports them. AM04 and MS03
# alone are worth another try (docs.adyen.com/online-payments/auto-rescue/sepa).
SEPA = {
    "never": {
        "AC01", "AC04", "AC06", "AC13", "AG01", "BE05", "MD01", "MD02", "MD06", "MD07", "MS02",
        "RC01", "SL01",
    },
    "later": {"AM04", "ED05"},
    "unclear": {"MS03"},
}

# Stripe's advice_code (docs.stripe.com/declines/codes): obeyed before any list.
ADVICE = {
    "do_not_try_again": "never", "try_again_later": "later", "confirm_card_data": "client",
}

# Mastercard's merchant advice codes: (kind, days to wait at least).
NETWORK_ADVICE = {
    "01": ("client", 0), "02": ("later", 3), "03": ("never", 0), "21": ("never", 0),
    "24": ("later", 1), "25": ("later", 1), "26": ("later", 2), "27": ("later", 4),
    "28": ("later", 6), "29": ("later", 8), "30": ("later", 10),
}


def kind_of(provider, code):
    """`never`, `later`, `unclear` or `client`; '' where nobody listed the code."""
    for table in (PROVIDERS.get(provider, {}), SEPA):
        for kind, codes in table.items():
            if code in codes:
                return kind
    return ""
