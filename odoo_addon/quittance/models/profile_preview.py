"""A sample of a supplier's file, as the connector would read it: how a profile is made."""

import base64
from datetime import timedelta

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError

from .file_limits import LARGEST

SILENT_SECONDS = 5
KEPT_DAYS = 1


class QuittanceProfilePreview(models.Model):
    _name = "quittance.profile.preview"
    _description = "Sample of a service file"
    _inherit = ["quittance.profile.mixin"]
    _order = "id desc"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    supplier_id = fields.Many2one(
        "res.partner", string="Supplier", required=True, index=True, ondelete="cascade",
        domain="[('quittance_is_supplier', '=', True),"
               " ('company_id', 'in', (False, company_id))]",
    )
    profile_id = fields.Many2one(
        "quittance.profile", string="Profile", ondelete="set null", index="btree_not_null",
        domain="[('supplier_id', '=', supplier_id), ('company_id', '=', company_id)]",
        help="Empty: one is proposed from the sample.",
    )
    profile_name = fields.Char(string="Name of the profile")
    file_id = fields.Many2one(
        "quittance.file", string="Service file", readonly=True, ondelete="set null",
        index="btree_not_null",
    )
    name = fields.Char(string="File name", required=True)
    period = fields.Char(string="Month", help="As 2026-10. Empty: the profile's rule decides.")
    content = fields.Binary(string="Sample", required=True, attachment=True)
    size = fields.Integer(string="Bytes", readonly=True)
    state = fields.Selection(
        [("new", "Sample"), ("waiting", "Being read"), ("answered", "Read")],
        required=True, readonly=True, default="new", index=True,
    )
    has_profile = fields.Boolean(
        readonly=True, help="It is read by the fields below; otherwise a profile is proposed."
    )
    answer = fields.Json(readonly=True)
    asked_at = fields.Datetime(readonly=True)
    worker = fields.Char(readonly=True)
    lease_until = fields.Datetime(readonly=True)
    silent = fields.Boolean(compute="_compute_silent")

    @api.depends("state", "asked_at", "lease_until")
    def _compute_silent(self):
        """Nobody has taken the sample for some seconds, or who took it is gone."""
        now = fields.Datetime.now()
        for preview in self:
            asked = preview.asked_at or now
            preview.silent = (
                preview.state == "waiting"
                and asked <= now - timedelta(seconds=SILENT_SECONDS)
                and (preview.lease_until or now) <= now
            )

    # ------------------------------------------------------------------ asking

    def _check_may(self):
        if not self.env.user.has_group("quittance.group_accountant"):
            raise AccessError(_("This is for Quittance's accountants. Ask one of them."))

    def action_read(self):
        """Ask the connector how it reads the sample, by the fields as they now stand."""
        self._check_may()
        for preview in self:
            preview._check_sample()
            if preview.profile_id and not preview.has_profile:
                preview._take_profile(preview.profile_id)
            preview.write({"state": "waiting", "asked_at": fields.Datetime.now(),
                           "lease_until": False, "worker": False})
        return True

    def action_propose(self):
        """Ask for a proposal that starts from the sample alone."""
        self._check_may()
        self.write({"has_profile": False, "profile_id": False})
        return self.action_read()

    def _check_sample(self):
        self.ensure_one()
        if not self.supplier_id.quittance_supplier_code:
            raise UserError(_("Enter the supplier's code on its contact first."))
        self.size = len(base64.b64decode(self.with_context(bin_size=False).content or b""))
        if not 0 < self.size <= LARGEST:
            raise UserError(_("The file is empty, or larger than 64 MB."))

    def _take_profile(self, profile):
        self.write({**profile._prepare_copy(), "profile_name": profile.name, "has_profile": True})

    # ------------------------------------------------------------------ keeping

    def action_save_profile(self):
        """The fields become the supplier's profile, its default when it had none."""
        self._check_may()
        self._save_profile()
        return {
            "type": "ir.actions.act_window",
            "res_model": "quittance.profile",
            "res_id": self.profile_id.id,
            "view_mode": "form",
        }

    def action_save_and_read(self):
        """Save it, and send the file that it was mended for to the connector again."""
        self._check_may()
        self._save_profile()
        return self.file_id._read_by(self.profile_id)._open_self()

    def _save_profile(self):
        self.ensure_one()
        name = (self.profile_name or "").strip()
        if not name:
            raise UserError(_("Give the profile a name."))
        profiles = self.env["quittance.profile"]
        other = profiles.search(
            [("company_id", "=", self.company_id.id), ("supplier_id", "=", self.supplier_id.id),
             ("name", "=", name), ("id", "!=", self.profile_id.id)], limit=1)
        if other:
            raise UserError(_("This supplier has a profile of that name already."))
        values = {**self._prepare_copy(), "name": name}
        if self.profile_id:
            self.profile_id.write(values)
        else:
            self.profile_id = profiles.create(
                {**values, "company_id": self.company_id.id, "supplier_id": self.supplier_id.id})
        self.profile_id.message_post(body=_("Saved from the sample %s.", self.name))
        if not self.supplier_id.quittance_profile_id:
            self.supplier_id.quittance_profile_id = self.profile_id

    # ------------------------------------------------------------------ opening

    @api.model
    def _open_new(self, supplier, profile=None, company=None):
        """The empty screen, for a supplier and maybe one of its profiles."""
        self._check_may()
        return {
            **self._open(),
            "context": {
                "default_supplier_id": supplier.id,
                "default_profile_id": profile.id if profile else False,
                "default_company_id": (company or self.env.company).id,
            },
        }

    def _open(self):
        return {
            "type": "ir.actions.act_window",
            "name": _("Read a sample"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }

    # ------------------------------------------------------------------ forgetting

    @api.autovacuum
    def _gc_previews(self):
        """A sample serves its profile and no longer."""
        past = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        self.search([("write_date", "<", past)]).unlink()
