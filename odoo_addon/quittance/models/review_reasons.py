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
QUANTITY_NEW = _lt(
    "The quantity is %(quantity)s; for other clients it is usually %(usual)s and at most "
    "%(largest)s (median of %(count)s earlier lines). This client has too few of its own yet.")
PRICE_NEW = _lt(
    "The unit price is %(price)s; for other clients it is usually %(usual)s (median of %(count)s "
    "earlier lines). This client has too few of its own yet.")
AMOUNT_NEW = _lt(
    "The amount is %(amount)s; for other clients it is usually %(usual)s and at most %(largest)s "
    "(median of %(count)s earlier lines). This client has too few of its own yet.")
MONTH_CLOSED = _lt("The client's invoice of %(period)s is out already.")
BOOKS_CLOSED = _lt("The books are locked up to %(locked)s.")
DATE_OUTSIDE = _lt("The service is of %(date)s, the file of %(period)s.")
CONTRACT_MISSING = _lt("There is no contract price for this client and service on %(day)s.")
PRICE_OFF = _lt(
    "The file's price is %(price)s, the contract's %(contract)s; the tolerance is %(tolerance)s "
    "percent.")
TAX_OFF = _lt(
    "Of the file's price %(price)s and the contract's %(contract)s, one includes tax and one does "
    "not.")
CREDIT_OFF = _lt("The file gives back %(amount)s; the contract's price is %(contract)s.")
QUANTITY_MISSING = _lt("The row has no quantity for the contract's price %(contract)s.")
MONTH_UNUSUAL = _lt(
    "%(client)s: %(amount)s in %(period)s, after %(last_amount)s in %(last_period)s.")
CURRENCY_UNKNOWN = _lt(
    "Odoo has no currency '%(currency)s'. Correct the currency in the profile, or ask the supplier.")
CURRENCY_INACTIVE = _lt(
    "The currency %(currency)s is not active in Odoo. Activate it, then check the line again.")
AMOUNT_TOO_FINE = _lt("The amount %(amount)s is finer than the smallest unit of %(currency)s.")
TAX_MISMATCH = _lt("The file's tax is %(rate)s, the invoice's would be %(own)s.")
TAX_UNKNOWN = _lt("The file's tax is %(rate)s, the invoice's cannot be told: %(why)s")
FILE_WITHDRAWN = _lt("File withdrawn: %s")
SENTENCES = [
    CURRENCY_UNKNOWN, CURRENCY_INACTIVE, TAX_MISMATCH, TAX_UNKNOWN,
    MONTH_UNUSUAL, FILE_WITHDRAWN,
    CONTRACT_MISSING, PRICE_OFF, TAX_OFF, CREDIT_OFF, QUANTITY_MISSING,
    QUANTITY_NEW, PRICE_NEW, AMOUNT_NEW,
    QUANTITY_UNUSUAL, PRICE_UNUSUAL, AMOUNT_UNUSUAL, MONTH_CLOSED, BOOKS_CLOSED, DATE_OUTSIDE,
]
