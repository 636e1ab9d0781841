"""Who of a supplier's people may send files in the portal: accountants invite and end it."""

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError

GROUP = "quittance.group_supplier_portal"


class ResPartner(models.Model):
    _inherit = "res.partner"

    quittance_of_supplier = fields.Boolean(
        related="commercial_partner_id.quittance_is_supplier", string="Of a supplier"
    )
    quittance_senders = fields.Char(
        string="May send files in the portal", compute="_compute_quittance_senders",
        groups="quittance.group_accountant",
    )
    quittance_may_send = fields.Boolean(
        string="May send files", compute="_compute_quittance_may_send",
        groups="quittance.group_accountant",
    )

    def _compute_quittance_senders(self):
        for partner in self:
            users = self.env["res.users"].sudo().search(
                [("partner_id", "child_of", partner.ids), ("all_group_ids", "in",
                  self.env.ref(GROUP).id)]) if partner.ids else self.env["res.users"]
            partner.quittance_senders = ", ".join(
                f"{user.name} <{user.email or user.login}>" for user in users)

    @api.depends_context("company")
    def _compute_quittance_may_send(self):
        for partner in self:
            company = partner._quittance_company()
            partner.quittance_may_send = any(
                user.has_group(GROUP) and company in user.company_ids
                for user in partner.sudo().user_ids)

    def _quittance_company(self):
        """The company that invites: the supplier's own, or the one that the accountant is in."""
        return self.sudo().commercial_partner_id.company_id or self.env.company

    def action_quittance_invite(self):
        """*Invite to the portal*: an account, an e-mail with the way in, and the right to send."""
        self._quittance_check_may_invite()
        partner = self.sudo()
        if not partner.email:
            raise UserError(_("Enter the e-mail address of %s first.", partner.name))
        user = partner.with_context(active_test=False).user_ids[:1]
        if user and user._is_internal():
            raise UserError(_("%s is one of your own people.", partner.name))
        entry = self.env["portal.wizard"].sudo().create(
            {"user_ids": [fields.Command.create(
                {"partner_id": partner.id, "email": partner.email})]}).user_ids
        if not entry.is_portal:
            entry.action_grant_access()
        elif not partner.quittance_may_send:
            entry.action_invite_again()
        users = partner.with_context(active_test=False).user_ids
        users.write({"group_ids": [fields.Command.link(self.env.ref(GROUP).id)],
                     "company_ids": [fields.Command.link(self._quittance_company().id)]})
        return True

    def action_quittance_end_invitation(self):
        """The person keeps the account, and sends and sees no service files any more: of this
        company, where another one has invited it as well."""
        self._quittance_check_may_invite()
        company = self._quittance_company()
        for user in self.sudo().with_context(active_test=False).user_ids:
            others = user.company_ids - company
            if not others:
                user.group_ids -= self.env.ref(GROUP)
                continue
            user.write({"company_id": (user.company_id & others or others[0]).id,
                        "company_ids": [fields.Command.set(others.ids)]})
        return True

    def _quittance_check_may_invite(self):
        self.ensure_one()
        if not self.env.user.has_group("quittance.group_accountant"):
            raise AccessError(_("This is for Quittance's accountants. Ask one of them."))
        self.check_access("write")
        if not self.sudo().commercial_partner_id.quittance_is_supplier:
            raise UserError(_("%s belongs to no supplier.", self.name))
