"""The append-only history of the attempts: when, by whom, why (I4)."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError


class QuittanceAttemptEvent(models.Model):
    _name = "quittance.attempt.event"
    _description = "History of an attempt"
    _order = "id"
    _rec_name = "why"

    attempt_id = fields.Many2one("quittance.attempt", required=True, readonly=True, index=True,
                                 ondelete="restrict")
    company_id = fields.Many2one(
        related="attempt_id.company_id", store=True, precompute=True, index=True)
    before = fields.Selection("_selection_state", string="From", readonly=True)
    after = fields.Selection("_selection_state", string="To", required=True, readonly=True)
    at = fields.Datetime(string="When", required=True, readonly=True, default=fields.Datetime.now)
    by = fields.Many2one("res.users", string="Who", required=True, readonly=True)
    why = fields.Char(required=True, readonly=True)

    @api.model
    def _selection_state(self):
        return self.env["quittance.attempt"]._fields["state"]._description_selection(self.env)

    @api.model
    def _add(self, attempt, before, after, why):
        return self._add_all([(attempt, before, after, why)])

    @api.model
    def _add_all(self, rows):
        """Several at once: [(attempt, before, after, why)]."""
        return self.sudo().create([
            {"attempt_id": attempt.id, "before": before or False, "after": after,
             "by": self.env.uid, "why": why or after}
            for attempt, before, after, why in rows])

    @api.model
    def _last_of(self, attempts):
        """{attempt's id: its last event's id}"""
        return {attempt.id: last for attempt, last in self.sudo()._read_group(
            [("attempt_id", "in", attempts.ids)], ["attempt_id"], ["id:max"])}

    def write(self, vals):
        raise UserError(_("The history of the attempts is never changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(_("The history of the attempts is never deleted from."))
