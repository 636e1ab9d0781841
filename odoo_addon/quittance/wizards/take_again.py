"""*Take again*: a withdrawn file's own bytes, for the right supplier and month."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError


class QuittanceImportFile(models.TransientModel):
    _inherit = "quittance.import.file"

    again_id = fields.Many2one("quittance.file", string="Withdrawn file", readonly=True)
    content = fields.Binary(required=False)

    @api.model
    def _open_again(self, file):
        """The dialog with what is known already. Errors: a file that was not withdrawn."""
        if file.state != "withdrawn":
            raise UserError(_("%s was not withdrawn.", file.display_name))
        corrected = file.replaces_id if file.replaces_id.state == "closed" else file.browse()
        wizard = self.create({
            "company_id": file.company_id.id, "again_id": file.id, "name": file.name,
            "supplier_id": file.supplier_id.id, "profile_id": file.profile_id.id,
            "period": file.period, "replaces_id": corrected.id,
        })
        return {
            "type": "ir.actions.act_window",
            "name": _("Take %s again", file.name),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def _prepare_file(self):
        """The bytes and their sha256 are the withdrawn file's."""
        if not self.again_id:
            if not self.content:
                raise UserError(_("Choose the file first."))
            return super()._prepare_file()
        again = self.again_id.sudo().with_context(bin_size=False)
        if not again.content:
            raise UserError(_("Its bytes are not kept here: import the file again."))
        self.content = again.content
        return {**super()._prepare_file(), "sha256": again.sha256, "size": again.size,
                "stored_sha256": again.stored_sha256 or None, "masked": again.masked}
