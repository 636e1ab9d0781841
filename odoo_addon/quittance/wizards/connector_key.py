"""The connector's user and its key: made, shown once, renewed, taken away."""

from datetime import timedelta

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.base.models.res_users import check_identity

LOGIN = "quittance-connector"
DAYS = [("30", "30 days"), ("90", "90 days"), ("180", "180 days"), ("365", "A year")]


class QuittanceConnectorKey(models.TransientModel):
    _name = "quittance.connector.key"
    _description = "The connector's key"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    user_id = fields.Many2one("res.users", string="Connector's user", readonly=True)
    present = fields.Text(string="Present key", readonly=True)
    days = fields.Selection(DAYS, string="The new key lives", default="365", required=True)
    reason = fields.Char(string="Why")

    @api.model
    def _open(self, company):
        """The dialog, with what is known of the present key."""
        user = self._connector_user()
        wizard = self.create(
            {"company_id": company.id, "user_id": user.id, "present": self._describe(user)}
        )
        return {
            "type": "ir.actions.act_window",
            "name": _("The connector's key"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    @api.model
    def _describe(self, user):
        expiry = self._expiry(user)
        if not expiry:
            return _("The connector has no key yet.")
        return _(
            "The present key ends on %s. A new one revokes it at once: have the connector's "
            "machine at hand.",
            fields.Date.to_string(expiry.date()),
        )

    @api.model
    def _expiry(self, user):
        """When the user's key ends, False when it has none."""
        keys = self._keys(user)
        return max((key.expiration_date for key in keys if key.expiration_date), default=False)

    @api.model
    def _keys(self, user):
        return self.env["res.users.apikeys"].sudo().search([("user_id", "in", user.ids)])

    @api.model
    def _connector_user(self):
        """The user whose only group is the connector's, or none yet."""
        group = self.env.ref("quittance.group_connector")
        users = self.env["res.users"].sudo().search([("group_ids", "in", group.ids)], order="id")
        return users.filtered(lambda user: user.group_ids == group)[:1]

    def _make_user(self):
        """A user in the connector's group alone: no password, only the key."""
        group = self.env.ref("quittance.group_connector")
        return self.env["res.users"].sudo().with_context(no_reset_password=True).create(
            {
                "name": _("Quittance's connector"),
                "login": LOGIN,
                "group_ids": [fields.Command.set(group.ids)],
                "company_id": self.company_id.id,
                "company_ids": [fields.Command.set(self.company_id.ids)],
                "tz": "UTC",
            }
        )

    @check_identity
    def action_issue(self):
        """The button: a new key, shown once; the old one is revoked."""
        self.ensure_one()
        key = self._issue((self.reason or "").strip())
        return {
            "type": "ir.actions.act_window",
            "name": _("The connector's new key"),
            "res_model": "quittance.connector.key.show",
            "view_mode": "form",
            "target": "new",
            "context": {"default_key": key, "default_hint": self._hint()},
        }

    def _issue(self, reason):
        """Answer the new key's text, which is kept nowhere in clear."""
        if not self.env.user.has_group("quittance.group_supervisor"):
            raise AccessError(_("The connector's key is for Quittance's supervisors to issue."))
        if not reason:
            raise UserError(_("Say why: the reason is kept."))
        if self.company_id not in self.env.user.company_ids:
            raise AccessError(_("Company %s is not one of yours.", self.company_id.id))
        user = self._connector_user() or self._make_user()
        user.company_ids |= self.company_id
        self.sudo().user_id = user
        self._revoke(user, reason)
        ends = fields.Datetime.now() + timedelta(days=int(self.days))
        keys = self.env["res.users.apikeys"].with_user(user).sudo()
        key = keys._generate("rpc", "quittance", ends)
        self._log("key_issued", _("%(login)s, until %(ends)s", login=user.login, ends=ends), reason)
        return key

    def _revoke(self, user, reason):
        keys = self._keys(user)
        if keys:
            keys.unlink()
            self.env.registry.clear_cache()
            self._log("key_revoked", user.login, reason)

    def _hint(self):
        user = self._connector_user()
        return _(
            "Login: %(login)s. It ends on %(ends)s. Put the key into the file that "
            "`api_key_file` names in the connector's configuration. It is not shown again.",
            login=user.login,
            ends=fields.Date.to_string(self._expiry(user).date()),
        )

    def _log(self, what, detail, reason):
        self.env["quittance.control.log"]._add(what, detail, reason, company=self.company_id)
