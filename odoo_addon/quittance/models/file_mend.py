"""From a file to the screen where its profile is put right."""

from odoo import _, models
from odoo.exceptions import UserError


class QuittanceFile(models.Model):
    _inherit = "quittance.file"

    def action_mend_profile(self):
        """Read this file by its profile, where the profile can be put right."""
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
        preview.action_read()
        return preview._open()
