"""Which stored method of a client is charged."""

from odoo import api, fields, models

DEBITS = {"sepa_direct_debit", "bacs_direct_debit", "ach_direct_debit", "becs_direct_debit"}


class ResPartner(models.Model):
    _inherit = "res.partner"

    quittance_token_id = fields.Many2one(
        "payment.token", string="Method to collect on", company_dependent=True,
        groups="quittance.group_accountant",
        domain="[('id', 'in', quittance_token_choice_ids)]",
        help="None: the client's only usable method. With several, one must be chosen.")
    quittance_token_choice_ids = fields.Many2many(
        "payment.token", compute="_compute_quittance_token_choice_ids", compute_sudo=True,
        groups="quittance.group_accountant")

    @api.depends("commercial_partner_id")
    @api.depends_context("company")
    def _compute_quittance_token_choice_ids(self):
        tokens = self.env["payment.token"]
        for partner in self:
            partner.quittance_token_choice_ids = tokens._quittance_of_client(
                partner.commercial_partner_id, self.env.company)

    def write(self, vals):
        if "quittance_token_id" in vals:
            # The choice is the client's: kept on the commercial entity, whoever's form it was.
            self = self | self.commercial_partner_id  # noqa: PLW0642
        result = super().write(vals)
        if "quittance_token_id" in vals:
            for client in self.commercial_partner_id:
                self.env["quittance.retry"]._replan_client(client, self.env.company)
        return result
