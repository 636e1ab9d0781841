"""Whether what leaves was allowed to be collected, by figures of the judge's own."""

import client_credit
import facts
from violation import Violation


def prepared(world, rows, attempt):
    """An attempt has been prepared from what `rows` showed: its method is the client's choice, or
    the only one that he could mean."""
    client = rows["invoice"][attempt["move"]]["client"]
    chosen, today = rows["client"][client]["chosen"], facts.day_of(world.now)
    good = {number for number, one in rows["method"].items()
            if one["client"] == client and one["active"]
            and not (one["expires"] and one["expires"] < today)}
    if chosen and attempt["method"] != chosen or not chosen and good - {attempt["method"]}:
        raise Violation(f"{attempt['method']} is prepared, of {good} he chose {chosen}")


def leaves(world, tx, attempt):
    """A charge leaves on a stored method."""
    settings, invoice = tx.rows["settings"][1], tx.rows["invoice"][attempt["move"]]
    if not settings["bound"]:
        raise Violation("charged by a database that is not bound")
    if (settings["provider"], settings["capture"]) != ("enabled", False):
        raise Violation(f"charged at a provider that is {settings['provider']}, "
                        f"captures by hand: {settings['capture']}")
    _method(world, tx.rows["method"].get(attempt["method"]), invoice)
    if attempt["origin"] == "run":
        if invoice["date"] < settings["go_live"] and not invoice["released"]:
            raise Violation(f"an invoice of {invoice['date']} is charged, before go-live")
        if attempt["minor"] < settings["minimum"]:
            raise Violation(f"{attempt['minor']} is charged, below the minimum")
    if attempt["origin"] in ("run", "hand"):
        _credit(tx, attempt, invoice)


def _method(world, method, invoice):
    if not method or method["client"] != invoice["client"]:
        raise Violation(f"another client's method is charged: {method}")
    # Looked at a moment ago, in the same transaction.
    if method["expires"] and method["expires"] < facts.day_of(world.now - world.wait):
        raise Violation(f"charged on a card that ran out on {method['expires']}")
    if not method["active"]:
        raise Violation("charged on a method that the client has removed")


def _credit(tx, attempt, invoice):
    """What is open of him, but for what is under way, covers his credit and this charge."""
    credit = client_credit.of_client(tx, invoice["client"])
    busy = {row["move"] for row in tx.rows["row"].values() if row["live"]} - {attempt["move"]}
    owed = sum(one["residual"] for number, one in tx.rows["invoice"].items()
               if one["client"] == invoice["client"] and number not in busy)
    if attempt["minor"] + credit > max(owed, credit):
        raise Violation(f"I1: {attempt['minor']} charged, {owed} due and {credit} his credit")
