"""Until when a stored card is good, where its provider tells: asked by day, never at night."""

from datetime import timedelta

from odoo import api, fields, models

ASK_AGAIN_DAYS = 30
ASK_DAILY_BEFORE_DAYS = 31  # issuers send new dates of renewed cards to the provider
AT_ONCE = 200


class PaymentToken(models.Model):
    _inherit = "payment.token"

    quittance_expires_on = fields.Date(string="Card valid until", readonly=True, copy=False)
    quittance_expiry_asked = fields.Datetime(string="Asked about on", readonly=True, copy=False)

    def _quittance_is_expired(self, company):
        """Whether the card's last day is over where the company is."""
        last = self.sudo().quittance_expires_on
        return bool(last) and last < company._quittance_today()

    @api.model
    def _cron_quittance_expiry(self):
        """Ask about those not known yet, those asked long ago, and daily those that run out."""
        tokens = self.sudo().search(self._quittance_expiry_to_ask(), limit=AT_ONCE)
        for token in tokens:
            token._quittance_ask_expiry()
            self.env["ir.cron"]._commit_progress(1)

    @api.model
    def _quittance_expiry_to_ask(self):
        now, today = fields.Datetime.now(), fields.Date.today()
        codes = [code for code, _label in self.env["payment.provider"]._fields[
            "code"]._description_selection(self.env) if self._quittance_tells_expiry(code)]
        return [
            ("provider_id.code", "in", codes), ("provider_id.state", "!=", "disabled"),
            "|", "|", ("quittance_expiry_asked", "=", False),
            ("quittance_expiry_asked", "<", now - timedelta(days=ASK_AGAIN_DAYS)),
            "&", ("quittance_expiry_asked", "<", now - timedelta(days=1)),
            ("quittance_expires_on", "<", today + timedelta(days=ASK_DAILY_BEFORE_DAYS))]

    @api.model
    def _quittance_tells_expiry(self, code):
        name = f"quittance.provider.{code}"
        return name in self.env and self.env[name]._tells_expiry

    def _quittance_ask_expiry(self):
        """Keep what the provider says; when it says nothing, what was known stays."""
        self.ensure_one()
        last = self.env["quittance.provider"]._for(self.provider_id)._expiry(self)
        values = {"quittance_expiry_asked": fields.Datetime.now()}
        self.write({**values, "quittance_expires_on": last} if last else values)
