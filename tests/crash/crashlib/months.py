"""Playing random rounds: connectors, people and accidents at once, then rest, then the verdict."""

import collections
import contextlib
import os
import subprocess
import threading
import time
import xmlrpc.client

from . import judge_refunds
from .judge_month import Played, limited, verdicts
from .month import POOL, REFUNDS, Month
from .people import People
from .rounds import addon_points
from .wire import Wire
from .world import CRASHING, KILLED, SECONDS_A_CALL, World

CUT = """
SELECT pg_terminate_backend(pid) FROM (
    SELECT pid FROM pg_stat_activity WHERE datname = current_database()
       AND pid <> pg_backend_pid() AND state <> 'idle' AND usename <> current_user
     ORDER BY random() LIMIT 1) AS one"""
CREDIT_LINES = """
SELECT m.id, l.id FROM account_move m
  JOIN account_move_line l ON l.partner_id IN (m.partner_id, m.commercial_partner_id)
  JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
 WHERE m.id IN {moves} AND m.amount_residual > 0 AND m.state = 'posted'
   AND l.parent_state = 'posted' AND l.amount_residual < 0 ORDER BY m.id, l.id"""
STATES = """
SELECT a.key, a.state, a.booked, r.key, r.state, r.booked FROM quittance_attempt a
  JOIN quittance_attempt_invoice i ON i.attempt_id = a.id
  LEFT JOIN quittance_refund r ON r.attempt_id = a.id
 WHERE i.move_id IN ({moves}) ORDER BY a.id, r.id"""
# A run that is not heard of and a prepared attempt are given up after a while: it is over.
RUNS_OVER = """UPDATE quittance_run SET lease_until = now() - interval '1 hour'
                WHERE state = 'live'"""
LEASES_OVER = """UPDATE quittance_attempt SET lease_until = now() - interval '1 hour'
                  WHERE state = 'prepared'"""
REST_PASSES = 8
WEBHOOK_SECRET = "whsec_crash"


class Town(World):
    """A world for random rounds: more clients, two connectors over bad wires, webhooks."""

    def __init__(self, name, folder):
        super().__init__(name, folder, clients=POOL, workers=3)

    def __enter__(self):
        super().__enter__()
        self.wires = {who: Wire(self.sandbox.url).start() for who in "ab"}
        self.configs = {who: self._through(who) for who in "ab"}
        self.people, self.judge_people = People(self), People(self)
        self.people.limits(cap_per_charge=10**6, cap_per_run=10**7, cap_per_day=10**8)
        self.simulator.webhooks(f"{self.sandbox.url}/payment/stripe/webhook", WEBHOOK_SECRET)
        self.parameter("wait.poll_pending", "0.2")
        self.connector_points, self.addon_points = self.points(), addon_points()
        return self

    def __exit__(self, *details):
        for wire in self.wires.values():
            wire.stop()
        super().__exit__(*details)

    def _through(self, who):
        path = self._config(f"connector_{who}", journal=f"witness_{who}")
        path.write_text(path.read_text().replace(self.sandbox.url, self.wires[who].url))
        return path


def play(town, seeds):
    """Play the months of these seeds one after the other, then rest; [(Played, sentences of what
    must not be)]. What one leaves behind, the next one's connectors meet."""
    season = [Month.drawn(seed, town.connector_points, town.addon_points) for seed in seeds]
    shares = _invoices(town, season)
    played = [_play_one(town, month, mine) for month, mine in zip(season, shares, strict=True)]
    _come_to_rest(town, played)
    held = {name for one in played for name in one.held_clients()} | set(_without_mandate(town))
    found = verdicts(town, played, held)
    _clear(town, [move for share in shares for move in share])
    return list(zip(played, found, strict=True))


def _invoices(town, season):
    """The invoices of each month, blocked until it begins; but some are collected before."""
    town.round += 1
    moves = iter(town.posted([(town.clients[name], cents / 100)
                              for month in season for name, cents in month.debts], taxed=3))
    shares = [[next(moves) for _debt in month.debts] for month in season]
    later = [move for month, share in zip(season, shares, strict=True)
             for move in share[month.settled:]]
    town.admin("account.move", "write", later, {"payment_state": "blocked"})
    if any(month.settled for month in season):
        town.run("collect", config=town.configs["a"])
        for key in town.pending_at_the_provider():
            town.simulator.settle(key)
        town.run("reconcile", config=town.configs["a"])
    return shares


