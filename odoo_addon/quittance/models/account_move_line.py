"""An invoice line that bills a service, and what a person did with it."""

from odoo import _, fields, models

# What a change by a person is told by. Compared with what Quittance wrote last.
WATCHED = {"name", "quantity", "price_unit", "discount", "product_id", "account_id", "tax_ids"}


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    quittance_line_id = fields.Many2one(
        "quittance.line", string="Service", readonly=True, copy=False, ondelete="restrict",
        index="btree_not_null",
    )
    quittance_reverses = fields.Boolean(string="Takes the service back", readonly=True, copy=False)

    # A service is billed by one invoice line, and taken back by one.
    _quittance_once = models.UniqueIndex(
        "(quittance_line_id, (COALESCE(quittance_reverses, false)))"
        " WHERE quittance_line_id IS NOT NULL",
        "This service is on an invoice already.",
    )

    def write(self, vals):
        result = super().write(vals)
        if WATCHED & set(vals) and not self.env.context.get("quittance_drafting"):
            linked = self.filtered("quittance_line_id")
            if linked:
                linked.sudo().quittance_line_id._refresh_edited(by=self.env.user)
        return result

    def unlink(self):
        if not self.env.context.get("quittance_drafting"):
            self.filtered("quittance_line_id").sudo()._quittance_removed()
        return super().unlink()

    def _quittance_removed(self):
        """A person took the line off the invoice: that is kept, whatever the supplier sends."""
        for invoice_line in self:
            service = invoice_line.quittance_line_id
            if service.reversal_line_id == invoice_line:
                service.write({"state": "billed", "keep_billed": True, "reversal_line_id": False})
                service.message_post(body=_("The reversing line was taken off by %s.",
                                            self.env.user.name))
            elif service.invoice_line_id == invoice_line and service.state == "billed":
                if service.withdraw:
                    service._set_taken_back({"invoice_line_id": False})
                else:
                    service.write({"state": "removed", "invoice_line_id": False})
                service.message_post(body=_("Taken off the invoice by %s.", self.env.user.name))

    def _quittance_release(self):
        """The line bills the service no more (its invoice stays cancelled)."""
        self.write({"quittance_line_id": False})

    def action_quittance_service(self):
        """From an invoice line to the row of the supplier's file."""
        self.ensure_one()
        self.move_id._quittance_check_may()
        self.check_access("read")
        return self.env["quittance.line"]._open_record(self.quittance_line_id)
