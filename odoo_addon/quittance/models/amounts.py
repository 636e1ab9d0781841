"""Decimal texts in and out. PostgreSQL's numeric keeps them exactly; a float never touches them."""

import re
from decimal import Decimal, InvalidOperation

from odoo.exceptions import UserError

DECIMAL = re.compile(r"-?\d{1,15}(\.\d{1,12})?")
PERIOD = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def decimal_of(env, text, what):
    """The Decimal of a contract's text ("1234.50", "-3"), None for "". Anything else: an error."""
    if text in ("", None, False):
        return None
    if not isinstance(text, str) or not DECIMAL.fullmatch(text):
        raise UserError(env._("%(what)s: %(text)s is no decimal number.", what=what, text=text))
    return Decimal(text)


def decimal_text(value, decimals=2):
    """How the contract writes a number: at least `decimals` places, no exponent, "" for None."""
    if value is None:
        return ""
    value = Decimal(value)
    if -value.as_tuple().exponent <= decimals:
        value = value.quantize(Decimal(1).scaleb(-decimals))
    return f"{value:f}"


def period_of(env, text, empty=False):
    """A period "YYYY-MM" ("" only when `empty`); anything else is an error."""
    if (empty and text == "") or (isinstance(text, str) and PERIOD.fullmatch(text)):
        return text
    raise UserError(env._("A period is written YYYY-MM, not %s.", text))


def differs(control):
    """Whether a totals row says another number than its rows make: 135 is 135.00."""
    try:
        return Decimal(control.get("stated")) != Decimal(control.get("computed"))
    except (InvalidOperation, TypeError):
        return control.get("stated") != control.get("computed")
