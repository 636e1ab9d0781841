"""What the checks are told, read from the store as models/attempt_facts.py, cap_use.py and
release.py read it from Odoo. All decisions are those of the pure package."""

from datetime import date, timedelta

import client_credit
import methods
from protocol import caps, preflight, retry, states

FIRST_DAY = date(2026, 11, 2)
DAY = 86400
# Sent long ago, so that a debit's notice is over, or not long ago.
SENT_ON = [FIRST_DAY - timedelta(days=days) for days in (30, 20, 15, 14, 13, 2)]
OVERRIDES = {"run": frozenset(), "hand": frozenset(preflight.BY_HAND), "restore": frozenset(),
             "client": frozenset(preflight.BY_CLIENT)}
OUTCOMES = {
    states.FAILED: retry.FAILED, states.RETURNED: retry.RETURNED, states.DONE: retry.DONE,
    states.CANCELED: retry.REFUSED,
}
WAIT_DAYS = 14  # of a debit, after the invoice was sent
UNCOUNTED = (states.FAILED, states.CANCELED)
POLICY = retry.Policy()
NO_PLAN = retry.Plan(None, "", "nothing")


def day_of(seconds):
    return FIRST_DAY + timedelta(days=seconds // DAY)


def rows_of(tx, move_id):
    return [row for row in tx.rows["row"].values() if row["move"] == move_id]


def next_no(tx, move_id):
    return max((row["no"] for row in rows_of(tx, move_id)), default=0) + 1


def may_still_be_paid(attempt):
    """A declined page that is not closed: in the client's browser it may be tried again."""
    return (attempt["rail"] == "portal" and attempt["state"] == states.FAILED
            and attempt["provider_reference"] and not attempt["closed"])


def facts(world, tx, move_id, method, problem, own=None, origin="run"):
    """preflight.Facts of one invoice; `own`: the attempt on whose behalf we look again."""
    invoice, settings = tx.rows["invoice"][move_id], tx.rows["settings"][1]
    attempts, rows = tx.rows["attempt"], rows_of(tx, move_id)
    live = next((attempts[row["attempt"]]["state"] for row in rows
                 if row["live"] and row["attempt"] != own), "") or (
        states.UNKNOWN if world.has("portal.page") and origin != "client" and any(
            may_still_be_paid(attempts[row["attempt"]]) for row in rows) else "")
    as_of, sent_on = day_of(world.now), invoice["sent_on"]
    credit = client_credit.proposed(tx, move_id, own)
    return preflight.Facts(
        as_of=as_of, stopped=not settings["on"],
        ledger=_ledger(world, settings),
        blocked=invoice["blocked"], live=live,
        hold=_hold(tx, move_id, invoice["client"]), residual=invoice["residual"],
        due=max(invoice["residual"] - credit, 0), credit=credit,
        covered=bool(credit) and invoice["residual"] <= credit, invoice_date=invoice["date"],
        go_live=settings["go_live"], released=invoice["released"],
        method_problem=problem, is_debit=methods.is_debit(tx, method),
        sent_on=sent_on, earliest_debit=sent_on and sent_on + timedelta(days=WAIT_DAYS),
        **_collected(tx, rows, invoice),
        retry=_retry(tx, move_id, rows, method, own, as_of),
        minimum=settings["minimum"], cap=settings["cap_per_charge"])


def _collected(tx, rows, invoice):
    """Whether more is open than collecting has left: the provider still has it, or it went back."""
    ours = {row["attempt"]: tx.rows["attempt"][row["attempt"]]["minor"] for row in rows
            if tx.rows["attempt"][row["attempt"]]["state"] == states.DONE
            and tx.rows["attempt"][row["attempt"]]["booked"]
            and not tx.rows["attempt"][row["attempt"]]["extra"]}
    back = sum(entry["minor"] for entry in tx.rows["entry"].values()
               if entry["attempt"] in ours and not entry["undone"])
    left, taken = invoice["total"] - invoice["residual"], sum(ours.values())
    return {"collected_before": bool(ours) and taken - back > left,
            "refunded_before": bool(ours) and taken - back <= left < taken}


def _ledger(world, settings):
    if settings["restore_open"] and world.has("restore.stops"):
        return "restore_open"
    return "" if settings["bound"] else "not_bound"


def _hold(tx, move_id, client):
    causes = {hold["subject"]: hold["cause"] for hold in tx.rows["hold"].values()
              if hold["active"]}
    if ("invoice", move_id) in causes:
        return "disputed" if causes["invoice", move_id] == "dispute" else "held_invoice"
    return "held_client" if ("client", client) in causes else ""


def tries(tx, rows, own=None):
    """Every Try of an invoice that has ended, oldest first."""
    found = []
    for row in sorted(rows, key=lambda row: row["attempt"]):
        attempt = tx.rows["attempt"][row["attempt"]]
        if attempt["state"] not in OUTCOMES or row["attempt"] == own:
            continue
        sent_on = day_of(attempt["sent_at"] or attempt["since"])
        found.append(retry.Try(
            OUTCOMES[attempt["state"]], attempt["method"], sent_on,
            max(sent_on, day_of(attempt["since"])), "stripe", attempt["code"], attempt["advice"],
            attempt["is_debit"]))
    return found


def _retry(tx, move_id, rows, method, own, as_of):
    done = tries(tx, rows, own)
    if not done:
        return ""
    person = next((row for row in tx.rows["retry"].values()
                   if row["move"] == move_id and row["by_person"]), None)
    plan = retry.Plan(person["next_on"], "", retry.PERSON) if person else (
        retry.plan(done, method, POLICY))
    return retry.against(done, method, plan, as_of, POLICY.region)


def refusal(world, tx, number):
    """Why the checks of `prepare` would refuse this attempt now, '' when they do not."""
    attempt = tx.rows["attempt"][number]
    problem = methods.problem(tx, attempt["method"],
                              tx.rows["invoice"][attempt["move"]]["client"], day_of(world.now))
    found = facts(world, tx, attempt["move"], attempt["method"], problem, number,
                  attempt["origin"])
    code = preflight.reason(found, OVERRIDES[attempt["origin"]])
    if code != preflight.COLLECT:
        return code
    allowed = found.residual if attempt["origin"] == "client" else found.due
    return "" if attempt["minor"] <= allowed else "nothing_due"


# -- caps and releases -----------------------------------------------------------------------------

def used(tx, day, run, key=""):
    """(day, run, unreleased): sums of what counts."""
    proven = {one["key"] for one in tx.rows["attempt"].values() if one["state"] in UNCOUNTED}
    counted = [one for one in tx.rows["use"].values()
               if one["key"] != key and one["key"] not in proven]
    return (sum(one["minor"] for one in counted if one["day"] == day),
            sum(one["minor"] for one in counted if run and one["run"] == run),
            sum(one["minor"] for one in counted
                if one["day"] == day and one["run"] and not one["release"]))


def too_much(tx, minor, day, run, key="", waiting=()):
    """The code of the cap that a charge would break, '' for none. `waiting`: prepared ones."""
    settings = tx.rows["settings"][1]
    day_used, run_used, _unreleased = used(tx, day, run, key)
    rooms = {"above_run_cap": settings["cap_per_run"] - run_used - sum(
        one["minor"] for one in waiting if one["run"] == run)} if run else {}
    rooms["above_day_cap"] = settings["cap_per_day"] - day_used - sum(
        one["minor"] for one in waiting)
    return caps.fit([minor], rooms)[0]


def covering(world, tx, attempt):
    """(the release that covers a run's charge, why it may not be sent)."""
    above = tx.rows["settings"][1]["release_above"]
    if not above or not attempt["run"]:
        return 0, ""
    for number in released(world, tx):
        if any(one["release"] == number and one["move"] == attempt["move"]
               and one["minor"] == attempt["minor"] for one in tx.rows["listed"].values()):
            return number, ""
    free = any(one["run"] == attempt["run"] and one["state"] == "free"
               for one in tx.rows["release"].values())
    return 0, "" if free else "not_released"


def released(world, tx):
    """{number: release} of the lists that are released and not over."""
    return {number: one for number, one in tx.rows["release"].items()
            if one["state"] == "released" and one["until"] > world.now}
