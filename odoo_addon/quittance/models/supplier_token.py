"""Tokens with which a supplier's programs send files to the connector."""

import hashlib
import secrets

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError

MARK = "qst_"  # by which a token that leaked is found, and known for what it is


class QuittanceSupplierToken(models.Model):
    _name = "quittance.supplier.token"
    _description = "A supplier's token"
    _order = "revoked_at desc, id desc"

    supplier_id = fields.Many2one(
        "res.partner", string="Supplier", required=True, readonly=True, index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    name = fields.Char(string="For", required=True, readonly=True)
    digest = fields.Char(
        string="SHA-256", required=True, readonly=True, copy=False, groups=fields.NO_ACCESS,
    )
    issued_by = fields.Many2one("res.users", required=True, readonly=True)
    issued_at = fields.Datetime(required=True, readonly=True)
    revoked_by = fields.Many2one("res.users", readonly=True)
    revoked_at = fields.Datetime(readonly=True, index=True)
    revoke_reason = fields.Char(string="Why revoked", readonly=True)

    _digest_once = models.UniqueIndex("(digest)", "This token exists already.")

    @api.model
    def _issue(self, supplier, company, name):
        """Answer the new token's text, of which only the SHA-256 is kept."""
        self._check_may(company)
        name = (name or "").strip()
        if not name:
            raise UserError(_("Say what the token is for: the name of a program or a machine."))
        if not supplier.quittance_is_supplier or not supplier.quittance_supplier_code:
            raise UserError(_("%s is no supplier with a code.", supplier.name))
        if supplier.company_id not in (company, self.env["res.company"]):
            raise UserError(_("%s is another company's supplier.", supplier.name))
        token = MARK + secrets.token_urlsafe(32)
        self.sudo().create(self._prepare_token(supplier, company, name, token))
        supplier.sudo().message_post(
            body=_("%(user)s issued the token “%(name)s” (%(company)s).",
                   user=self.env.user.name, name=name, company=company.name))
        return token

    def _prepare_token(self, supplier, company, name, token):
        return {
            "supplier_id": supplier.id,
            "company_id": company.id,
            "name": name,
            "digest": hashlib.sha256(token.encode()).hexdigest(),
            "issued_by": self.env.uid,
            "issued_at": fields.Datetime.now(),
        }

    def action_revoke(self):
        """The button: asks for the reason."""
        self.ensure_one()
        self._check_may(self.company_id)
        return self.env["quittance.supplier.token.revoke"]._open(self)

    def _revoke(self, reason):
        """The token opens nothing any more, for good. Again: nothing."""
        reason = (reason or "").strip()
        if not reason:
            raise UserError(_("Say why: the reason is kept."))
        for token in self:
            token._check_may(token.company_id)
            token.lock_for_update()
            if token.revoked_at:
                continue
            token.sudo().write({"revoked_by": self.env.uid, "revoke_reason": reason,
                                "revoked_at": fields.Datetime.now()})
            token.supplier_id.sudo().message_post(
                body=_("%(user)s revoked the token “%(name)s”: %(reason)s",
                       user=self.env.user.name, name=token.name, reason=reason))

    @api.model
    def _check_may(self, company):
        if not self.env.user.has_group("quittance.group_supervisor"):
            raise AccessError(_("A supplier's tokens are for Quittance's supervisors."))
        if company not in self.env.user.company_ids:
            raise AccessError(_("Company %s is not one of yours.", company.id))

    @api.model
    def _live(self, company):
        """[(supplier's code, SHA-256, name)] of what opens the connector's door in this company."""
        tokens = self.sudo().search(
            [("company_id", "=", company.id), ("revoked_at", "=", False),
             ("supplier_id.active", "=", True), ("supplier_id.quittance_is_supplier", "=", True),
             ("supplier_id.company_id", "in", (False, company.id)),
             ("supplier_id.quittance_supplier_code", "!=", False)], order="id")
        return [(token.supplier_id.quittance_supplier_code, token.digest, token.name)
                for token in tokens]
