"""What the addon itself says about a line that a person should look at: English in the database."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

QUANTITY_UNUSUAL = _lt(
    "The quantity is %(quantity)s, usually %(usual)s (median of %(count)s earlier lines).")
PRICE_UNUSUAL = _lt(
    "The unit price is %(price)s, usually %(usual)s (median of %(count)s earlier lines).")
AMOUNT_UNUSUAL = _lt(
    "The amount is %(amount)s, usually %(usual)s and at most %(largest)s (%(count)s earlier "
    "lines).")
MONTH_CLOSED = _lt("The client's invoice of %(period)s is out already.")
BOOKS_CLOSED = _lt("The books are locked up to %(locked)s.")
DATE_OUTSIDE = _lt("The service is of %(date)s, the file of %(period)s.")
SENTENCES = [
    QUANTITY_UNUSUAL, PRICE_UNUSUAL, AMOUNT_UNUSUAL, MONTH_CLOSED, BOOKS_CLOSED, DATE_OUTSIDE,
]
