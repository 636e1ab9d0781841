"""What a copy of the database leaves alone, and what clients are not told after a restore."""

from odoo import _, api, fields, models


class QuittanceLedger(models.Model):
    _inherit = "quittance.ledger"

    restored_at = fields.Datetime(string="Last restored on", readonly=True, copy=False)

    @api.model
    def _acts_at(self, provider):
        """Whether this database follows up what is open at a provider.

        A copy asks, hears and cancels nothing: the clients are another database's. A provider in
        test mode has none.
        """
        return provider.sudo().state == "test" or self._get()._is_bound()

    @api.model
    def _tells_client(self, record, label, day):
        """Whether a client is told of what went back on `day` by an attempt or a refund.

        Whom a database had told before it was restored is lost. He is not told again: supervisors
        are told that he was not.
        """
        why = self._kept_from_client(record, day)
        if why:
            record._tell_supervisors(_("The client was not told"), _(
                "%(label)s, on %(day)s: %(why)s, so the client may have been told before. If he "
                "was not, tell him.", label=label, day=fields.Date.to_string(day), why=why))
        return not why

    @api.model
    def _kept_from_client(self, record, day):
        """Why the client is not told, '' when he is."""
        ledger = self._get()
        if ledger.restore_open:
            return _("a restore was noticed and is not accepted yet")
        if not self._acts_at(record.provider_id):
            return _("this database is a copy")
        settings = self.env["quittance.settings"]._for_company(record.company_id)
        if ledger.restored_at and day <= settings._local(ledger.restored_at).date():
            return _("the database was restored since")
        return ""
