"""From a file to the screen where its profile is put right."""

from odoo import _, models
from odoo.exceptions import UserError

from .profile_wire import MARKS


class QuittanceFile(models.Model):
    _inherit = "quittance.file"

    def action_mend_profile(self, marks=None):
        """Read this file by its profile, where the profile can be put right. marks: the
        decimal and the thousands mark to try it with."""
        self.ensure_one()
        self._check_may()
        content = self.sudo().with_context(bin_size=False).content
        if not content:
            raise UserError(_("Its bytes are not kept here: import the file again."))
        preview = self.env["quittance.profile.preview"].create({
            "company_id": self.company_id.id, "supplier_id": self.supplier_id.id,
            "profile_id": self.profile_id.id, "file_id": self.id, "name": self.name,
            "period": self.period, "content": content,
        })
        if marks and self.profile_id:
            decimal_mark, thousands_mark = marks
            names = {mark: name for name, mark in MARKS["thousands_mark"].items()}
            preview._take_profile(self.profile_id)
            preview.write({"decimal_mark": decimal_mark, "thousands_mark": names[thousands_mark]})
        preview.action_read()
        return preview._open()
