"""What a person decides about lines in quarantine: the buttons."""

from collections import defaultdict

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError

from .line_admit import ACCEPTABLE
from .line_quarantine import LOOKED_UP


class QuittanceLine(models.Model):
    _inherit = "quittance.line"

    may_accept = fields.Boolean(compute="_compute_may_accept")
    rejected_by = fields.Many2one(
        "res.users", string="Rejected by", readonly=True,
        help="Who decided about this service by itself, not about its whole file.")

    # Its key is free again: a later file that brings it is asked about.
    _rejected_key = models.Index(
        "(company_id, key) WHERE state = 'rejected' AND rejected_by IS NOT NULL")

    @api.depends("reason_code", "state")
    def _compute_may_accept(self):
        for line in self:
            line.may_accept = (line.state == "quarantine"
                               and line.reason_code in (*ACCEPTABLE, "ticket_conflict"))

    def _check_may(self):
        if not self.env.user.has_group("quittance.group_accountant"):
            raise AccessError(_("This is for Quittance's accountants. Ask one of them."))
        self.check_access("read")

    def _told(self, message):
        """A notice on the screen, which then shows what is left."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_check_again(self):
        """*Check again*: whatever is known by now goes through."""
        self._check_may()
        done = self.sudo()._check_again(_("checked again by %s", self.env.user.name))
        return self._told(_("%(done)s of %(all)s lines left the quarantine.",
                            done=len(done), all=len(self)))

    def action_accept_suggestion(self):
        """The nearest becomes an alias, and all lines with that code go through at once."""
        self._check_may()
        wanted = defaultdict(self.browse)
        for line in self:
            wanted[line._code_key()] |= line
        for (_company, _supplier, reason, code), lines in wanted.items():
            if reason not in LOOKED_UP or not code:
                raise UserError(_("There is no code that an alias could stand for."))
            found = lines._nearest()[:1]
            if not found:
                return lines._open_alias()
            lines._accept_as(found)
        return True

    def _code_key(self):
        """(company, supplier, reason, code): what one alias puts right."""
        self.ensure_one()
        code = self.client_code if self.reason_code == "unknown_client" else self.service_code
        return self.company_id, self.supplier_id, self.reason_code, (code or "").strip()

    def _accept_as(self, found):
        """From now on the code of these lines (one for all) means `found`, a client or service.

        Returns how many lines left the quarantine.
        """
        self._check_may()
        company, supplier, reason, code = self[:1]._code_key()
        if reason not in LOOKED_UP or not code:
            raise UserError(_("There is no code that an alias could stand for."))
        client = found._name == "res.partner"
        waiting = self.sudo().search(
            [("company_id", "=", company.id), ("supplier_id", "=", supplier.id),
             ("state", "=", "quarantine"), ("reason_code", "=", reason)])
        before = len(waiting)
        self.env["quittance.client.alias" if client else "quittance.service.alias"].create(
            {"company_id": company.id, "supplier_id": supplier.id, "code": code,
             "client_id" if client else "product_id": found.id})
        return before - len(waiting.filtered(lambda line: line.state == "quarantine"))

    def _open_alias(self):
        """Nothing is near: the person chooses."""
        line = self[:1]
        company, supplier, reason, code = line._code_key()
        client = reason == "unknown_client"
        return {
            "type": "ir.actions.act_window",
            "name": _("Alias"),
            "res_model": "quittance.client.alias" if client else "quittance.service.alias",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_company_id": company.id,
                "default_supplier_id": supplier.id,
                "default_code": code,
            },
        }

    def action_accept(self):
        """*Bill as it is*: the figures were seen."""
        self._check_may()
        conflicts = self.filtered(lambda line: line.reason_code == "ticket_conflict")
        conflicts.action_bill_conflict()
        (self - conflicts)._accept()
        return True

    def action_reject(self):
        self._check_may()
        return self.env["quittance.decision"]._open("reject", lines=self)

    def action_bill_conflict(self):
        """It is another service in spite of the same ticket: it gets a key of its own."""
        self._check_may()
        conflicts = self.filtered(lambda line: line.reason_code == "ticket_conflict")
        conflicts.sudo()._look_up_codes()
        for line in conflicts:
            line._check_whole()
            line.sudo().write({"key": f"{line.key}/{line.id}"})
        conflicts.sudo()._admit()
        conflicts._message_log_batch(
            bodies=dict.fromkeys(conflicts.ids, _("Billed as a service of its own.")))
