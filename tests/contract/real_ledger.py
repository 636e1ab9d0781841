"""Run in odoo shell after tests/protocol/contract_cases.py: its cases over the real models.

`only`: names of cases, all when empty. Prints one line of JSON: {case: '' or what was wrong}.
"""

import itertools
import json
import traceback

import psycopg2

from odoo import api, fields
from odoo.exceptions import LockError, UserError

WAIT = "SET LOCAL lock_timeout = '400ms'"
MOVES = """SELECT id FROM account_move WHERE move_type = 'out_invoice' AND state = 'posted'
            ORDER BY id DESC LIMIT 2"""
NUMBERS = itertools.count(1)


class Duplicate(Exception):
    pass


class Conflict(Exception):
    pass


class Broken(Exception):
    pass


def told(work):
    """PostgreSQL's refusals by the contract's names."""
    def wrapped(*values, **more):
        try:
            return work(*values, **more)
        except psycopg2.errors.UniqueViolation as error:
            raise Duplicate(str(error)) from error
        except psycopg2.errors.CheckViolation as error:
            raise Broken(str(error)) from error
        except psycopg2.OperationalError as error:  # serialization failure, lock not available
            raise Conflict(str(error)) from error
    return wrapped


class Session:
    """A database connection of its own."""

    def __init__(self, ledger):
        self.ledger = ledger
        self.cr = env.registry.cursor()  # noqa: F821
        self.env = api.Environment(self.cr, 1, {})
        self._begin()

    def _begin(self):
        self.cr.execute(WAIT)
        self.cr.execute("SELECT 1")  # a transaction sees what is there at its first query

    @told
    def commit(self):
        self.env.flush_all()
        self.cr.commit()
        self.env.invalidate_all()
        self._begin()

    def close(self):
        self.env.invalidate_all(flush=False)
        self.cr.rollback()
        self.cr.close()

    @told
    def lock(self, move):
        return self._lock("account.move", move)

    @told
    def lock_attempt(self, attempt):
        return self._lock("quittance.attempt", attempt)

    def _lock(self, model, number):
        try:
            with self.cr.savepoint(flush=False):
                self.env[model].browse(number).lock_for_update(allow_referencing=True)
        except LockError:
            return False
        return True

    @told
    def touch(self, move):
        self.cr.execute("UPDATE account_move SET write_date = now() WHERE id = %s", [move])

    @told
    def attempt(self, move, no, key):
        move, token = self.env["account.move"].browse(move), self.env["payment.token"].browse(
            self.ledger.token)
        transaction = self.env["payment.transaction"]._quittance_create({
            "provider_id": token.provider_id.id, "payment_method_id": token.payment_method_id.id,
            "reference": f"contract-{next(NUMBERS)}", "amount": 10,
            "currency_id": move.currency_id.id, "partner_id": token.partner_id.id,
            "token_id": token.id, "operation": "offline"})
        attempt = self.env["quittance.attempt"].create({
            "key": key, "company_id": move.company_id.id, "client_id": token.partner_id.id,
            "amount": 10, "currency_id": move.currency_id.id, "rail": "odoo",
            "token_id": token.id, "provider_id": token.provider_id.id,
            "transaction_id": transaction.id, "state": "prepared",
            "row_ids": [fields.Command.create({"move_id": move.id, "no": no, "amount": 10})]})
        self.env.flush_all()
        return attempt.id

    def _write(self, attempt, **values):
        self.env["quittance.attempt"].browse(attempt).write(values)
        self.env.flush_all()

    @told
    def state(self, attempt, state, extra=False):
        self._write(attempt, state=state, extra=extra)

    @told
    def refer(self, attempt, reference):
        self._write(attempt, provider_reference=reference)

    @told
    def number(self, attempt, send_no):
        self._write(attempt, send_no=send_no)

    @told
    def pay(self, attempt):
        token = self.env["payment.token"].browse(self.ledger.token)
        self.env["account.payment"].create({
            "amount": 10, "payment_type": "inbound", "partner_type": "customer",
            "partner_id": token.partner_id.id, "journal_id": token.provider_id.journal_id.id,
            "quittance_attempt_id": attempt or False})
        self.env.flush_all()

    @told
    def refund(self, attempt, no, key):
        attempt = self.env["quittance.attempt"].browse(attempt)
        return self.env["quittance.refund"]._insert(attempt, {
            "key": key, "no": no, "amount": 4, "origin": "odoo", "state": "prepared"},
            "contract").id

    def _write_refund(self, refund, **values):
        self.env["quittance.refund"].browse(refund).write(values)
        self.env.flush_all()

    @told
    def refund_state(self, refund, state):
        self._write_refund(refund, state=state)

    @told
    def refund_refer(self, refund, reference):
        self._write_refund(refund, provider_reference=reference)

    @told
    def enter(self, refund, entry):
        self._write_refund(refund, move_id=entry)

    @told
    def count(self, key, minor):
        self.env["quittance.cap.use"]._insert(self.cr, {
            "key": key, "company_no": 1, "day": fields.Date.today(), "run_key": None,
            "by_run": False, "release_no": None, "amount": minor})

    def counted(self):
        self.cr.execute("SELECT SUM(amount)::int FROM quittance_cap_use")
        return self.cr.fetchone()[0]

    @told
    def release(self, run, state):
        release = self.env["quittance.release"].create(
            {"company_id": 1, "run_key": run, "state": state})
        self.env.flush_all()
        return release.id

    @told
    def listed(self, release, move):
        self.env["quittance.release.invoice"].create(
            {"release_id": release, "move_id": move, "amount": 10})
        self.env.flush_all()

    @told
    def plan(self, move):
        self.env["quittance.retry"].create({"move_id": move})
        self.env.flush_all()

    @told
    def hold(self, move):
        hold = self.env["quittance.hold"].create(
            {"company_id": 1, "move_id": move, "reason": "contract"})
        self.env.flush_all()
        return hold.id

    @told
    def keep_held(self, move):
        self.env["quittance.hold"]._hold_invoice(self.env["account.move"].browse(move), "contract")

    @told
    def unhold(self, hold):
        self.env["quittance.hold"].browse(hold)._release("contract")
        self.env.flush_all()

    @told
    def run(self, key, kind, state):
        self.env["quittance.run"].create(
            {"company_id": 1, "run_key": key, "kind": kind, "state": state})
        self.env.flush_all()

    @told
    def reset(self, move):
        try:
            self.env["account.move"].browse(move).button_draft()
        except UserError:
            return False
        return True


