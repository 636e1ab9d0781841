"""Whether I1 to I6 hold in a simulated world: at each moment that matters, and in the end."""

import client_credit
import facts
import methods
import refund_judge
import rule_judge
import workers
from protocol import answers, preflight, states
from violation import Violation

__all__ = ["Violation", "leaves", "prepared", "verdict"]

NEVER_CODES = {"lost_card"}
WAITING_CODES = {"insufficient_funds"}
WAIT_DAYS = 3  # what `insufficient_funds` waits at least; the judge's own figure


def prepared(world, number, seen):
    """An attempt has just been committed, by a transaction that saw these rows."""
    attempt = world.store.tables["attempt"][number]
    invoice = world.store.tables["invoice"][attempt["move"]]
    if attempt["minor"] > invoice["residual"]:
        raise Violation(f"I1: {attempt['minor']} prepared, {invoice['residual']} due")
    live = [one for one in world.store.tables["attempt"].values()
            if one["move"] == attempt["move"] and one["state"] in states.OPEN]
    if len(live) > 1:
        raise Violation(f"I1: {len(live)} live attempts for invoice {attempt['move']}")
    row = next(row for row in world.store.tables["row"].values() if row["attempt"] == number)
    rule_judge.prepared(world, seen, attempt)
    if not any(attempt["key"] == workers.derive(world, {**attempt, "no": row["no"]}, epoch)
               for epoch in world.epochs):
        raise Violation(f"{attempt['key']} does not follow from its values")


def leaves(world, tx, number, kind):
    """A charge leaves: what nobody may do from this moment on was not done before."""
    tables = world.store.tables
    attempt = tables["attempt"].get(number)
    if not attempt or attempt["state"] not in (states.SENDING, states.UNKNOWN):
        raise Violation(f"a charge leaves before its intent is committed: {attempt}")
    world.calling.add(tx.owner)
    invoice, settings = tables["invoice"][attempt["move"]], tables["settings"][1]
    if tx.rows["settings"][1]["restore_open"]:
        raise Violation("charged though a restore is open")
    if attempt["minor"] > invoice["residual"]:
        raise Violation(f"I1: {attempt['minor']} charged, {invoice['residual']} due")
    if attempt["origin"] != "client":
        _nobody_has_stopped(tx, attempt, invoice)
        _limits(world, attempt)
        refund_judge.charged(world, attempt["move"])
    if invoice["blocked"]:
        raise Violation("I6: charged though blocked")
    if attempt["minor"] > settings["cap_per_charge"] and attempt["origin"] == "run":
        raise Violation("I1: charged above the cap of a charge")
    if len(world.calling) > world.slots:
        raise Violation("more calls to the provider at once than it takes")
    rule_judge.leaves(world, tx, attempt)
    if kind == answers.FIRST and attempt["key"] in world.lost_keys:
        raise Violation(f"{attempt['key']} was an attempt's before the restore")
    if kind == answers.FIRST:
        _asked_for(world, attempt, invoice)
    elif attempt["key"] not in world.unknown_there:
        raise Violation("sent again though the provider has not said that it has nothing")


def _nobody_has_stopped(tx, attempt, invoice):
    """What stops us, and no client who pays by himself."""
    if not tx.rows["settings"][1]["on"]:
        raise Violation("I6: charged though collection was switched off")
    subjects = (("invoice", attempt["move"]), ("client", invoice["client"]))
    if any(one["active"] and one["subject"] in subjects for one in tx.rows["hold"].values()):
        raise Violation("I6: charged though held")


def _limits(world, attempt):
    """Caps: all that left and is not proven failed, by the day and run that it was counted in."""
    settings, uses = world.store.tables["settings"][1], world.store.tables["use"]
    world.left[attempt["key"]] = attempt
    counted = {one["key"]: one for one in uses.values()}
    if attempt["key"] not in counted:
        raise Violation(f"I1: {attempt['key']} left uncounted")
    use = counted[attempt["key"]]
    if settings["release_above"] and use["run"] and not use["release"] and not any(
            one["run"] == use["run"] and one["state"] == "free"
            for one in world.store.tables["release"].values()):
        raise Violation(f"{use['run']} sends what is on no released list")
    sums = {}
    for key in world.left:
        now = world.store.tables["attempt"].get(world.number_of(key))
        if not now or now["state"] in facts.UNCOUNTED or now["alarm"] or key not in counted:
            continue
        use = counted[key]
        for name, what, limit in (
                ("day", use["day"], settings["cap_per_day"]),
                ("run", use["run"], settings["cap_per_run"]),
                ("unreleased", use["day"] if use["run"] and not use["release"] else "",
                 settings["release_above"])):
            if what and limit:
                sums[name, what, limit] = sums.get((name, what, limit), 0) + use["minor"]
    for (name, what, limit), total in sums.items():
        if total > limit:
            raise Violation(f"I1: {total} of {what} is above the {name}'s limit of {limit}")


