"""What Odoo need not do once per line, or twice, while Quittance writes drafts of many lines."""

from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def write(self, vals):
        """After each create, Odoo notes that no person touched the invoice: no line depends on it,
        and every line would be looked at once more for tax and payment lines."""
        if set(vals) == {"is_manually_modified"} and self.env.context.get("quittance_drafting"):
            self = self.with_context(skip_invoice_sync=True)  # noqa: PLW0642 - as Odoo does
        return super().write(vals)


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _check_company(self, fnames=None):
        """Lines with the same account, taxes and service are of the same company: one is checked."""
        lines = self
        if self.env.context.get("quittance_drafting"):
            checked = [name for name, field in self._fields.items()
                       if field.relational and field.check_company]
            alike = {(line.company_id, *(line[name] for name in checked)): line for line in self}
            lines = self.browse().concat(*alike.values())
        return super(AccountMoveLine, lines)._check_company(fnames)