class Ledger:
    """The real models; what a case leaves behind is gone before the next."""

    Duplicate, Conflict, Broken = Duplicate, Conflict, Broken

    def __init__(self):
        env.cr.execute(MOVES)  # noqa: F821
        self.moves = [number for number, in env.cr.fetchall()]  # noqa: F821
        self.token = env["payment.token"].search([], limit=1).id  # noqa: F821
        env.cr.commit()  # noqa: F821

    def begin(self):
        return Session(self)

    def clear(self):
        env.cr.rollback()  # noqa: F821
        env.cr.execute("UPDATE account_payment SET quittance_attempt_id = NULL")  # noqa: F821
        for table in ("refund", "attempt_event", "attempt_invoice", "retry", "attempt", "cap_use",
                      "release_invoice", "release", "hold", "run"):
            env.cr.execute(f"DELETE FROM quittance_{table}")  # noqa: F821, S608 - our own names
        env.cr.commit()  # noqa: F821


def tried(case):
    """'' when the case holds, else what was wrong."""
    sessions, ledger = [], Ledger()
    ledger.begin = lambda: sessions.append(Session(ledger)) or sessions[-1]
    try:
        case(ledger)
    except Exception:  # noqa: BLE001 - told
        return traceback.format_exc()[-1500:]
    finally:
        for session in sessions:
            if not session.cr.closed:
                session.close()
        ledger.clear()
    return ""


print(json.dumps({case.__name__: tried(case) for case in CASES  # noqa: F821
                  if not only or case.__name__ in only}))  # noqa: F821
