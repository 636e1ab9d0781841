"""When an invoice really went out: after the mail server took the mail, not when it was queued."""

from odoo import _, models


class AccountMoveSend(models.AbstractModel):
    _inherit = "account.move.send"

    def _send_mail(self, move, mail_template, **kwargs):
        """Remember the message: its mail tells later whether it left."""
        before = self.env["mail.message"].sudo().search(
            [("model", "=", "account.move"), ("res_id", "=", move.id)], order="id desc", limit=1
        )
        result = super()._send_mail(move, mail_template, **kwargs)
        message = self.env["mail.message"].sudo().search(
            [("model", "=", "account.move"), ("res_id", "=", move.id),
             ("id", ">", before.id or 0)], order="id", limit=1,
        )
        if message and move.state == "posted":
            move.sudo().quittance_mail_message_id = message
        return result


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _postprocess_sent_message(self, success_pids, success_emails, failure_reason=False,
                                  failure_type=None):
        left = bool(success_pids or success_emails) and not failure_type
        messages = self.mail_message_id if left else self.env["mail.message"]
        moves = self.env["account.move"].sudo()
        if messages:
            moves = moves.search([("quittance_mail_message_id", "in", messages.ids)])
        result = super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
        )
        moves._quittance_record_sent(_("mail"))
        return result
