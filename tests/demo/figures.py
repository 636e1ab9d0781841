"""What became of every file, line, invoice and charge, and whether I1 to I6 hold.

I1 and I2 are judged by the provider's own ledger, I5 by the figures that were worked out when the
sample month was made, the others by SQL on Odoo's database and by the connector's reports.
"""

from collections import Counter
from decimal import Decimal

import steps

BUCKETS = ("paid", "pending", "failed", "unknown")


def collect_figures(stage):
    """The demo's JSON object."""
    result = {
        **_files(stage), **_invoices(stage), "seconds": stage.state.get("seconds", stage.seconds),
    }
    result["invariants"] = {
        "I1": _i1(stage), "I2": _i2(stage), "I3": _i3(stage), "I4": _i4(stage),
        "I5": _i5(stage), "I6": _i6(stage),
    }
    return result


def everything_holds(result):
    return all(one["holds"] for one in result["invariants"].values())


def _files(stage):
    files = stage.state["files"]
    return {
        "files": sum(1 for one in files if one["outcome"] == "imported"),
        "files_known": sum(1 for one in files if one["outcome"] == "known"),
        "lines": _number(stage, "SELECT count(*) FROM quittance_line"),
        "quarantined": _number(
            stage, "SELECT count(*) FROM quittance_line WHERE state = 'quarantine'"),
        "line_states": _states(stage),
    }


def _states(stage):
    rows = stage.rows("SELECT state, count(*), coalesce(sum(amount), 0) FROM quittance_line"
                      " GROUP BY state ORDER BY state")
    return {state: {"lines": int(count), "amount": _money(amount)}
            for state, count, amount in rows}


def _invoices(stage):
    """Each posted invoice in one bucket: paid, pending, failed, unknown, or skipped and why."""
    rows = _standing(stage)
    skipped = Counter(why for _name, bucket, why, _amount in rows if bucket == "skipped")
    amounts = {}
    for _name, bucket, _why, amount in rows:
        amounts[bucket] = amounts.get(bucket, Decimal()) + amount
    return {
        "drafts": stage.state["draft"]["created"],
        "posted": len(rows),
        "charged": sum(1 for row in rows if row[1] == "paid"),
        **{bucket: sum(1 for row in rows if row[1] == bucket) for bucket in BUCKETS[1:]},
        "skipped": dict(sorted(skipped.items())),
        "amounts": {"posted": _money(sum(row[3] for row in rows)),
                    **{bucket: _money(amount) for bucket, amount in sorted(amounts.items())}},
    }


def _standing(stage):
    """[(name, bucket, why, amount)] of every posted invoice and credit note of the month."""
    reasons = {one["move_id"]: one for one in stage.state["collect"]["invoices"]}
    rows = stage.rows("""
        SELECT m.id, m.name, m.move_type, m.amount_total, m.payment_state,
               (SELECT a.state FROM quittance_attempt a JOIN quittance_attempt_invoice i
                ON i.attempt_id = a.id WHERE i.move_id = m.id ORDER BY a.id DESC LIMIT 1)
          FROM account_move m JOIN quittance_month q ON q.move_id = m.id
         WHERE m.state = 'posted' ORDER BY m.id""")
    return [(name, *_bucket(kind, paid, attempt, reasons.get(int(move))), Decimal(total))
            for move, name, kind, total, paid, attempt in rows]


def _bucket(kind, paid, attempt, item):
    if kind == "out_refund":
        return "skipped", "credit_note"
    if paid in ("paid", "in_payment"):
        return "paid", ""
    if attempt in ("pending", "failed"):
        return attempt, ""
    if attempt in ("unknown", "sending", "prepared"):
        return "unknown", ""
    return "skipped", item["reason_code"] if item else "not_looked_at"


def _attempts(stage):
    """{reference: (state, minor units, booked)} of the attempts at the simulated provider."""
    rows = stage.rows("""
        SELECT a.key, a.state, a.amount, a.payment_id IS NOT NULL
          FROM quittance_attempt a JOIN payment_provider p ON p.id = a.provider_id
         WHERE p.code = 'stripe'""")
    return {key: (state, int(Decimal(amount) * 100), booked == "t")
            for key, state, amount, booked in rows}


def _i1(stage):
    charges = stage.simulator.summary()["by_reference"]
    attempts = _attempts(stage)
    double = [key for key, one in charges.items() if one["succeeded"] > 1]
    more = [key for key, one in charges.items()
            if key not in attempts
            or one["amount_succeeded"] + one["amount_pending"] > attempts[key][1]]
    return {"holds": not double and not more, "charges": len(charges), "charged_twice": double,
            "more_than_due": more}


