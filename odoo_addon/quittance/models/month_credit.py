"""A month whose invoice a person credited in full.

Its services stay billed, by the invoice, and keep their keys: nothing bills them again. What the
supplier corrects afterwards is for a person to decide, or the client would be credited twice.
"""

from odoo import _, fields, models


class QuittanceMonth(models.Model):
    _inherit = "quittance.month"

    credit_note_id = fields.Many2one(
        "account.move", string="Credited in full by", readonly=True, ondelete="set null",
        index="btree_not_null",
    )

    def _sync_credited(self):
        """Look at the posted credit notes of the month's invoice."""
        for month in self.filtered("move_id"):
            move = month.move_id
            notes = move.reversal_move_ids.filtered(lambda note: note.state == "posted")
            whole = bool(notes) and move.currency_id.compare_amounts(
                sum(notes.mapped("amount_total")), move.amount_total
            ) >= 0
            if whole and not month.credit_note_id:
                month.credit_note_id = notes[0]
                month.message_post(body=_("Credited in full by %s.", notes[0].display_name))
            elif not whole and month.credit_note_id:
                month.credit_note_id = False
                month.message_post(body=_("No longer credited in full."))
