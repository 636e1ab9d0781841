"""Whether I1 to I6 hold: Odoo's books against the simulated provider's own ledger."""

import json
import subprocess
from collections import namedtuple
from decimal import Decimal

from .world import CRASHING

ATTEMPTS = """
SELECT a.key, a.state, a.amount, a.booked, a.payment_id IS NOT NULL,
       (SELECT count(*) FROM account_payment p WHERE p.payment_transaction_id = a.transaction_id),
       COALESCE(a.refunded, 0)
  FROM quittance_attempt a"""
REFUNDS = """
SELECT r.key, r.state, r.booked,
       (SELECT count(*) FROM account_move m WHERE m.id = r.move_id AND m.state = 'posted')
  FROM quittance_refund r"""
PER_INVOICE = """
SELECT m.name, m.amount_total, string_agg(a.key, ' ') FROM account_move m
  JOIN quittance_attempt_invoice i ON i.move_id = m.id
  JOIN quittance_attempt a ON a.id = i.attempt_id GROUP BY m.id"""
NEVER_TRIED = """
SELECT m.name FROM account_move m WHERE m.move_type = 'out_invoice' AND m.state = 'posted'
   AND m.quittance_month_id IS NULL AND m.payment_state = 'not_paid' AND NOT EXISTS (
       SELECT FROM quittance_attempt_invoice i WHERE i.move_id = m.id)"""
INVARIANTS = {"I1", "I2", "I3", "I4", "I5", "I6"}

# As PostgreSQL prints them: texts, booleans as 't' and 'f'.
Attempt = namedtuple("Attempt", "key state amount booked paid payments refunded",
                     defaults=["0"])


def violations(world, known=()):
    """Sentences, one for each thing that must not be and is not `known` yet; [] when all holds."""
    told = {one["what"] for one in known}
    charges = world.simulator.summary()["by_reference"]
    found = disagreements(charges, [Attempt(*row) for row in world.sandbox.sql(ATTEMPTS)],
                          world.sandbox.sql(PER_INVOICE))
    found += unsettled(world.sandbox.sql(REFUNDS))
    found += [f"I4: {name} is due and nobody tried to collect it"
              for name, in world.sandbox.sql(NEVER_TRIED)]
    return [what for what in found + _report(world) if what not in told]


def disagreements(charges, attempts, invoices):
    """Sentences on the provider's ledger ({reference: its figures}) and Odoo's rows."""
    known = {attempt.key for attempt in attempts}
    found = [f"I1: {key} charged {_times(one)} times"
             for key, one in charges.items() if _times(one) > 1]
    found += [f"I2: the provider charged {key}, which Odoo does not have"
              for key, one in charges.items() if _times(one) and key not in known]
    for attempt in attempts:
        found += _attempt(attempt, charges.get(attempt.key))
    for name, total, keys in invoices:
        taken = sum(_minor(charges[key]) for key in keys.split() if key in charges)
        if taken > int(Decimal(total) * 100):
            found.append(f"I1: {name} was charged {taken} in all, its total is {total}")
    return found


def unsettled(refunds):
    """Sentences on refunds ([key, state, booked, entries]) that are not at rest, or not booked
    exactly once."""
    found = [f"I3: refund {key} is still {state} after everything is quiet"
             for key, state, *_rest in refunds if state in ("prepared", "sending", "unknown")]
    return found + [f"I2: refund {key} is done; booked {booked}, {entries} entries"
                    for key, state, booked, entries in refunds
                    if state == "done" and (booked, entries) != ("t", "1")]


def _times(charge):
    return charge["succeeded"] + charge["pending"]


def _minor(charge):
    return charge["amount_succeeded"] + charge["amount_pending"]


def _attempt(attempt, charge):
    key, state = attempt.key, attempt.state
    succeeded, pending = bool(charge and charge["succeeded"]), bool(charge and charge["pending"])
    found = []
    if charge and _minor(charge) > int(Decimal(attempt.amount) * 100):
        found.append(f"I1: {key} charged {_minor(charge)}, due was {attempt.amount}")
    # A part that was disputed leaves the charge as it is.
    is_back = bool(charge and charge.get("disputed")) and (
        charge.get("amount_disputed", _minor(charge)) >= _minor(charge))
    if succeeded and (state, attempt.booked, attempt.paid, attempt.payments) != (
            "returned" if is_back else "done", "t", "t", "1"):
        found.append(f"I2: {key} succeeded at the provider; Odoo: {state}, booked "
                     f"{attempt.booked}, {attempt.payments} payments")
    back = charge.get("amount_refunded", 0) if charge else 0
    if back != int(Decimal(attempt.refunded) * 100):
        found.append(f"I2: {key}: {back} went back at the provider, {attempt.refunded} in Odoo")
    if state == "done" and not succeeded:
        found.append(f"I2: {key} is done in Odoo, but not at the provider")
    if pending != (state == "pending"):
        found.append(f"I2: {key} is {state} in Odoo; pending at the provider: {pending}")
    if state in ("prepared", "sending", "unknown"):
        found.append(f"I3: {key} is still {state} after everything is quiet")
    return found


def _report(world):
    done = subprocess.run([CRASHING, "report", "--config", world.config, "--json"],
                          stdout=subprocess.PIPE, text=True, check=False)
    report = json.loads(done.stdout.splitlines()[-1])
    invariants = report.get("invariants", {})
    if set(invariants) != INVARIANTS:
        return [f"the report has no invariants: {str(report)[:300]}"]
    return [f"{name} does not hold in Odoo's report: {one}"
            for name, one in invariants.items() if not one["holds"]]
