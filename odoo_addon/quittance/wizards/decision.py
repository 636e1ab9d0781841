"""Asks a person for the reason of a billing decision, and carries it out."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError


class QuittanceDecision(models.TransientModel):
    _name = "quittance.decision"
    _description = "A billing decision and its reason"

    mode = fields.Selection(
        [
            ("reject", "Reject"),
            ("file_no", "Do not bill this file"),
            ("correction_no", "Do not apply this correction"),
            ("draft_again", "Draft again"),
            ("do_not_bill", "Do not bill"),
            ("sent", "Mark as sent"),
            ("mail_no", "Reject this message"),
        ],
        required=True, readonly=True,
    )
    line_ids = fields.Many2many("quittance.line", readonly=True)
    file_id = fields.Many2one("quittance.file", readonly=True)
    month_ids = fields.Many2many("quittance.month", readonly=True)
    move_ids = fields.Many2many("account.move", readonly=True)
    mail_ids = fields.Many2many("quittance.mail", readonly=True)
    channel = fields.Selection(
        [("post", "Post"), ("hand", "By hand"), ("other", "Another way")], default="post"
    )
    reason = fields.Char()

    @api.model
    def _open(self, mode, lines=None, file=None, months=None, moves=None, mails=None):
        wizard = self.create(
            {
                "mode": mode,
                "line_ids": [fields.Command.set(lines.ids)] if lines else [],
                "file_id": file.id if file else False,
                "month_ids": [fields.Command.set(months.ids)] if months else [],
                "move_ids": [fields.Command.set(moves.ids)] if moves else [],
                "mail_ids": [fields.Command.set(mails.ids)] if mails else [],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": dict(self._fields["mode"]._description_selection(self.env))[mode],
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_confirm(self):
        self.ensure_one()
        reason = (self.reason or "").strip()
        if not reason and self.mode != "sent":
            raise UserError(_("Say why: the reason is kept."))
        if self.mode == "reject":
            self.line_ids._check_may()
            self.line_ids._reject(reason)
        elif self.mode in ("file_no", "correction_no"):
            self.file_id._check_may()
            self.file_id._decide_not(reason)
        elif self.mode == "mail_no":
            self.mail_ids._reject(reason)
        elif self.mode == "sent":
            self.move_ids._quittance_check_may()
            label = dict(self._fields["channel"]._description_selection(self.env))
            self.move_ids._quittance_record_sent(
                f"{label[self.channel]} ({reason})" if reason else label[self.channel]
            )
        else:
            self.month_ids._check_may()
            self.month_ids._decide(self.mode, reason)
        return {"type": "ir.actions.act_window_close"}