def _i2(stage):
    charges = stage.simulator.summary()["by_reference"]
    succeeded = {key for key, one in charges.items() if one["succeeded"]}
    booked = {key for key, (state, _minor, done) in _attempts(stage).items()
              if state == "done" and done}
    return {"holds": succeeded == booked, "succeeded_at_provider": len(succeeded),
            "booked_in_odoo": len(booked), "only_at_provider": sorted(succeeded - booked),
            "only_in_odoo": sorted(booked - succeeded)}


def _i3(stage):
    report = stage.state["collect"]
    rows = _standing(stage)
    looked_at = sum(one["count"] for one in report["buckets"])
    return {"holds": report["adds_up"] and looked_at == report["looked_at"],
            "looked_at": report["looked_at"], "in_buckets": looked_at, "posted": len(rows)}


def _i4(stage):
    silent = stage.rows("""
        SELECT a.key FROM quittance_attempt a WHERE a.state IS DISTINCT FROM
          (SELECT e.after FROM quittance_attempt_event e WHERE e.attempt_id = a.id
           ORDER BY e.id DESC LIMIT 1)""")
    return {"holds": not silent,
            "attempts": _number(stage, "SELECT count(*) FROM quittance_attempt"),
            "history": _number(stage, "SELECT count(*) FROM quittance_attempt_event"),
            "without_history": [row[0] for row in silent]}


def _i5(stage):
    meant = steps.expected()
    states = _states(stage)
    total = sum((Decimal(one["amount"]) for one in states.values()), Decimal())
    billed = states.get("billed", {"lines": 0, "amount": "0.00"})
    unedited = Decimal(_text(stage, """
        SELECT coalesce(sum(abs(l.price_subtotal) * sign(q.amount)), 0)
          FROM quittance_line q JOIN account_move_line l ON l.id = q.invoice_line_id"""))
    return {
        "holds": (total == Decimal(meant["amount"])
                  and Decimal(billed["amount"]) == Decimal(meant["billable"]["amount"])
                  and billed["lines"] == meant["billable"]["lines"]
                  and unedited == Decimal(meant["billable"]["amount"])),
        "sent": meant["amount"], "found": _money(total), "expected_billed":
        meant["billable"]["amount"], "billed": billed["amount"], "on_invoices": _money(unedited),
    }


def _i6(stage):
    names = [row[0] for row in stage.rows(
        f"SELECT name FROM account_move_line WHERE move_id = {int(stage.state['edited'])}"
        " AND display_type = 'product'")]
    again = stage.state["draft_again"]
    survived = steps.HAND_WRITTEN in names and "Texte revu par la comptable" in names
    return {"holds": survived and again["created"] == again["extended"] == 0,
            "edits_survived": survived, "second_draft_created": again["created"],
            "second_draft_extended": again["extended"]}


def _number(stage, query):
    return int(_text(stage, query))


def _text(stage, query):
    return stage.rows(query)[0][0]


def _money(amount):
    return f"{Decimal(amount):.2f}"


# -- for people ------------------------------------------------------------------------------------


def print_tables(stage, result):
    print("\nFiles")
    for one in stage.state["files"]:
        states = ", ".join(f"{value['lines']} {name}" for name, value in one["states"].items())
        print(f"  {one['name']:<38} {one['outcome']:<9} {one['lines']:>4} lines "
              f"{one['amount']:>11}  {states}")
    print("\nLines")
    for state, one in result["line_states"].items():
        print(f"  {state:<12} {one['lines']:>5} lines {one['amount']:>12}")
    print("\nInvoices and charges")
    for name, bucket, why, amount in _standing(stage):
        print(f"  {name:<20} {_money(amount):>11} EUR  {bucket}{': ' + why if why else ''}")
    print("\nTogether")
    amounts = result["amounts"]
    for bucket in ("posted", *BUCKETS, "skipped"):
        print(f"  {bucket:<9} {amounts.get(bucket, '0.00'):>12} EUR")
    print("\nWhat holds")
    for name, one in result["invariants"].items():
        figures = ", ".join(f"{key} {value}" for key, value in one.items() if key != "holds")
        print(f"  {name} {'holds' if one['holds'] else 'DOES NOT HOLD'}: {figures}")


def print_logins(stage):
    print(f"\nOdoo runs at {stage.sandbox.url}")
    for role in ("accountant", "supervisor", "client"):
        login = stage.sandbox.state["logins"][role]
        print(f"  {role:<11} {login['login']} / {login['password']}")
    print("End it with: ./demo --stop")