def _asked_for(world, attempt, invoice):
    """Runs keep the calendar: a debit's notice, and what the last decline said."""
    if attempt["origin"] != "run":
        return
    today = facts.day_of(world.now)
    if attempt["is_debit"] and (not invoice["sent_on"] or (
            today - invoice["sent_on"]).days < facts.WAIT_DAYS):
        raise Violation("a debit is charged before its notice is over")
    if ("invoice", attempt["move"]) not in world.freed and any(
            one["move"] == attempt["move"] and one["state"] == states.RETURNED
            for one in world.store.tables["attempt"].values()):
        raise Violation("charged again by itself though the money came back")
    last = None
    for one in world.provider.executions:
        row = world.store.tables["attempt"].get(world.number_of(one["reference"]))
        if row and row["move"] == attempt["move"] and one["method"] == attempt["method"]:
            # What was collected since, taken back or not, says that the method is good again.
            last = one if row["state"] == states.FAILED and one.get("code") else (
                None if row["state"] in (states.DONE, states.RETURNED) else last)
    if not last or any(row["move"] == attempt["move"] and row["by_person"]
                       for row in world.store.tables["retry"].values()):
        return
    _kept(last, today)


def _kept(last, today):
    """`last`: the newest decline of this invoice on this method."""
    waited = (today - facts.day_of(last["at"])).days
    if last["advice"] == "do_not_try_again" or (
            not last["advice"] and last["code"] in NEVER_CODES):
        raise Violation(f"tried again after {last}")
    if not last["advice"] and last["code"] in WAITING_CODES and waited < WAIT_DAYS:
        raise Violation(f"tried again {waited} days after {last}")


# -- in the end ------------------------------------------------------------------------------------

def verdict(world):
    """I1, I2, I3, I4 over the whole world."""
    tables, successes = world.store.tables, world.provider.successes()
    by_key = {}
    for number, attempt in tables["attempt"].items():
        if by_key.setdefault(attempt["key"], number) != number:
            raise Violation(f"two attempts under the key {attempt['key']}")
    by_move = {}
    for key, charged in successes.items():
        if key not in by_key and key not in world.told_of:
            raise Violation(f"I2: {key} is forgotten")
        attempt = tables["attempt"].get(by_key.get(key)) or world.journal.get(key)
        if not attempt:
            continue
        if len(charged) > 1:
            raise Violation(f"I1: {key} was charged {len(charged)} times")
        if not attempt["misjudged"]:
            # What was won again after a person let the invoice be collected anew is his credit.
            by_move.setdefault(attempt["move"], []).append(max(0, (
                charged[0] - world.refunds.went_back(key) - world.provider.disputes.ever(key))))
    for move_id, charged in by_move.items():
        if sum(charged) > tables["invoice"][move_id]["total"]:
            raise Violation(f"I1: invoice {move_id} was charged {charged}")
    _books(world, tables, successes)
    refund_judge.verdict(world)
    _history(tables)
    _unique(tables)
    _nobody_forgotten(world)


def _books(world, tables, successes):
    paid = [tables["attempt"][row["attempt"]]["key"] for row in tables["payment"].values()
            if row["attempt"]]
    successes = set(successes) - (world.told_of - {
        one["key"] for one in tables["attempt"].values()})
    if sorted(paid) != sorted(successes):
        lost, made_up = set(successes) - set(paid), set(paid) - set(successes)
        raise Violation(f"I2: without payment {lost}, without charge {made_up}, paid {paid}")
    for attempt in tables["attempt"].values():
        key, state = attempt["key"], attempt["state"]
        if state in (states.SENDING, states.PREPARED):
            raise Violation(f"I3: {key} is left in {state}")
        is_back = world.provider.disputes.is_back(key)
        if key in successes and (state == states.RETURNED) != is_back:
            raise Violation(f"I2: {key} is {state}, taken back: {is_back}")
    for move_id, invoice in tables["invoice"].items():
        booked = sum(row["applied"] for row in tables["payment"].values()
                     if row["move"] == move_id)
        if invoice["residual"] != invoice["total"] - booked:
            raise Violation(f"I2: invoice {move_id} is open for {invoice['residual']} of "
                            f"{invoice['total']}, {booked} is booked")


