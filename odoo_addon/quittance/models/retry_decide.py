"""A person decides when a declined invoice is tried again, or that it is not."""

from odoo import _, fields, models
from odoo.exceptions import AccessError, LockError, UserError

from ..protocol import retry

MODES = ("tonight", "date", "stop", "rule")


class QuittanceRetry(models.Model):
    _inherit = "quittance.retry"

    event_ids = fields.Many2many("quittance.attempt.event", string="History",
                                 compute="_compute_event_ids")
    decided_text = fields.Char(compute="_compute_decided_text")

    def _compute_event_ids(self):
        for row in self:
            row.event_ids = row.move_id.sudo().quittance_row_ids.attempt_id.event_ids

    def _compute_decided_text(self):
        for row in self:
            row.decided_text = row._what_a_person_decided() if row.by_person else (
                _("By the rule of the settings."))

    def action_change(self):
        """The button *Change*: asks when, and why."""
        self.ensure_one()
        self._check_may()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window", "res_model": "quittance.retry.wizard",
            "name": _("When to try again"), "view_mode": "form", "target": "new",
            "context": {"default_retry_id": self.id},
        }

    def action_open_invoice(self):
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window", "res_model": "account.move",
            "res_id": self.move_id.id, "view_mode": "form",
        }

    def _check_may(self):
        if not self.env.user.has_group("quittance.group_accountant"):
            raise AccessError(_("Deciding about tries is for Quittance's accountants."))

    def _decide(self, mode, reason, day=None):
        """A person's word: `tonight`, a `date`, `stop`, or back to the `rule`. Kept with who and
        why; the hard caps hold all the same."""
        self.ensure_one()
        self._check_may()
        self.check_access("read")
        reason = (reason or "").strip()
        if not reason:
            raise UserError(_("Say why: the reason is kept."))
        row = self.sudo()
        row._lock_move()
        if row.state == "ended":
            raise UserError(_("The invoice is paid or withdrawn: there is nothing to try."))
        if mode == "rule":
            row.by_person = False
            row._replan_move(row.move_id)
        else:
            today = row.company_id._quittance_today()
            day = row._allowed_day(today if mode == "tonight" else day, today, mode)
            row.write({"by_person": True, "next_on": day, "decided_by": self.env.uid,
                       "decided_why": reason})
        sentence = row._sentence() if mode != "rule" else f"{row._sentence()} ({reason})"
        row.attempt_id._log(row.attempt_id.state, row.attempt_id.state, sentence)
        row.move_id.message_post(body=sentence)

    def _lock_move(self):
        try:
            self.move_id.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(_("Somebody works on this invoice just now. Try again in a "
                              "moment.")) from error
        self.invalidate_recordset()

    def _allowed_day(self, day, today, mode):
        """The day, False for none; a UserError beyond what card schemes and banks allow."""
        if mode == "stop":
            return False
        if not day or day < today:
            raise UserError(_("Choose today or a later day."))
        settings = self.env["quittance.settings"]._for_company(self.company_id)
        tries = [one for one in self._tries(self.move_id.quittance_row_ids.attempt_id, settings)
                 if one.method == self.token_id.id]
        first = retry.earliest(tries, day)
        if first != day:
            raise UserError(self._cap_sentence() if first is None else _(
                "%(why)s The first day on which another try is allowed is %(day)s.",
                why=self._cap_sentence(), day=self._day(first)))
        return day