def _play_one(town, month, moves):
    played = _begin(town, month, moves)
    threads = [threading.Thread(target=work, args=(town, played)) for work in (
        _act, _cut, _overtake)]
    threads += [threading.Thread(target=_run, args=(town, played, run)) for run in month.runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    _end(town, played)
    return played


def _begin(town, month, moves):
    """The month's invoices may be collected; and all that will go wrong."""
    town.admin("account.move", "write", moves[month.settled:], {"payment_state": "not_paid"})
    town.patience(month.patience)
    if month.day_room:
        town.people.limits(cap_per_charge=month.day_room,
                           cap_per_day=town.counted_today() + month.day_room)
    if month.released:
        town.people.limits(release_above=1)
    for rule in month.faults:
        town.simulator.fault(**rule)
    for death in month.deaths:
        town.arm(death)
    for who, wire in town.wires.items():
        wire.harm(month.bad_wire, f"{month.seed}{who}")
    return Played(month, moves, time.time())


def _end(town, played):
    """No more accidents, and what was limited is judged before the limits go."""
    month = played.month
    for wire in town.wires.values():
        wire.harm(0, 0)
    town.simulator.behave()
    for death in month.deaths:
        flag = town.flags / death
        played.deaths += not flag.exists()
        flag.unlink(missing_ok=True)
    if any(one.what == "switch_off" for one in played.acted):
        town.judge_people.act("switch_on", 0)
    if month.day_room or month.released:
        played.within_limits = limited(town, played)
        town.people.limits(cap_per_charge=10**6, cap_per_day=10**8, release_above=0)
    town.sandbox.sql(RUNS_OVER)


def _wait_for(played, moment):
    time.sleep(max(0, played.began + moment - time.time()))


def _act(town, played):
    for act in played.month.acts:
        _wait_for(played, act.after)
        move = played.moves[act.debt]
        played.acted.append(town.people.act(act.what, move))
        if act.what == "switch_off":
            time.sleep(0.4)
            played.acted.append(town.people.act("switch_on", move))
    if played.month.released:
        _wait_for(played, 1.5)
        played.acted.append(town.people.act("release", 0))


def _cut(town, played):
    for moment in played.month.cuts:
        _wait_for(played, moment)
        played.cut += len(town.sandbox.sql(CUT))


def _overtake(town, played):
    if played.month.overtaken:
        _wait_for(played, played.month.overtaken)
        town.sandbox.sql(RUNS_OVER)


def _run(town, played, run):
    _wait_for(played, run.after)
    done = subprocess.run(
        [CRASHING, run.command, "--config", town.configs[run.who], "--json"],
        env={**os.environ, "QUITTANCE_CRASH_AT": run.crash_at}, timeout=SECONDS_A_CALL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    played.runs.append((run, done.returncode, done.stdout, done.stderr))


# -- rest ------------------------------------------------------------------------------------------

def _come_to_rest(town, played):
    """What the next nights do, until nothing changes."""
    town.patience(0)
    town.simulator.deliver(held=True, reversed=bool(played[0].month.seed % 2))
    moves = ",".join(str(move) for one in played for move in one.moves)
    before = None
    for turn in range(REST_PASSES):
        town.sandbox.sql(RUNS_OVER)
        town.sandbox.sql(LEASES_OVER)
        _night(town, played, turn)
        now = town.sandbox.sql(STATES.format(moves=moves))
        if now == before and not town.under_way():
            return
        before = now


def _night(town, played, turn):
    for who in "ab" if turn == 0 else "a":
        town.run("reconcile", config=town.configs[who])
    town.run("collect", config=town.configs["a"])
    _settle(town, played)
    if turn >= 1:
        _decide_forgotten(town)


def _settle(town, played):
    """Pending debits end, as the month says; each at its first chance."""
    pending = town.pending_at_the_provider()
    ends = {move: end for one in played
            for move, end in zip(one.moves, one.month.debits_end, strict=True)}
    for key, move in town.sandbox.sql("""SELECT a.key, i.move_id FROM quittance_attempt a
            JOIN quittance_attempt_invoice i ON i.attempt_id = a.id""") if pending else ():
        if key in pending:
            getattr(town.simulator, ends.get(int(move), "settle"))(key)
    if pending:
        town.run("reconcile", config=town.configs["a"])


def _decide_forgotten(town):
    """Unknown, and the provider knows nothing of it: a supervisor calls it off."""
    summary = town.simulator.summary()
    charges, made = summary["by_reference"], judge_refunds.made_of(summary)
    for number, key in town.sandbox.sql(
            "SELECT id, key FROM quittance_attempt WHERE state = 'unknown'"):
        if key not in charges:
            town.judge_people.decide_forgotten(int(number))
    for number, key in town.sandbox.sql(
            "SELECT id, key FROM quittance_refund WHERE state = 'unknown'"):
        if key not in {one.key for one in made}:
            town.judge_people.decide_forgotten_refund(int(number))


def _take_credits(town, moves):
    """The accountant matches what clients have to their credit with what they owe: else they would
    soon owe nothing."""
    listed = ",".join(map(str, moves))
    for move, line in town.sandbox.sql(CREDIT_LINES.format(moves=f"({listed})")):
        with contextlib.suppress(xmlrpc.client.Fault):
            town.accountant("account.move", "js_assign_outstanding_line", [int(move)], int(line))


def _without_mandate(town):
    """{client: (method in Odoo, method at the provider)} of those whose mandate ended, because a
    debit of theirs was disputed."""
    ended = town.simulator.summary()["mandates_ended"]
    found = town.admin.search_read(
        "payment.token", [("stripe_payment_method", "in", ended)],
        ["partner_id", "stripe_payment_method"])
    names = {partner: name for name, partner in town.clients.items()}
    return {names[one["partner_id"][0]]: (one["id"], one["stripe_payment_method"])
            for one in found}


def _sign_mandates_anew(town):
    """Clients whose mandate ended give another: a new method, the old one archived."""
    for token, known in _without_mandate(town).values():
        town.admin("payment.token", "copy", [token], {"stripe_payment_method": f"{known}n"})
        town.admin("payment.token", "write", [token], {"active": False})


def _clear(town, moves):
    """What is open of these months is left alone by the next; nobody is held any more, and every
    client with direct debits has a mandate."""
    _take_credits(town, moves)
    _sign_mandates_anew(town)
    holds = town.accountant("quittance.hold", "search", [("active_hold", "=", True)])
    if holds:
        dialog = town.accountant("quittance.hold", "action_release", holds)
        town.accountant(dialog["res_model"], "write", [dialog["res_id"]], {"reason": "Next"})
        town.accountant(dialog["res_model"], "action_confirm", [dialog["res_id"]])
    open_moves = town.admin("account.move", "search", [
        ("id", "in", moves), ("payment_state", "in", ("not_paid", "partial"))])
    town.admin("account.move", "write", open_moves, {"payment_state": "blocked"})


# -- telling ---------------------------------------------------------------------------------------

def counted(played):
    """What happened in a round, for the figures of many."""
    month = played.month
    return collections.Counter(
        rounds=1, invoices=len(played.moves), runs=len(played.runs), connections_cut=played.cut,
        connectors_killed=sum(code == KILLED for _run_, code, *_said in played.runs),
        workers_or_connections_died=played.deaths, faults=len(month.faults),
        acts_done=sum(one.done for one in played.acted),
        acts_refused_or_lost=sum(not one.done for one in played.acted),
        refunds_acted=sum(one.done and one.amount > 0 for one in played.acted
                          if one.what in REFUNDS), refunds=played.refunds)


def told(played):
    """A round as lines: what was drawn and what was seen."""
    lines = played.month.told()
    lines += [f"  {one}" for one in sorted(played.acted, key=lambda one: one.began)]
    lines += [f"  {run} -> {code} {said[-1500:]} {problems[-500:]}"
              for run, code, said, problems in played.runs]
    return lines