def _history(tables):
    """I4: the moves of each attempt lead without a gap to its state."""
    now = {}
    for number in sorted(tables["event"]):
        event = tables["event"][number]
        if now.get(event["attempt"], "") != event["before"]:
            raise Violation(f"I4: {event} does not follow {now.get(event['attempt'])}")
        now[event["attempt"]] = event["after"]
    for number, attempt in tables["attempt"].items():
        if now.get(number) != attempt["state"]:
            raise Violation(f"I4: {attempt['key']} is {attempt['state']}, told: {now.get(number)}")


def _unique(tables):
    """What must be there once, whoever guards it."""
    for what, found in (
            ("plans of an invoice", [row["move"] for row in tables["retry"].values()]),
            ("holds of a subject", [row["subject"] for row in tables["hold"].values()
                                    if row["active"]]),
            ("numbers of an invoice", [(row["move"], row["no"]) for row in tables["row"].values()]),
            ("attempts with a provider's id", [
                row["provider_reference"] for row in tables["attempt"].values()
                if row["provider_reference"]]),
            ("counts of a charge", [row["key"] for row in tables["use"].values()]),
            ("lists that wait", [row["company"] for row in tables["release"].values()
                                 if row["state"] == "requested"])):
        if len(found) != len(set(found)):
            raise Violation(f"more than one of the {what}: {found}")
    for number, release in tables["release"].items():
        posters = {tables["invoice"][row["move"]]["posted_by"] for row in tables["listed"].values()
                   if row["release"] == number}
        if release["by"] and release["by"] in posters:
            raise Violation(f"{release['by']} released what {release['by']} had posted")


def _tonight(world, tx, move_id):
    """What one more run would do with an invoice."""
    order = workers.order_of(world, tx, move_id, run="tonight")
    if not order:
        return "not_collected"
    if not world.may_run("judge"):
        return "restore_open"
    return facts.covering(world, tx, order)[1] or facts.too_much(
        tx, order["minor"], facts.day_of(world.now), order["run"]) or preflight.COLLECT


def _nothing_is_against(world, tx, move_id):
    """By the judge's own figures: open, nobody's hand on it, within all limits, good for a card."""
    invoice, settings = tx.rows["invoice"][move_id], tx.rows["settings"][1]
    subjects = (("invoice", move_id), ("client", invoice["client"]))
    limit = min(settings[name] for name in ("cap_per_charge", "cap_per_run", "cap_per_day"))
    method = tx.rows["method"].get(tx.rows["client"][invoice["client"]]["chosen"])
    return (settings["minimum"] <= invoice["residual"] <= limit and not invoice["blocked"]
            and not settings["restore_open"] and not world.told_of
            and invoice["date"] >= settings["go_live"] and method and method["active"]
            and method["client"] == invoice["client"]
            and not method["is_debit"] and not method["expires"]
            and not client_credit.of_client(tx, invoice["client"])
            and not any(one["active"] and one["subject"] in subjects
                        for one in tx.rows["hold"].values()))


def _nobody_forgotten(world):
    """I3: what is still open has its reason; nothing that would be collected is left."""
    tx = world.store.begin("judge")
    for move_id, invoice in tx.rows["invoice"].items():
        found = facts.facts(world, tx, move_id, *methods.choose(
            tx, invoice["client"], facts.day_of(world.now)))
        if invoice["residual"] and not found.live and any(
                row["live"] for row in facts.rows_of(tx, move_id)):
            raise Violation(f"I3: invoice {move_id} is in two buckets")
        if _tonight(world, tx, move_id) == preflight.COLLECT:
            raise Violation(f"I3: invoice {move_id} would be collected, and the nights are over")
        if _nothing_is_against(world, tx, move_id) and not facts.rows_of(tx, move_id):
            raise Violation(f"I3: nothing is against invoice {move_id}, and nobody has tried it")
    live = [tables_row for tables_row in tx.rows["row"].values() if tables_row["live"]]
    for row in live:
        attempt = tx.rows["attempt"][row["attempt"]]
        known = world.provider.find(attempt["key"], attempt["provider_reference"])
        if attempt["state"] == states.UNKNOWN and known and known["status"] == "succeeded" and (
                world.can_list or attempt["provider_reference"]):
            raise Violation(f"I3: {attempt['key']} is unknown, the provider has it")
