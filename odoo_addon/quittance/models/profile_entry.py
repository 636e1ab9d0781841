"""From a profile, a refused file or a supplier to the screen that reads a sample."""

from odoo import _, models
from odoo.exceptions import UserError


class QuittanceProfile(models.Model):
    _inherit = "quittance.profile"

    def action_try(self):
        """Read a sample by this profile."""
        self.ensure_one()
        return self.env["quittance.profile.preview"]._open_new(
            self.supplier_id, profile=self, company=self.company_id)


class QuittanceFile(models.Model):
    _inherit = "quittance.file"

    def action_mend_profile(self):
        """Read this refused file by its profile, where the profile can be put right."""
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


class ResPartner(models.Model):
    _inherit = "res.partner"

    def action_quittance_sample(self):
        """A new profile of this supplier, from a sample."""
        self.ensure_one()
        return self.env["quittance.profile.preview"]._open_new(self)
