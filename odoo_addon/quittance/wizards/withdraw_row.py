"""One row of the dialog *Withdraw*: a fate, how many services it is of, and their sum."""

from odoo import fields, models

from ..models.file_withdraw import FATES


class QuittanceWithdrawRow(models.TransientModel):
    _name = "quittance.withdraw.row"
    _description = "What happens to some services of a withdrawn file"

    wizard_id = fields.Many2one("quittance.withdraw", required=True, ondelete="cascade")
    fate = fields.Selection(FATES, string="What happens", readonly=True)
    lines = fields.Integer(readonly=True)
    amount = fields.Float(string="Sum in the file", digits=(20, 2), readonly=True)
