"""Whether an invoice is collected now, and if not, why: the first reason that applies."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

COLLECT = "collect"

# In the order in which they are looked at. The contract names them (docs/rpc_contract.md).
REASONS = (
    "stopped", "not_bound", "restore_open",
    "not_posted", "nothing_due", "blocked",
    "unknown_attempt", "live_attempt", "disputed", "held_invoice", "held_client",
    "before_go_live", "credit", "not_due", "other_currency",
    "no_method", "several_methods", "method_archived", "method_expired",
    "method_other_client", "method_other_company", "method_other",
    "provider_off", "provider_test", "provider_capture",
    "never_sent", "wait_after_sent", "collected_before",
    "refunded_before",
    "retry_cap", "retry_over", "needs_client", "retry_wait",
    "below_minimum", "above_cap", "not_released", "above_run_cap", "above_day_cap",
)

# What a person who presses *Collect now* overrides: the calendar and the caution after a decline,
# or after what was collected was given back.
BY_HAND = {
    "before_go_live", "not_due", "other_currency", "refunded_before", "retry_over", "needs_client",
    "retry_wait", "below_minimum", "above_cap",
}

# What he overrides only after he has read what the provider has, with a reason that is kept.
AFTER_READING = {"collected_before"}

# A client who pays by himself needs none of our permissions, only an open debt and a good method.
BY_CLIENT = BY_HAND | AFTER_READING | {
    "stopped", "disputed", "held_invoice", "held_client", "credit", "never_sent",
    "wait_after_sent", "no_method", "several_methods", "method_other_company", "retry_cap",
}


@dataclass(frozen=True)
class Facts:
    """What is known of an invoice, its client and the method, read under one lock.

    Amounts are Decimal in the invoice's currency; `due` is what is due on `as_of` of `residual`,
    less `credit`, the client's open credit that is proposed on this invoice; `covered`: that is enough.
    `foreign`: it is not in the company's currency, in which caps and releases are counted.
    `method_problem` is one of the method and provider reasons, '' when it can be charged.
    `collected_before`: what is open was collected once, the provider has it, and somebody undid that
    in the books; `refunded_before`: it was collected once and went back.
    `retry`: what `retry.against` says of the method, '' for nothing.
    What decides nothing and is told to the person who reads the reason: `*_words`, `live_since`,
    `due_from` (the next day on which more falls due).
    """

    as_of: date
    stopped: bool = False
    stop_words: str = ""
    ledger: str = ""
    ledger_words: str = ""
    posted: bool = True
    blocked: bool = False
    live: str = ""
    live_since: date | None = None
    hold: str = ""
    hold_words: str = ""
    residual: Decimal = Decimal(0)
    due: Decimal = Decimal(0)
    credit: Decimal = Decimal(0)
    covered: bool = False
    due_from: date | None = None
    foreign: bool = False
    invoice_date: date | None = None
    go_live: date | None = None
    released: bool = False
    method_problem: str = ""
    is_debit: bool = False
    sent_on: date | None = None
    earliest_debit: date | None = None
    collected_before: bool = False
    refunded_before: bool = False
    retry: str = ""
    retry_words: str = ""
    minimum: Decimal = Decimal(0)
    cap: Decimal = Decimal(0)
    unreleased: bool = False


def reason(facts, overrides=()):
    """`collect`, or the first code of REASONS that speaks against it and is not overridden."""
    against = set(_against(facts)) - set(overrides)
    return next((code for code in REASONS if code in against), COLLECT)


def _against(facts):
    if facts.stopped:
        yield "stopped"
    if facts.ledger:
        yield facts.ledger
    if not facts.posted:
        yield "not_posted"
    if facts.residual <= 0:
        yield "nothing_due"
    if facts.blocked:
        yield "blocked"
    if facts.live:
        yield "unknown_attempt" if facts.live == "unknown" else "live_attempt"
    if facts.hold:
        yield facts.hold
    yield from _against_date(facts)
    if facts.method_problem:
        yield facts.method_problem
    yield from _against_past(facts)
    amount = facts.due or facts.residual
    if amount < facts.minimum:
        yield "below_minimum"
    if facts.cap and amount > facts.cap:
        yield "above_cap"
    if facts.unreleased:
        yield "not_released"


def _against_past(facts):
    if facts.collected_before:
        yield "collected_before"
    if facts.refunded_before:
        yield "refunded_before"
    if facts.retry:
        yield facts.retry


def _against_date(facts):
    if not facts.released and not (
        facts.go_live and facts.invoice_date and facts.invoice_date >= facts.go_live
    ):
        yield "before_go_live"
    if facts.covered:
        yield "credit"
    elif facts.due <= 0:
        yield "not_due"
    if facts.foreign:
        yield "other_currency"
    if facts.is_debit and not facts.sent_on:
        yield "never_sent"
    elif facts.is_debit and facts.as_of < (facts.earliest_debit or facts.sent_on):
        yield "wait_after_sent"
