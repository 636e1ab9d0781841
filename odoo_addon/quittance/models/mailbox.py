"""The address to which a supplier mails its files, and who may: one for each company."""

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import email_normalize, email_normalize_all


class QuittanceMailbox(models.Model):
    _name = "quittance.mailbox"
    _description = "A supplier's e-mail address for files"
    _inherit = ["mail.alias.mixin.optional"]
    _rec_name = "alias_email"

    supplier_id = fields.Many2one(
        "res.partner", string="Supplier", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, ondelete="cascade",
        default=lambda self: self.env.company)
    sender_ids = fields.One2many("quittance.mail.sender", "mailbox_id", string="Other senders")
    known_senders = fields.Char(string="Known senders", compute="_compute_known_senders")
    missing = fields.Char(compute="_compute_missing")

    _once = models.UniqueIndex(
        "(company_id, supplier_id)", "This supplier has its address in this company already.")

    @api.depends("sender_ids.email", "supplier_id.child_ids.email", "supplier_id.email")
    def _compute_known_senders(self):
        for box in self:
            box.known_senders = ", ".join(sorted(box._known()))

    @api.depends("alias_email")
    def _compute_missing(self):
        for box in self:
            box.missing = box._unproven_said() if box.alias_email else _(
                "Enter a name, and an alias domain for the company in Odoo's general settings.")

    def _unproven_said(self):
        """That anybody could write a known sender's address, while no mail server proves it."""
        settings = self.env["quittance.settings"].sudo()._for_company(
            self.company_id or self.env.company)
        if settings.mail_server_names or settings.mail_proof_needed:
            return ""
        return _("The From address alone is believed, and anybody can write one: name the mail "
                 "server that proves it in Quittance's settings.")

    @api.constrains("supplier_id", "company_id")
    def _check_company(self):
        for box in self:
            if box.supplier_id.company_id not in (box.company_id, self.env["res.company"]):
                raise ValidationError(
                    _("%s is another company's supplier.", box.supplier_id.name))

    def _known(self):
        """The addresses of the supplier's contacts and of the list, as they are compared."""
        self.ensure_one()
        if not self.supplier_id.active or not self.supplier_id.quittance_is_supplier:
            return set()
        contacts = self.env["res.partner"].sudo().search(
            [("id", "child_of", self.supplier_id.ids), ("email", "!=", False)])
        return {address for contact in contacts for address in email_normalize_all(contact.email)
                } | set(self.sudo().sender_ids.mapped("email"))

    def action_senders(self):
        """The addresses that an accountant knows besides the supplier's contacts."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": _("Other senders"),
            "res_model": "quittance.mail.sender",
            "view_mode": "list",
            "domain": [("mailbox_id", "=", self.id)],
            "context": {"default_mailbox_id": self.id},
            "target": "new",
        }

    def _alias_get_creation_values(self):
        values = super()._alias_get_creation_values()
        values.update({
            "alias_model_id": self.env["ir.model"]._get_id("quittance.mail"),
            "alias_contact": "everyone",  # who is known is decided here, and nothing is bounced
            "alias_defaults": str({"mailbox_id": self.id}),
        })
        return values


class QuittanceMailSender(models.Model):
    _name = "quittance.mail.sender"
    _description = "An address from which a supplier may send files"
    _rec_name = "email"
    _order = "email"

    mailbox_id = fields.Many2one(
        "quittance.mailbox", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="mailbox_id.company_id", store=True)
    email = fields.Char(string="E-mail", required=True)

    _once = models.UniqueIndex("(mailbox_id, email)", "This sender is on the list already.")

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._normalised(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._normalised(vals))

    @api.model
    def _normalised(self, vals):
        if "email" not in vals:
            return vals
        address = email_normalize(vals["email"])
        if not address:
            raise ValidationError(_("“%s” is no e-mail address.", vals["email"] or ""))
        return {**vals, "email": address}


class ResPartner(models.Model):
    _inherit = "res.partner"

    quittance_mailbox_ids = fields.One2many(
        "quittance.mailbox", "supplier_id", string="E-mail addresses for files",
        groups="quittance.group_accountant")
