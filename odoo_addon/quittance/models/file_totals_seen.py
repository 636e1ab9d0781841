"""Totals rows that are not the sum of their lines: nothing is held back for them, and a person looks."""

from odoo import _, api, fields, models

from .amounts import differs


class QuittanceFile(models.Model):
    _inherit = "quittance.file"

    later_ids = fields.One2many(
        "quittance.file", "replaces_id", string="Its corrections", readonly=True)
    totals_differ = fields.Boolean(compute="_compute_totals_differ", store=True)
    totals_seen_by = fields.Many2one("res.users", string="Totals looked at by", readonly=True)

    @api.depends("controls")
    def _compute_totals_differ(self):
        for file in self:
            file.totals_differ = any(differs(one) for one in file.controls or [])

    def action_totals_seen(self):
        """*I have looked at it*: the totals that differ wait no more."""
        self._check_may()
        for file in self.filtered(lambda file: file.totals_differ and not file.totals_seen_by):
            file.sudo().totals_seen_by = self.env.user
            file._log(_("Looked at the totals that differ."))
