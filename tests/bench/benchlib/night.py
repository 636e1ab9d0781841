"""`run night`: a night of thousands of invoices, with declines, lost replies and a restart of Odoo.

Run by hand; the provider's own ledger says whether anybody was charged twice or forgotten.
"""

import random
import tempfile
import threading
import time

from .collecting import CHARGE, seeded
from .lab import Simulator, lab, say

SEED = 20261130
NIGHTS_MOST = 8
UNAVAILABLE = 3

CHARGED = "SELECT count(*) FROM quittance_attempt WHERE state <> 'prepared'"
ATTEMPTS = """
SELECT p.ref, m.payment_state, a.key, a.state, a.booked
  FROM account_move m JOIN res_partner p ON p.id = m.partner_id
  LEFT JOIN quittance_attempt_invoice i ON i.move_id = m.id
  LEFT JOIN quittance_attempt a ON a.id = i.attempt_id
 WHERE m.move_type = 'out_invoice' AND p.ref LIKE 'B%'"""


def run(invoices, workers, declined, unknown):
    """The night's JSON object; see README.md for its keys."""
    kinds = _kinds(invoices, declined)
    with tempfile.TemporaryDirectory() as folder, Simulator(folder, seed=str(SEED)) as simulator, \
            lab("bench-night", workers) as bench:
        database = seeded(bench, simulator, "on_payment", invoices, kinds)
        bench.sandbox.rpc("admin", database)("ir.config_parameter", "set_param",
                                             "quittance_sandbox.wait.resolve", "2")
        bench.warm(database)
        simulator.fault(action="lose_reply", method="POST", path=CHARGE, times=0,
                        probability=unknown)
        restarting = threading.Thread(
            target=_restart_midway, args=(bench, database, invoices // 2), daemon=True)
        begin = time.monotonic()
        restarting.start()
        runs = _until_all_is_said(bench, database)
        restarting.join()
        seconds = time.monotonic() - begin
        figures = _judged(bench.sandbox.sql(ATTEMPTS, database), simulator.summary(), kinds)
        report, _seconds, _peak = bench.connector(database, "report")
    return {"invoices": invoices, "workers": workers, "seconds": round(seconds, 1),
            "invoices_per_second": round(invoices / seconds, 1), "runs": runs, **figures,
            "adds_up": all(one["adds_up"] for one in runs if "adds_up" in one),
            "invariants": {name: one["holds"] for name, one in report["invariants"].items()}}


def _kinds(invoices, declined):
    dice = random.Random(SEED)
    return {number: "declined" for number in dice.sample(
        range(invoices), round(invoices * declined))}


def _restart_midway(bench, database, charged):
    while int(bench.sandbox.sql(CHARGED, database)[0][0]) < charged:
        time.sleep(1)
    say("Odoo restarts")
    bench.sandbox.stop_odoo()
    bench.sandbox.start_odoo()


def _until_all_is_said(bench, database):
    """`night` again and again, as its timer does, until nothing is left to do. [figures]"""
    runs = []
    for _night in range(NIGHTS_MOST):
        for command in ("collect", "reconcile"):
            report, seconds, _peak = bench.connector(
                database, command, connections=0, expect=(0, 1, UNAVAILABLE))
            runs.append({"command": command, "exit_code": report["exit_code"],
                         "seconds": round(seconds, 1), **_counts(report)})
            say(str(runs[-1]))
        open_now = runs[-1].get("unfinished", 1)
        if runs[-2]["exit_code"] != UNAVAILABLE and not open_now:
            break
    return runs


def _counts(report):
    if "buckets" in report:
        buckets = {}
        for row in report["buckets"]:
            name = " ".join(word for word in (row["bucket"], row["reason_code"]) if word)
            buckets[name] = buckets.get(name, 0) + row["count"]
        return {"adds_up": report["adds_up"], "buckets": buckets}
    if "attempts" in report:
        unfinished = sum(one["after"] not in ("failed", "canceled") and not one["booked"]
                         for one in report["attempts"])
        return {"followed": len(report["attempts"]), "unfinished": unfinished}
    return {}


def _judged(rows, summary, kinds):
    """Each invoice against the provider's own ledger, by the references of its attempts."""
    by_reference, invoices = summary["by_reference"], {}
    for ref, payment_state, key, state, booked in rows:
        one = invoices.setdefault(ref, {"paid": payment_state == "paid", "charged": 0, "said": 0})
        one["charged"] += by_reference.get(key, {}).get("succeeded", 0)
        one["said"] += state in ("failed", "done") and (state == "failed" or booked == "t")
    declined = {f"B{number:05d}" for number in kinds}
    return {
        "paid": sum(one["paid"] for one in invoices.values()),
        "declined": sum(ref in declined and not one["paid"] for ref, one in invoices.items()),
        "double": sum(one["charged"] > 1 for one in invoices.values()),
        "charged_not_booked": sum(one["charged"] > 0 and not one["paid"]
                                  for one in invoices.values()),
        "booked_not_charged": sum(one["paid"] and not one["charged"]
                                  for one in invoices.values()),
        "forgotten": sum(not one["said"] for one in invoices.values()),
    }
