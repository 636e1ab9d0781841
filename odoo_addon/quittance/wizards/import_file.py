"""*Import a service file*: the accountant hands a file to the connector, which reads it."""

import base64
import hashlib

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError

from ..models.amounts import period_of
from ..models.file_limits import LARGEST


class QuittanceImportFile(models.TransientModel):
    _name = "quittance.import.file"
    _description = "Import a service file"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    content = fields.Binary(string="File", required=True, attachment=False)
    name = fields.Char(string="File name")
    supplier_id = fields.Many2one(
        "res.partner", string="Supplier", required=True,
        domain="[('quittance_is_supplier', '=', True),"
               " ('company_id', 'in', (False, company_id))]",
    )
    profile_id = fields.Many2one(
        "quittance.profile", string="Profile",
        domain="[('supplier_id', '=', supplier_id), ('company_id', '=', company_id)]",
        help="Empty: the supplier's default.",
    )
    period = fields.Char(
        string="Month", help="As 2026-10. Empty: the profile's rule decides."
    )
    replaces_id = fields.Many2one(
        "quittance.file", string="Corrects the file",
        domain="[('supplier_id', '=', supplier_id), ('company_id', '=', company_id),"
               " ('state', '=', 'closed')]",
    )

    @api.onchange("company_id", "supplier_id")
    def _onchange_whose(self):
        """What is another's reads and corrects nothing of this one."""
        for name in ("profile_id", "replaces_id"):
            if not self._is_own(self[name]):
                self[name] = False

    def _is_own(self, record):
        """Is the profile or file of the supplier and company that are chosen? Also when there is none."""
        return not record or (record.supplier_id, record.company_id) == (
            self.supplier_id, self.company_id)

    def action_import(self):
        """Keep the file; the connector takes it within seconds. Sent before: shows that one."""
        self.ensure_one()
        if not self.env.user.has_group("quittance.group_accountant"):
            raise AccessError(_("This is for Quittance's accountants. Ask one of them."))
        vals = self._prepare_file()
        files = self.env["quittance.file"].sudo()
        known = [*files._same_for_month(vals),
                 ("state", "!=", "withdrawn"), ("read_anew", "=", False)]
        file = files.search(known, limit=1)
        if not file and self.replaces_id:
            self.replaces_id.sudo()._make_way(vals["name"])
        file = (file or files._insert({**vals, **files._question_of(vals)})
                or files.search(known, limit=1))
        return {
            "type": "ir.actions.act_window",
            "res_model": "quittance.file",
            "res_id": file.id,
            "view_mode": "form",
        }

    def _prepare_file(self):
        content = base64.b64decode(self.content)
        if not content or len(content) > LARGEST:
            raise UserError(_("The file is empty, or larger than 64 MB."))
        if not self.supplier_id.quittance_supplier_code:
            raise UserError(_("Enter the supplier's code on its contact first."))
        for chosen in (self.profile_id, self.replaces_id):
            if not self._is_own(chosen):
                raise UserError(_("%s is another supplier's or company's: choose again.",
                                  chosen.display_name))
        profiles = self.env["quittance.profile"].sudo()
        profile = self.profile_id or profiles._for_supplier(self.company_id, self.supplier_id, "")
        if not profile:
            raise UserError(_("This supplier has no profile yet: say first how to read its files."))
        return {
            "company_id": self.company_id.id,
            "supplier_id": self.supplier_id.id,
            "profile_id": profile.id,
            "name": self.name or _("file"),
            "period": period_of(self.env, (self.period or "").strip(), empty=True),
            "sha256": hashlib.sha256(content).hexdigest(),
            "size": len(content),
            "channel": "odoo",
            "sender": self.env.user.name,
            "content": self.content.decode() if isinstance(self.content, bytes) else self.content,
            "replaces_id": self.replaces_id.id or None,
            "state": "waiting",
        }
