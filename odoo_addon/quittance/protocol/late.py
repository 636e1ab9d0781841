"""What comes late: a success after the attempt was over, money that a client disputes, a success
that is none any more."""

from dataclasses import dataclass

from . import states


# Reasons of Stripe's (docs.stripe.com/disputes/categories) and of ISO 20022 by which the client
# himself takes money back. The others, as lack of funds, are his bank's.
DISPUTES = {
    "credit_not_processed", "customer_initiated", "debit_not_authorized", "duplicate",
    "fraudulent", "general", "noncompliant", "product_not_received", "product_unacceptable",
    "subscription_canceled", "unrecognized", "MD01", "MD06",
}


def is_dispute(code):
    """Whether the reason code of a return says that the client disputes the charge."""
    return code in DISPUTES


# What an authorisation says before it is captured; told late, it contradicts no success.
EARLIER = {
    "AUTHORIZATION_REQUESTED", "PENDING_CAPTURE", "PENDING_COMPLETION", "PENDING_PAYMENT",
}


def contradicts(state, reference, verdict):
    """Whether what is told of our own object of this id is no success any more: refunded, charged
    back, reversed, or a status that nobody listed."""
    own = bool(reference) and verdict.provider_reference == reference
    return (state == states.DONE and own and not verdict.state and not verdict.is_open
            and verdict.code not in EARLIER)


@dataclass(frozen=True)
class Success:
    """`extra`: it leaves the index and is booked as the client's credit; `alarm`: tell a person."""

    extra: bool
    alarm: bool


def on_success(state, other_is_live):
    """What a proven success means for an attempt in `state`.

    `other_is_live`: another attempt holds one of the same invoices.
    """
    late = state in (states.FAILED, states.CANCELED)
    return Success(extra=bool(other_is_live), alarm=late or bool(other_is_live))
