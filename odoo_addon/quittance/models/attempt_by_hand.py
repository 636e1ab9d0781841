"""*Collect now*: one invoice, because a person asked for it."""

from decimal import Decimal

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from ..protocol import preflight


class QuittanceAttempt(models.Model):
    _inherit = "quittance.attempt"

    early = fields.Boolean(string="Before it was due", readonly=True)
    again_because = fields.Char(string="Charged again because", readonly=True)

    @api.model
    def _plan_by_hand(self, move):
        """(order, facts) of what *Collect now* would charge: what is due, or all that is open where
        nothing is (`early`). Errors: why it is not collected, not even by hand. `collected_before`
        of the facts asks for a reason."""
        settings = self.env["quittance.settings"]._for_company(move.company_id)
        token, problem = self._method_by_hand(move)
        facts = self._facts(move, settings._today(), token, problem, origin="hand")
        code = preflight.reason(facts, preflight.BY_HAND | preflight.AFTER_READING)
        if code != preflight.COLLECT:
            raise UserError(self._reason_sentence(code, move, token, facts))
        return {
            "move_id": move.id, "no": self.env["quittance.attempt.invoice"]._next_no(move),
            "amount": facts.due or facts.residual - facts.credit, "early": not facts.due,
            "rail": "odoo", "method_id": token.id,
        }, facts

    @api.model
    def _method_by_hand(self, move):
        return self.env["payment.token"]._quittance_choose(
            move.commercial_partner_id, move.company_id)

    @api.model
    def _collect_now(self, move, no, amount, early=False, reason=""):
        """Prepare, execute and book what a person has seen in a dialog: its number, its amount
        (Decimal), whether nothing was due then, and the reason for which it is charged though the
        provider has it already. Commits; the attempt.

        The same again, by a second click or in another window, finds the first one and charges
        nothing of its own.
        """
        settings = self.env["quittance.settings"]._for_company(move.company_id)
        token, problem = self._method_by_hand(move)
        if problem:
            raise UserError(self._reason_sentence(problem, move, token))
        order = {"move_id": move.id, "no": no, "amount": amount, "early": early, "reason": reason,
                 "rail": "odoo", "method_id": token.id}
        order["key"] = self._derive(move, order)
        attempt, code, sentence = self._prepare(order, origin="hand", as_of=settings._today())
        if code:
            raise UserError(self._changed_since(move, no, code) or sentence)
        self._commit()
        attempt._execute_for_person()
        attempt._book()
        return attempt

    @api.model
    def _changed_since(self, move, no, code):
        """What a person reads whose dialog shows what is no longer so, '' where it still is."""
        if code != "nothing_due" and no == self.env["quittance.attempt.invoice"]._next_no(move):
            return ""
        return _("%s was charged or paid since this was opened: nothing was charged now. Open it "
                 "again to see what is left.", move.name)

    @api.model
    def _allowed_early(self, order, facts):
        """What may be charged though nothing is due: all, where the person has read so."""
        return facts.residual - facts.credit if order.get("early") else Decimal(0)

    @api.model
    def _overridden_by_reason(self, order):
        return preflight.AFTER_READING if order.get("reason") else set()

    @api.model
    def _prepare_by_hand(self, order):
        """Values of an attempt that only one by hand has."""
        return {"early": order.get("early", False), "again_because": order.get("reason") or False}

    def _why_prepared(self, origin):
        """The first line of the history."""
        if not self.again_because:
            return _("Prepared: %s", origin)
        return _("Prepared: %(origin)s. Charged again, though the provider has money for it: "
                 "%(reason)s", origin=origin, reason=self.again_because)
