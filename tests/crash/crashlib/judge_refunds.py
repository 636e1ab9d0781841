"""The verdict on money that went back: the provider's refunds against Odoo's, entry for entry."""

from collections import Counter, namedtuple
from decimal import Decimal

KEY = "quittance_refund"
ROWS = """
SELECT a.key, r.no, r.key, r.origin, r.state, round(r.amount * 100)::bigint,
       COALESCE(r.booked, false),
       (SELECT count(*) FROM account_move m WHERE m.id = r.move_id AND m.state = 'posted'),
       (SELECT count(*) FROM account_move m WHERE m.id = r.undo_move_id AND m.state = 'posted'),
       COALESCE(r.provider_reference, ''), r.told_at IS NOT NULL
  FROM quittance_refund r JOIN quittance_attempt a ON a.id = r.attempt_id
 WHERE r.kind = 'refund' AND EXISTS (SELECT FROM quittance_attempt_invoice i
        WHERE i.attempt_id = a.id AND i.move_id IN {moves}) ORDER BY r.id"""
TOLD = """
SELECT count(*) FROM mail_message WHERE model = 'account.move' AND res_id IN {moves}
   AND message_type = 'comment' AND subject ~ '^(Refund|Remboursement)'"""
NOT_EXTRA = """
SELECT i.move_id, a.key FROM quittance_attempt a
  JOIN quittance_attempt_invoice i ON i.attempt_id = a.id
 WHERE i.move_id IN {moves} AND a.extra IS NOT TRUE"""
# Of these acts a later look cannot say what the invoice must be open by.
LOOSENS = {"undo", "reset"}
OTHERWISE = {"pay", "pay_part", "credit_note"}

# As PostgreSQL prints them: `attempt`, `key` and `reference` are texts, cents too.
Row = namedtuple("Row", "attempt no key origin state cents booked entries undone reference told")
# A refund in the provider's ledger; `attempt` is the reference of what it gives back.
Made = namedtuple("Made", "id key attempt cents status")


def made_of(summary):
    """All refunds of the provider's summary."""
    attempt_of = {intent: key for key, one in summary["by_reference"].items()
                  for intent in one["payment_intents"]}
    return [Made(one["id"], one["metadata"].get(KEY, ""), attempt_of.get(one["payment_intent"]),
                 one["amount"], one["status"]) for one in summary["refunds"]]


def verdict(rows_of, made, charges, people):
    """Sentences on the refunds of a month's invoices: `rows_of(statement)` asks Odoo about them."""
    rows = [Row(*row) for row in rows_of(ROWS)]
    mine = {key for _move, key in rows_of(NOT_EXTRA)} | {row.attempt for row in rows}
    found = disagreements([one for one in made if one.attempt in mine], rows,
                          {order: was for order, was in people.orders.items() if order[0] in mine},
                          people.outside)
    found += [f"I1: {key}: more went back than was charged" for key in mine & set(charges)
              if charges[key]["amount_refunded"] + charges[key]["amount_disputed"]
              > charges[key]["amount_succeeded"]]
    [[told]] = rows_of(TOLD)
    expected = sum(row.told == "t" for row in rows)
    return found + ([] if int(told) == expected else [
        f"{expected} refunds say that their clients were told, {told} messages are there"])


def disagreements(made, rows, orders, outside):
    """Sentences on refunds at the provider (Made), in Odoo (Row), and as people asked for them.

    orders   {(attempt's key, number): whether Odoo answered that it was done}
    outside  ids of those made on the provider's own pages
    """
    count = Counter(one.key for one in made if one.key)
    found = [f"I1: the refund {key} was made {times} times" for key, times in count.items()
             if times > 1]
    found += [f"I1: {one.id} gave back {one.cents} of {one.attempt}, and nobody ordered it"
              for one in made if not one.key and one.id not in outside]
    for one in made:
        found += _without_row(one, [row for row in rows if row.reference == one.id])
    ids = {one.id for one in made}
    for row in rows:
        found += _of_row(row, ids, count)
        if row.origin == "odoo" and (row.attempt, int(row.no)) not in orders:
            found.append(f"I1: nobody ordered the refund {row.no} of {row.attempt}")
    there = {(row.attempt, int(row.no)) for row in rows}
    return found + [f"I2: Odoo took the order of refund {no} of {key}, and it is nowhere"
                    for (key, no), accepted in orders.items()
                    if accepted and (key, no) not in there]


def _without_row(one, rows):
    wanted = ("done" if one.status == "succeeded" else "failed", str(one.cents))
    seen = [(row.state, row.cents) for row in rows]
    return [] if seen == [wanted] else [
        f"I2: {one.id} of {one.attempt} is {one.status} with {one.cents} at the provider; in "
        f"Odoo: {seen}"]


def _of_row(row, ids, count):
    name = f"refund {row.no} of {row.attempt}"
    found = []
    if row.state in ("prepared", "sending", "unknown", "pending"):
        found.append(f"I3: {name} is still {row.state} after everything is quiet")
    if row.state == "done" and row.reference not in ids:
        found.append(f"I2: {name} is done in Odoo, and the provider has none such")
    if row.state == "canceled" and count[row.key]:
        found.append(f"I2: {name} is called off in Odoo, and the provider made it")
    books = (row.booked, int(row.entries) - int(row.undone))
    if books != (("t", 1) if row.state == "done" else ("f", 0)):
        found.append(f"I2: {name} is {row.state}; booked {row.booked}, {row.entries} entries, "
                     f"{row.undone} of them undone")
    return found


def open_wrongly(rows_of, played, invoices, charges):
    """I2: an invoice is open by what was neither paid otherwise nor collected, less what went back.

    invoices  [(id, name, total, residual, …)] as texts
    """
    keys = {}
    for move, key in rows_of(NOT_EXTRA):
        keys.setdefault(int(move), []).append(key)
    found = []
    for move, name, total, residual, *_rest in invoices:
        acts = [one for one in played.acted if one.move == int(move)]
        if any(one.what in LOOSENS and (one.done or one.ended is None) for one in acts) or any(
                one.what in OTHERWISE and one.ended is None for one in acts):
            continue
        kept = sum(_kept(charges[key]) for key in keys.get(int(move), ()) if key in charges)
        otherwise = sum(one.amount for one in acts if one.what in OTHERWISE)
        wanted = max(0, int(Decimal(total) * 100) - otherwise - kept)
        if wanted != int(Decimal(residual) * 100):
            found.append(f"I2: {name} is open by {residual}; {kept} of {total} was collected and "
                         f"stayed, {otherwise} was paid otherwise")
    return found


def _kept(charge):
    return charge["amount_succeeded"] - charge["amount_refunded"] - charge["amount_disputed"]
