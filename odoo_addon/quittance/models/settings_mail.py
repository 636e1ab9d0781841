"""What a company says about its mail server, for the files that suppliers send by e-mail."""

from odoo import api, fields, models


class QuittanceSettings(models.Model):
    _inherit = "quittance.settings"

    mail_server_names = fields.Char(
        string="Mail server's name in its results",
        help="The first word of the header Authentication-Results that your own mail server writes, "
             "several separated by commas. Results of others are never believed. Empty: the header "
             "is not looked at.",
    )
    mail_proof_needed = fields.Boolean(
        string="Only senders that the mail server has proven",
        help="A supplier's message without a passed check (DMARC or DKIM) is kept aside.",
    )

    def _mail_servers(self):
        self.ensure_one()
        return {name.strip().lower() for name in (self.mail_server_names or "").split(",")
                if name.strip()}

    @api.model
    def _limit_names(self):
        return [*super()._limit_names(), "mail_server_names", "mail_proof_needed"]
