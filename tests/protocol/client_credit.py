"""The client's open credit: models/account_move_credit.py for the store."""

from protocol import states


def proposed(tx, move_id, own=None):
    """The part of the client's open credit that is proposed on an invoice. Credits go to his open
    invoices in their order; what is under way for an invoice needs none. `own`: the attempt on
    whose behalf is asked."""
    client = tx.rows["invoice"][move_id]["client"]
    left = of_client(tx, client)
    if not left:
        return 0
    busy = {row["move"] for row in tx.rows["row"].values()
            if row["live"] and row["attempt"] != own}
    for number, invoice in tx.rows["invoice"].items():
        if invoice["client"] != client or number in busy:
            continue
        part = min(left, invoice["residual"])
        left -= part
        if number == move_id:
            return part
    return 0


def of_client(tx, client):
    """All that is open of his payments and credit notes."""
    return sum(of_payment(tx, one) for one in tx.rows["payment"].values()
               if tx.rows["invoice"][one["move"]]["client"] == client)


def of_payment(tx, one):
    """What of a payment pays nothing; 0 of one that was reset, or came back."""
    if one["reset"]:
        return 0
    number = one["attempt"]
    if number and tx.rows["attempt"][number]["state"] == states.RETURNED:
        return 0
    return one["minor"] - one["applied"] - sum(
        entry["minor"] for entry in tx.rows["entry"].values()
        if number and entry["attempt"] == number and not entry["undone"])
