"""The verdict on one random round: I1 to I6 from the provider's ledger, SQL and the reports."""

import json
from dataclasses import dataclass, field
from decimal import Decimal

from . import judge, judge_refunds
from .month import ACTS, REFUNDS

ATTEMPTS = judge.ATTEMPTS + """
 WHERE EXISTS (SELECT FROM quittance_attempt_invoice i WHERE i.attempt_id = a.id
                AND i.move_id IN {moves})"""
PER_INVOICE = """
SELECT m.id, m.name, m.amount_total, m.amount_residual, m.state, m.payment_state,
       string_agg(a.key, ' ' ORDER BY a.id) FILTER (WHERE NOT COALESCE(a.extra, false)),
       string_agg(concat_ws(' ', a.key, a.amount, a.state, a.code), '; ' ORDER BY a.id)
  FROM account_move m LEFT JOIN quittance_attempt_invoice i ON i.move_id = m.id
  LEFT JOIN quittance_attempt a ON a.id = i.attempt_id
 WHERE m.id IN {moves} GROUP BY m.id"""
# Every moment at which a charge left, as whole seconds.
SENDS = """
SELECT i.move_id, a.key, a.amount, extract(epoch FROM e.at)::bigint
  FROM quittance_attempt_event e JOIN quittance_attempt a ON a.id = e.attempt_id
  JOIN quittance_attempt_invoice i ON i.attempt_id = a.id
 WHERE i.move_id IN {moves} AND e.after = 'sending' AND e.before = 'prepared'
   AND EXISTS (SELECT FROM quittance_wire_record w WHERE w.reference = a.key AND w.kind = 'sent'
                AND w.method = 'POST')
 ORDER BY e.id"""
UNRELEASED = """
SELECT u.key FROM quittance_cap_use u JOIN quittance_attempt a ON a.key = u.key
  JOIN quittance_attempt_invoice i ON i.attempt_id = a.id
 WHERE i.move_id IN {moves} AND u.by_run AND u.release_no IS NULL
   AND a.state NOT IN ('failed', 'canceled')"""
WITHOUT_HISTORY = """
SELECT a.key FROM quittance_attempt a JOIN quittance_attempt_invoice i ON i.attempt_id = a.id
 WHERE i.move_id IN {moves} AND NOT EXISTS (SELECT FROM quittance_attempt_event e
    WHERE e.attempt_id = a.id AND e.after = a.state)"""
# Tries of a run on a mandate of which the provider had said before that it ended.
IN_VAIN = """
SELECT i.move_id, count(*) FROM quittance_attempt a
  JOIN quittance_attempt_invoice i ON i.attempt_id = a.id
 WHERE i.move_id IN {moves} AND a.origin = 'run' AND a.code = 'payment_intent_mandate_invalid'
 GROUP BY i.move_id, a.token_id HAVING count(*) > 1"""
# What the client has paid or was credited and nobody has matched yet: the difference is charged.
CREDITS = """
SELECT m.id, -SUM(l.amount_residual) FROM account_move m
  JOIN account_move_line l ON l.partner_id IN (m.partner_id, m.commercial_partner_id)
  JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
 WHERE m.id IN {moves} AND l.parent_state = 'posted' AND l.amount_residual < 0 GROUP BY m.id"""
EVERY_ACT = {**ACTS, **REFUNDS}
LASTING = {"pay", "pay_part", "credit_note"}
PAID = ("paid", "in_payment", "reversed")


@dataclass
class Played:
    """What was played, and what was seen of it."""

    month: object
    moves: list
    began: float
    acted: list = field(default_factory=list)
    runs: list = field(default_factory=list)
    cut: int = 0
    deaths: int = 0
    refunds: int = 0
    within_limits: list = field(default_factory=list)

    def did(self, *what):
        """The acts of these kinds that were done, or may have been."""
        return [one for one in self.acted if one.what in what and (one.done or one.ended is None)]

    def held_clients(self):
        """The clients that somebody held."""
        return {self.month.debts[self.moves.index(one.move)][0]
                for one in self.did("hold_client")}


def verdicts(town, season, held):
    """For each Played the sentences on what must not be; on the whole, with the last one."""
    summary = town.simulator.summary()
    charges, refunds = summary["by_reference"], judge_refunds.made_of(summary)
    found = [_verdict(town, played, charges, refunds, held) for played in season]
    known = {key for key, in town.sandbox.sql("SELECT key FROM quittance_attempt")}
    found[-1] += [f"I2: the provider charged {key}, which Odoo does not have"
                  for key, one in charges.items() if key not in known and judge._times(one)]
    found[-1] += judge._report(town)
    return found


