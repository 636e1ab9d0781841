"""The reference of an attempt: derived, versioned, and short enough for every rail."""

import base64
import hashlib
from decimal import Decimal

VERSION = "q1"


def derive(epoch, company_id, move_id, no, minor, currency, rail, method_id):
    """`q1` + 26 letters: the attempt's key, our transaction's reference and the EndToEndId.

    `minor` is the amount in minor units. All that makes the debt this debt is inside, so that no
    reference is ever used for two different ones.
    """
    text = "|".join(
        str(part) for part in (epoch, company_id, move_id, no, minor, currency, rail, method_id)
    )
    digest = hashlib.sha256(text.encode()).digest()
    return VERSION + base64.b32encode(digest).decode().lower()[:26]


def to_minor(amount, decimals):
    """A Decimal amount as an integer of minor units; ValueError when it has more decimals."""
    scaled = Decimal(amount).scaleb(decimals)
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{amount} has more than {decimals} decimals")
    return int(scaled)
