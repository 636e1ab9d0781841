"""An invoice's next try, and whether reminders are silent meanwhile."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError

# While Quittance is about to collect by itself there is nothing to remind of.
SILENT = ("waiting", "due")


class AccountMove(models.Model):
    _inherit = "account.move"

    quittance_retry_id = fields.Many2one(
        "quittance.retry", string="Next try", compute="_compute_quittance_retry",
        groups="quittance.group_accountant")
    quittance_retry_sentence = fields.Char(
        string="After the decline", compute="_compute_quittance_retry",
        groups="quittance.group_accountant")
    quittance_reminders_silent = fields.Boolean(
        string="No reminder now", compute="_compute_quittance_reminders_silent",
        search="_search_quittance_reminders_silent", compute_sudo=True,
        help="An attempt to collect it is under way, or the next one is planned.")

    @api.depends("quittance_row_ids.attempt_id.state", "payment_state")
    @api.depends_context("lang")
    def _compute_quittance_retry(self):
        rows = self.env["quittance.retry"].search(
            [("move_id", "in", self.ids), ("state", "!=", "ended")])
        by_move = {row.move_id: row for row in rows}
        for move in self:
            row = by_move.get(move._origin or move, rows.browse())
            move.quittance_retry_id = row
            move.quittance_retry_sentence = row._sentence() if row else False

    @api.depends("quittance_row_ids.live", "payment_state")
    def _compute_quittance_reminders_silent(self):
        silent = self.sudo().search(
            [("id", "in", self.ids), ("quittance_reminders_silent", "=", True)])
        for move in self:
            move.quittance_reminders_silent = move in silent

    @api.model
    def _search_quittance_reminders_silent(self, operator, value):
        """Domain of the invoices that no reminder may be sent for now."""
        if operator != "in":
            return NotImplemented
        live = self.env["quittance.attempt.invoice"].sudo()._search([("live", "=", True)])
        planned = self.env["quittance.retry"].sudo()._search([("state", "in", SILENT)])
        silent = ["|", ("id", "in", live.subselect("move_id")),
                  ("id", "in", planned.subselect("move_id"))]
        return silent if True in value else ["!", *silent]

    def action_quittance_retry(self):
        """The button *Change* beside the sentence."""
        self.ensure_one()
        if not self.quittance_retry_id:
            raise UserError(_("Nothing was declined: there is nothing to try again."))
        return self.quittance_retry_id.action_change()