def _verdict(town, played, charges, refunds, held):
    rows = _rows_of(town, played.moves)
    invoices = rows(PER_INVOICE)
    attempts = [judge.Attempt(*row) for row in rows(ATTEMPTS)]
    mine = {one.key: charges[one.key] for one in attempts if one.key in charges}
    debts = [(name, total, keys or "") for _move, name, total, *_rest, keys, _told in invoices]
    found = judge.disagreements(mine, attempts, debts)
    sends = [(int(move), key, _cents(amount), int(at))
             for move, key, amount, at in rows(SENDS) if key in mine and judge._times(mine[key])]
    found += _too_late(played, invoices, sends)
    found += [f"I4: {key} is in its state without a line of history"
              for key, in rows(WITHOUT_HISTORY)]
    credits = {int(move): Decimal(open_) for move, open_ in rows(CREDITS)}
    found += _forgotten(played, invoices, held, credits)
    found += [f"I3: invoice {move} was tried {times} times on a mandate that had ended"
              for move, times in rows(IN_VAIN)]
    played.refunds = len(rows(judge_refunds.ROWS))
    found += judge_refunds.verdict(rows, refunds, charges, town.people)
    found += judge_refunds.open_wrongly(rows, played, invoices, charges)
    return found + _undone(town, played) + _reports(played) + played.within_limits


def _rows_of(town, moves):
    listed = f"({','.join(map(str, moves))})"
    return lambda statement: town.sandbox.sql(statement.format(moves=listed))


def limited(town, played):
    """Sentences on the caps and the release of a month that has just been played."""
    month, found = played.month, []
    rows = _rows_of(town, played.moves[month.settled:])
    charges = town.simulator.summary()["by_reference"]
    taken = sum(judge._minor(charges[row[0]]) for row in rows(ATTEMPTS) if row[0] in charges)
    if month.day_room and taken > month.day_room * 100:
        found.append(f"I1: {taken} charged, the day's cap left {month.day_room * 100}")
    if month.released:
        found += [f"I6: {key} was sent by a run and is on no released list"
                  for key, in rows(UNRELEASED)]
    return found


def _cents(text):
    return int(Decimal(text) * 100)


def _too_late(played, invoices, sends):
    """What was paid, held or switched off before a charge left was not charged (I1, I6)."""
    totals = {int(row[0]): _cents(row[2]) for row in invoices}
    undone = {one.move for one in played.did("undo", "dispute")}
    found = []
    for move, key, amount, at in sends:
        done = [one for one in played.acted if one.done and one.move == move and one.ended < at]
        outside = sum(one.amount for one in done if one.what in LASTING)
        earlier = sum(cents for other, one, cents, moment in sends
                      if other == move and one != key and moment < at)
        if move not in undone and outside + earlier + amount > totals[move]:
            found.append(f"I1: {key} charged {amount} of {totals[move]}, of which {outside} was "
                         f"paid otherwise and {earlier} charged before")
        found += [f"I6: {key} was sent at {at}, held since {one.ended}"
                  for one in done if one.what == "hold"]
        found += [f"I6: {key} was sent at {at}, switched off from {off} to {on}"
                  for off, on in _switched_off(played) if off < at and at + 1 < on]
    return found


def _switched_off(played):
    """[(from, to)]: when the kill switch was off for certain."""
    found, off = [], None
    for one in played.acted:
        if one.what == "switch_off" and one.done:
            off = one.ended
        elif one.what == "switch_on" and off is not None:
            found.append((off, one.began))
            off = None
    return found


def _forgotten(played, invoices, held, credits):
    """I3: what nothing speaks against is collected in the end, but for the client's open credit."""
    month, found = played.month, []
    touched = {one.move for one in played.acted} - {0}
    for move, name, _total, residual, state, payment_state, _keys, told in invoices:
        number = played.moves.index(int(move))
        client = month.debts[number][0]
        good = client.startswith("card") or (
            client.startswith("sepa") and month.debits_end[number] == "settle")
        if good and int(move) not in touched and client not in held and (
                payment_state not in PAID) and Decimal(residual) > credits.get(int(move), 0):
            found.append(f"I3: {name} ({client}) is {state}, {payment_state}, open {residual} "
                         f"after all nights ({told or 'no attempt'})")
    return found


def _undone(town, played):
    """I6: what people did is still there."""
    found = []
    for one in played.acted:
        if not one.done or not one.record:
            continue
        if one.what in ("pay", "pay_part"):
            rows = town.sandbox.sql(f"SELECT state, round(amount * 100)::bigint FROM account_payment"
                                    f" WHERE id = {one.record}")
            if not rows or rows[0][0] not in ("in_process", "paid") or (
                    int(rows[0][1]) != one.amount):
                found.append(f"I6: the payment booked by hand on {one.move} is {rows}")
        if one.what == "credit_note":
            rows = town.sandbox.sql(f"SELECT state FROM account_move WHERE id = {one.record}")
            if rows != [["posted"]]:
                found.append(f"I6: the credit note of {one.move} is {rows}")
    active = {row[0] for row in town.sandbox.sql(
        "SELECT move_id FROM quittance_hold WHERE active_hold AND move_id IS NOT NULL")}
    found += [f"I6: the hold on {one.move} is gone" for one in played.acted
              if one.what == "hold" and one.done and str(one.move) not in active]
    return found


def _reports(played):
    """I3: every run that came to its end says of each invoice what became of it, and adds up."""
    found = []
    for run, code, said, problems in played.runs:
        lines = [line for line in said.splitlines() if line.startswith("{")]
        report = json.loads(lines[-1]) if lines else {}
        if code in (0, 1) and run.command == "collect" and report.get("adds_up") is False:
            found.append(f"I3: {run} does not add up: {said[:300]}")
        if code > 4 or "terminate called" in problems:
            found.append(f"{run} ended with {code}: {problems[-300:]}")
    return found
