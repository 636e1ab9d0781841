"""What people do while connectors work: in Odoo over RPC, as the accountant or a supervisor."""

import time
import xmlrpc.client
from collections import namedtuple

from .refunding import Refunding

# `ended`: when its answer was there (Unix seconds), None when the answer was lost; `done`:
# whether Odoo did it; `amount` in cents.
Acted = namedtuple("Acted", "what move began ended done amount record said")
REASON = "Crash round"


class People(Refunding):
    """Their connections to Odoo; for one thread alone."""

    def __init__(self, world):
        self.world = world
        self.accountant = world.sandbox.rpc("accountant")
        self.supervisor = world.sandbox.rpc("supervisor")
        self.admin = world.sandbox.rpc("admin")
        self.second = world.sandbox.rpc("accountant")
        self.orders, self.outside = {}, set()
        self.settings = self.supervisor("quittance.settings", "search", [])[0]

    def act(self, what, move):
        """Do it; an Acted, whatever came of it."""
        began = time.time()
        try:
            amount, record = getattr(self, what)(move) or (0, 0)
            return Acted(what, move, began, time.time(), True, amount, record, "")
        except xmlrpc.client.Fault as refused:
            return Acted(what, move, began, time.time(), False, 0, 0,
                         refused.faultString.strip().splitlines()[-1][:200])
        except Exception as lost:  # noqa: BLE001 - a worker died under the person's hands
            return Acted(what, move, began, None, False, 0, 0, f"{type(lost).__name__}: {lost}"[:200])

    # -- money that comes another way ----------------------------------------------------------

    def pay(self, move):
        """The client's bank transfer, booked on the invoice."""
        return self._register(move, 1)

    def pay_part(self, move):
        return self._register(move, 0.4)

    def _register(self, move, part):
        residual = self._residual(move)
        if residual <= 0:
            return None
        amount = round(residual * part, 2)
        context = {"active_model": "account.move", "active_ids": [move]}
        wizard = self.admin("account.payment.register", "create", {"amount": amount},
                            context=context)
        action = self.admin("account.payment.register", "action_create_payments", [wizard],
                            context=context)
        return round(amount * 100), action.get("res_id") or 0

    def credit_note(self, move):
        """A credit note over all of the invoice, matched with what is open of it."""
        context = {"active_model": "account.move", "active_ids": [move]}
        [journal] = self.accountant("account.move", "read", [move], ["journal_id"])
        wizard = self.accountant("account.move.reversal", "create", {
            "reason": REASON, "journal_id": journal["journal_id"][0]}, context=context)
        action = self.accountant("account.move.reversal", "refund_moves", [wizard],
                                 context=context)
        self.accountant("account.move", "action_post", [action["res_id"]])
        # Odoo itself matches it with an invoice of which nothing was paid yet.
        lines = self.accountant("account.move.line", "search", [
            ("move_id", "=", action["res_id"]), ("account_type", "=", "asset_receivable"),
            ("reconciled", "=", False)])
        if lines and self._residual(move) > 0:
            self.accountant("account.move", "js_assign_outstanding_line", [move], lines[0])
        [note] = self.accountant("account.move", "read", [action["res_id"]], [
            "amount_total", "amount_residual"])
        return round((note["amount_total"] - note["amount_residual"]) * 100), action["res_id"]

    def _residual(self, move):
        [row] = self.accountant("account.move", "read", [move], ["amount_residual", "state"])
        return row["amount_residual"] if row["state"] == "posted" else 0

    # -- what an accountant decides ------------------------------------------------------------

    def hold(self, move):
        return self._confirm(self.accountant, "account.move", "action_quittance_hold", move)

    def hold_client(self, move):
        [row] = self.accountant("account.move", "read", [move], ["commercial_partner_id"])
        return self._confirm(self.accountant, "res.partner", "action_quittance_hold",
                             row["commercial_partner_id"][0])

    def reset(self, move):
        """Back to draft and posted again; refused while something is under way."""
        self.accountant("account.move", "button_draft", [move])
        self.accountant("account.move", "action_post", [move])

    def undo(self, move):
        """What was collected is taken off the invoice."""
        lines = self.accountant.search_read("account.move.line", [
            ("move_id", "=", move), ("account_type", "=", "asset_receivable")],
            ["matched_credit_ids"])
        partials = [one for line in lines for one in line["matched_credit_ids"]]
        if partials:
            self.accountant("account.move", "js_remove_outstanding_partial", [move], partials[0])
            return 0, partials[0]
        return None

    def collect_now(self, move):
        dialog = self.accountant("account.move", "action_quittance_collect_now", [move])
        self.accountant(dialog["res_model"], "action_confirm", [dialog["res_id"]])

    # -- what a supervisor decides -------------------------------------------------------------

    def decide(self, move):
        """An unknown of the invoice, as the provider's own pages show it."""
        for attempt in self.supervisor.search_read("quittance.attempt", [
                ("row_ids.move_id", "=", move), ("state", "=", "unknown")], ["key"]):
            charge = self.world.simulator.summary()["by_reference"].get(attempt["key"]) or {}
            if charge.get("succeeded"):
                self._decide(attempt["id"], "done")

    def decide_forgotten(self, attempt):
        """Nothing of it is at the provider, and everything is quiet."""
        self._decide(attempt, "canceled")

    def decide_forgotten_refund(self, refund):
        wizard = self.supervisor("quittance.refund.decide.wizard", "create", {
            "refund_id": refund, "outcome": "canceled", "reason": REASON})
        self.supervisor("quittance.refund.decide.wizard", "action_confirm", [wizard])

    def _decide(self, attempt, outcome):
        wizard = self.supervisor("quittance.decide.wizard", "create", {
            "attempt_id": attempt, "outcome": outcome, "reason": REASON})
        self.supervisor("quittance.decide.wizard", "action_confirm", [wizard])

    def switch_off(self, _move):
        self.control("collection_off")

    def switch_on(self, _move=0):
        self.control("collection_on")

    def control(self, what, **values):
        """One of the supervisor's dialogs."""
        wizard = self.supervisor("quittance.control.wizard", "create", {
            "what": what, "settings_id": self.settings, "reason": REASON, **values})
        self.supervisor("quittance.control.wizard", "action_confirm", [wizard])

    def limits(self, **values):
        self.supervisor("quittance.settings", "write", [self.settings], values)

    def release(self, _move):
        """The second pair of eyes looks at what waits."""
        waiting = self.supervisor("quittance.release", "search", [("state", "=", "requested")])
        if waiting:
            self.control("release", release_id=waiting[0])

    def dispute(self, move):
        """At the provider: the client takes a charge back, or what is left of it."""
        for attempt in self.supervisor.search_read("quittance.attempt", [
                ("row_ids.move_id", "=", move), ("state", "=", "done")], ["key"]):
            left = self._left_at_the_provider(attempt)
            if left > 0:
                self.world.simulator.dispute(attempt["key"], amount=left)

    def _confirm(self, odoo, model, button, record):
        """A button that asks for a reason."""
        dialog = odoo(model, button, [record])
        odoo(dialog["res_model"], "write", [dialog["res_id"]], {"reason": REASON})
        odoo(dialog["res_model"], "action_confirm", [dialog["res_id"]])
