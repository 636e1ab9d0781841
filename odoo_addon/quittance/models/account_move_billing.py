"""Invoices of months: what a person did with them, and when they really went out."""

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    quittance_month_id = fields.Many2one(
        "quittance.month", string="Month", readonly=True, copy=False, ondelete="restrict",
        index="btree_not_null",
    )
    quittance_service_count = fields.Integer(
        string="Services", compute="_compute_quittance_service_count",
        groups="quittance.group_accountant",
    )
    quittance_sent_on = fields.Datetime(
        string="Sent on", readonly=True, copy=False,
        help="When it really went out: the mail server took it, or a person said so.",
    )
    quittance_mail_message_id = fields.Many2one(
        "mail.message", readonly=True, copy=False, ondelete="set null", index="btree_not_null",
        help="The message that sends it; the sending is recorded once the mail has left.",
    )

    @api.depends("invoice_line_ids.quittance_line_id")
    def _compute_quittance_service_count(self):
        for move in self:
            move.quittance_service_count = len(move.invoice_line_ids.quittance_line_id)

    def _quittance_months(self):
        """The months whose invoice these are now (a cancelled one may have been left behind)."""
        return self.env["quittance.month"].sudo().search([("move_id", "in", self.ids)])

    # ------------------------------------------------------------------ a month's life

    def _post(self, soft=True):
        self._quittance_refuse_taken_back()
        posted = super()._post(soft)
        if posted:
            posted._quittance_months()._set_posted()
            posted.reversed_entry_id._quittance_sync_credited()
        return posted

    def unlink(self):
        for month in self._quittance_months():
            month._set_deleted(month.move_id.display_name)
        return super().unlink()

    def button_cancel(self):
        result = super().button_cancel()
        self._quittance_months()._set_cancelled()
        self.reversed_entry_id._quittance_sync_credited()
        return result

    def button_draft(self):
        for move in self.filtered("quittance_month_id"):
            month = move.sudo().quittance_month_id
            if move.state == "cancel" and (month.move_id != move or month.decision):
                raise UserError(
                    _(
                        "It was decided about the services of this invoice (%s): they are not on "
                        "it any more. Make a new invoice instead.",
                        month.decision_reason or "",
                    )
                )
        revived = self.filtered(lambda move: move.state == "cancel")
        result = super().button_draft()
        revived._quittance_months()._set_revived()
        self.reversed_entry_id._quittance_sync_credited()
        return result

    def _quittance_sync_credited(self):
        """A credit note was posted, reset or cancelled."""
        self._quittance_months()._sync_credited()

    def _quittance_switch_type(self):
        """An invoice below zero becomes a credit note: Odoo posts no negative invoice."""
        self.action_switch_move_type()
        self.env["account.move.line"].flush_model()
        self.env["quittance.line"]._write_again(self)
        for month in self._quittance_months():
            month.message_post(body=_("The month is below zero: a credit note."))

    # ------------------------------------------------------------------ sent

    def _quittance_record_sent(self, channel):
        """It really went out now by `channel` (mail, post, hand, …). The first time counts."""
        for move in self.filtered(lambda move: not move.quittance_sent_on):
            move.sudo().quittance_sent_on = fields.Datetime.now()
            move.message_post(body=_("Sent to the client by %s.", channel))

    def action_quittance_mark_sent(self):
        """*Mark as sent*: asks by which way."""
        self._quittance_check_may()
        if self.filtered(lambda move: move.state != "posted" or not move.is_sale_document()):
            raise UserError(_("Only posted customer invoices are sent."))
        return self.env["quittance.decision"]._open("sent", moves=self)

    def _quittance_check_may(self):
        if not self.env.user.has_group("quittance.group_accountant"):
            raise AccessError(_("This is for Quittance's accountants. Ask one of them."))

    # ------------------------------------------------------------------ where it comes from

    def action_quittance_services(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": _("Services"),
            "res_model": "quittance.line",
            "view_mode": "list,form",
            "domain": [("id", "in", self.invoice_line_ids.quittance_line_id.ids)],
        }

    def action_quittance_month(self):
        self.ensure_one()
        return self.env["quittance.line"]._open_record(self.quittance_month_id)
