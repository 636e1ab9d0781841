"""`run collect`: a night's charges against registering payments one by one in stock Odoo.

Both sides have the same invoices on the French chart, each in a sandbox of its own, the peer's
without our addon. They call the same simulated provider in the same run; the books must be the same
to the cent.
"""

import contextlib
import tempfile
import time

from . import debts
from .lab import Simulator, lab, say

CHARGE = "/v1/payment_intents"
OURS, STOCK = "bench-ours", "bench-stock"

BOOKS = """
SELECT 'invoice', p.ref, m.payment_state, m.amount_residual::text, m.amount_total::text, ''
  FROM account_move m JOIN res_partner p ON p.id = m.partner_id
 WHERE m.move_type = 'out_invoice' AND p.ref LIKE 'B%'
UNION ALL
SELECT 'payment', p.ref, y.state, y.amount::text, y.date::text, y.journal_id::text
  FROM account_payment y JOIN res_partner p ON p.id = y.partner_id
UNION ALL
SELECT 'entry', COALESCE(p.ref, ''), a.code_store->>'1', SUM(l.balance)::text,
       COUNT(*)::text || '/' || COUNT(l.full_reconcile_id)::text, COALESCE(t.tags, '')
  FROM account_move_line l JOIN account_move m ON m.id = l.move_id AND m.state = 'posted'
  JOIN account_account a ON a.id = l.account_id LEFT JOIN res_partner p ON p.id = l.partner_id
  LEFT JOIN LATERAL (
       SELECT string_agg(r.account_account_tag_id::text, ' ' ORDER BY 1) AS tags
         FROM account_account_tag_account_move_line_rel r
        WHERE r.account_move_line_id = l.id) t ON true
 GROUP BY p.ref, 3, t.tags ORDER BY 1, 2, 3, 4, 5, 6"""


def run(invoices, workers, delay):
    """The benchmark's JSON object; see README.md for its keys."""
    with both(workers) as (ours, stock):
        taxes = {tax: _one_tax(ours, stock, tax, invoices, delay) for tax in debts.TAXES}
    return {
        "invoices": invoices, "workers": workers, "provider_seconds": delay,
        "ratio_vs_odoo_on_invoice": taxes["on_invoice"]["ratio"],
        "ratio_vs_odoo_on_payment": taxes["on_payment"]["ratio"],
        "books_identical": all(one["books_identical"] for one in taxes.values()),
        "peak_mb": max(one["peak_mb"] for one in taxes.values()), "taxes": taxes,
    }


@contextlib.contextmanager
def both(workers):
    """(our lab, the lab of stock Odoo), both taken down at the end."""
    with lab(OURS, workers) as ours, lab(STOCK, workers, addons=("stripe_redirect",)) as stock:
        yield ours, stock


@contextlib.contextmanager
def provider(delay=0.0):
    """A simulated provider with an empty ledger: databases copied from one another send the same
    references and keys, and must not meet."""
    with tempfile.TemporaryDirectory() as folder, Simulator(folder) as simulator:
        simulator.fault(action="delay_before", method="POST", path=CHARGE, seconds=delay, times=0)
        yield simulator


def charged(simulator):
    """How many charges succeeded by the provider's own ledger."""
    return sum(one["succeeded"] for one in simulator.summary()["by_reference"].values())


def seeded(bench, simulator, tax, invoices, kinds=None):
    """A database with so many invoices to collect; its name."""
    database = f"collect_{tax[3:]}"
    bench.sandbox.create_database(database)
    bench.sandbox.shell(debts.SEED, database, count=invoices, tax_name=debts.TAXES[tax],
                        url=simulator.url, kinds=kinds or {})
    return database


def _one_tax(ours, stock, tax, invoices, delay):
    with provider(delay) as simulator:
        theirs = _registered(stock, simulator, tax, invoices)
        _check_charged(simulator, invoices)
    with provider(delay) as simulator:
        mine = _collected(ours, simulator, tax, invoices)
        _check_charged(simulator, invoices)
    return {
        "seconds": {"quittance": mine["seconds"], "odoo": theirs["seconds"]},
        "ratio": round(theirs["seconds"] / mine["seconds"], 2),
        "books_identical": mine["books"] == theirs["books"], "peak_mb": mine["peak_mb"],
    }


def _check_charged(simulator, invoices):
    if charged(simulator) != invoices:
        raise RuntimeError(f"{invoices} invoices were charged {charged(simulator)} times.")


def _collected(bench, simulator, tax, invoices):
    database = seeded(bench, simulator, tax, invoices)
    bench.warm(database)
    report, seconds, peak = bench.connector(database, "collect", connections=0)
    say(f"{tax}: quittance collected in {seconds:.1f} s")
    buckets = {row["bucket"]: row["count"] for row in report["buckets"]}
    if buckets != {"collected": invoices}:
        raise RuntimeError(f"Not all was collected: {buckets}, {report['stops']}")
    return {"seconds": round(seconds, 2), "peak_mb": round(peak, 1),
            "books": _finish(bench, database)}


def _registered(bench, simulator, tax, invoices):
    """Odoo's own way: its *Register payment* dialog with the stored method, one after another."""
    database = seeded(bench, simulator, tax, invoices)
    bench.warm(database, "accountant")
    admin = bench.sandbox.rpc("admin", database)
    tokens = {one["partner_id"][0]: one["id"]
              for one in admin.search_read("payment.token", [], ["partner_id"])}
    moves = admin.search_read("account.move", [("move_type", "=", "out_invoice"),
                                               ("state", "=", "posted")], ["partner_id"])
    [line] = admin("account.payment.method.line", "search",
                   [("payment_provider_id.code", "=", "stripe"),
                    ("payment_type", "=", "inbound")], limit=1)
    odoo = bench.sandbox.rpc("accountant", database, timeout=600)
    begin = time.monotonic()
    for move in moves:
        dialog = odoo("account.payment.register", "create", {
            "payment_method_line_id": line, "payment_token_id": tokens[move["partner_id"][0]],
        }, context={"active_model": "account.move", "active_ids": [move["id"]]})
        odoo("account.payment.register", "action_create_payments", [dialog])
    seconds = time.monotonic() - begin
    say(f"{tax}: Odoo registered in {seconds:.1f} s")
    return {"seconds": round(seconds, 2), "books": _finish(bench, database)}


def _finish(bench, database):
    books = bench.sandbox.sql(BOOKS, database)
    bench.sandbox.drop_database(database)
    return books
