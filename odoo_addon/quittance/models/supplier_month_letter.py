"""A letter to a supplier from its month: about the files that have problems, or the one that is missing.

It is the accountant's own, looked at before it goes. What it says of a file is what the letter from that
file says.
"""

from markupsafe import Markup

from odoo import _, fields, models
from odoo.exceptions import UserError


class QuittanceSupplierMonth(models.Model):
    _inherit = "quittance.supplier.month"

    may_write = fields.Boolean(compute="_compute_may_write")

    def _compute_may_write(self):
        for month in self:
            month.may_write = bool(
                month.waiting or month.unread_count or month.state == "late")

    def action_write_to_supplier(self):
        """*Write to the supplier*: about the one file by that file's own letter, which stands in its
        history then; about several, or one that has not come, by one in the supplier's."""
        self.ensure_one()
        files = self._files_to_write_about()
        if len(files) == 1:
            return files.action_write_to_supplier()
        if not files and self.state != "late":
            raise UserError(_("There is nothing in this month that the supplier could put right."))
        files._check_may()
        supplier = self.supplier_id.sudo()
        month = self.sudo().with_context(lang=supplier.lang or self.company_id.partner_id.lang)
        return files._letter_window(
            supplier, files.sudo()._letter_contact(supplier), month._letter_subject(),
            month._letter_body(files.sudo()))

    def _files_to_write_about(self):
        """Those of its files that their supplier can do something about; a corrected one is over.
        Where the month's own file is missing, that comes first."""
        if self.state == "late":
            return self.env["quittance.file"]
        files = self.env["quittance.file"].search(self.action_files()["domain"], order="id")
        standing = files.filtered(lambda file: file.state in ("closed", "refused")
                                  and not file.sudo()._supplier_later())
        return standing.filtered(lambda file: file.sudo()._supplier_can_act())

    # ------------------------------------------------------------------ what it says

    def _month_name(self):
        return self.env["quittance.file"]._portal_month_name(self.period)

    def _letter_subject(self):
        return self.env._("Your service files of %s", self._month_name())

    def _letter_body(self, files):
        """Markup in the supplier's language."""
        _ = self.env._
        parts = [Markup("<p>{}</p>").format(_("Hello,"))]
        if files:
            parts += [file._letter_about() for file in files.with_context(lang=self.env.lang)]
            parts.append(Markup("<p>{}</p>").format(_(
                "A corrected file is the whole list, put right, and not the corrections alone.")))
        else:
            parts.append(Markup("<p>{}<br/>{}</p>").format(
                _("We expected your service file of %(month)s by %(day)s. It has not come yet.",
                  month=self._month_name(), day=self._letter_day(self.expected_on)),
                _("Please send it as you always do. If there was nothing to bill in that month, "
                  "please tell us.")))
        return Markup("").join(parts)

    def _letter_day(self, day):
        return self.env["ir.qweb.field.date"].value_to_html(day, {})
