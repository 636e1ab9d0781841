"""`run book`: booking what was charged against Odoo's own post-processing, in one worker each, and
what an invoice costs in queries at two sizes of a night.
"""

import json

from . import debts
from .collecting import both, provider, seeded
from .lab import say

# In odoo shell: a night in one process, by the connector's own calls and batches. Values: book.
# Prints {step: [queries per invoice, seconds]}.
NIGHT = """
import json, time
from odoo.addons.quittance.protocol import keys

user = env["res.users"].search([("login", "=", "quittance-connector")])
rpc, company = env["quittance.rpc"].with_user(user), env.company.id
epoch, spent = env["quittance.ledger"]._get().epoch, {}

def asked(method, **values):
    answer = getattr(rpc, method)({"company_id": company, **values})
    env.cr.commit()
    return answer

def step(name, work):
    queries, begin = env.cr.sql_log_count, time.monotonic()
    answer = work()
    spent[name] = [env.cr.sql_log_count - queries, time.monotonic() - begin]
    return answer

def pages(method, rows, cursor, after, **values):
    found, number = [], 0
    while not found or number:
        answer = asked(method, **{after: number}, **values)
        found += answer[rows]
        number = answer[cursor]
    return found

def sliced(method, what, rows, size, **values):
    return [one for start in range(0, len(rows), size)
            for one in asked(method, **{what: rows[start:start + size]}, **values)["attempts"]]

asked("candidates", as_of="", after_id=0, limit=1)
found = step("candidates", lambda: pages(
    "candidates", "invoices", "next", "after_id", as_of="", limit=200))
orders = [{"key": keys.derive(epoch, company, one["move_id"], one["next_no"],
                              int(one["due"].replace(".", "")), one["currency"], one["rail"],
                              one["method_id"]),
           "move_id": one["move_id"], "no": one["next_no"], "amount": one["due"],
           "currency": one["currency"], "rail": one["rail"], "method_id": one["method_id"]}
          for one in found]
wanted = [one["key"] for one in orders]
step("prepare", lambda: sliced("prepare", "attempts", orders, 50, as_of="", run_key="bench"))
step("unfinished", lambda: pages(
    "unfinished", "attempts", "next_attempt", "after_attempt", after_event=2 * 10**9, limit=1000))
step("execute", lambda: sliced("execute", "keys", wanted, 4))
step("status", lambda: sliced("status", "keys", wanted, 200))
booked = step("book", lambda: sliced("book", "keys", wanted, 50))
assert len(booked) == len(found) and all(one["booked"] for one in booked), booked[:2]
print(json.dumps({name: [queries / len(found), seconds]
                  for name, (queries, seconds) in spent.items()}))
"""

# In odoo shell without our addon: charge with the stored methods, then book as Odoo's job does.
# Prints the seconds of booking.
POST_PROCESS = """
import time

moves = env["account.move"].search([("move_type", "=", "out_invoice"), ("state", "=", "posted")])
tokens = {token.partner_id: token for token in env["payment.token"].search([])}
transactions = env["payment.transaction"]
for move in moves:
    token = tokens[move.partner_id]
    transaction = transactions.create({
        "provider_id": token.provider_id.id, "payment_method_id": token.payment_method_id.id,
        "token_id": token.id, "reference": move.name, "amount": move.amount_residual,
        "currency_id": move.currency_id.id, "partner_id": move.partner_id.id,
        "operation": "offline", "invoice_ids": [(6, 0, move.ids)]})
    transaction._charge_with_token()
    env.cr.commit()
    transactions |= transaction
assert set(transactions.mapped("state")) == {"done"}
transactions[0]._post_process()
env.cr.commit()
begin = time.monotonic()
for transaction in transactions[1:]:
    transaction._post_process()
    env.cr.commit()
seconds = time.monotonic() - begin
assert set(moves.mapped("payment_state")) == {"paid"}
print(seconds * len(moves) / (len(moves) - 1))
"""


def run(invoices, sizes):
    """The benchmark's JSON object; see README.md for its keys."""
    with both(workers=2) as (ours, stock):
        taxes = {tax: _one_tax(ours, stock, tax, invoices) for tax in debts.TAXES}
        queries = {str(size): {name: round(spent, 2) for name, (spent, _seconds) in _night(
            ours, "on_invoice", size).items()} for size in sizes}
    few, many = queries[str(min(sizes))], queries[str(max(sizes))]
    return {
        "invoices": invoices,
        "ratio_vs_odoo_on_invoice": taxes["on_invoice"]["ratio"],
        "ratio_vs_odoo_on_payment": taxes["on_payment"]["ratio"],
        "queries_per_invoice": queries,
        "queries_grow": any(many[name] > few[name] + 0.5 for name in few), "taxes": taxes,
    }


def _night(bench, tax, invoices):
    with provider() as simulator:
        database = seeded(bench, simulator, tax, invoices)
        spent = json.loads(bench.sandbox.shell(NIGHT, database).splitlines()[-1])
    bench.sandbox.drop_database(database)
    say(f"{tax}, {invoices} invoices: {spent}")
    return spent


def _one_tax(ours, stock, tax, invoices):
    _queries, mine = _night(ours, tax, invoices)["book"]
    with provider() as simulator:
        database = seeded(stock, simulator, tax, invoices)
        theirs = float(stock.sandbox.shell(POST_PROCESS, database).splitlines()[-1])
    stock.sandbox.drop_database(database)
    say(f"{tax}: booked in {mine:.1f} s, Odoo in {theirs:.1f} s")
    return {"ratio": round(theirs / mine, 2),
            "booked_per_second": {"quittance": round(invoices / mine, 1),
                                  "odoo": round(invoices / theirs, 1)}}
