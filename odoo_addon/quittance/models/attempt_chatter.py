"""What an invoice's chatter says when it was collected: one short note, for a whole batch at once.

Odoo writes its own message of the changed payment state, and looks for whom to send it to, one
invoice after the other. That is left to it where somebody follows that an invoice is paid.
"""

from odoo import _, models


class QuittanceAttempt(models.Model):
    _inherit = "quittance.attempt"

    def _mute_invoices(self):
        """The invoices of these for which the note takes the place of Odoo's message; none where
        the company's audit trail is enforced."""
        moves = self.row_ids.move_id
        if not self._quiet_context():
            return moves.browse()
        followers = self.env["mail.followers"].sudo().search_fetch(
            [("res_model", "=", "account.move"), ("res_id", "in", moves.ids),
             ("subtype_ids", "in", self.env.ref("account.mt_invoice_paid").ids)], ["res_id"])
        muted = moves - moves.browse(followers.mapped("res_id"))
        muted._track_discard()
        return muted

    def _note_on_invoices(self, muted):
        """Which payments these invoices got from these attempts."""
        names = {}
        for attempt in self:
            for move in attempt.row_ids.move_id & muted:
                names.setdefault(move.id, []).append(attempt.payment_id.name or attempt.key)
        if names:
            muted._message_log_batch(
                {move: _("Collected: %s", ", ".join(some)) for move, some in names.items()})
