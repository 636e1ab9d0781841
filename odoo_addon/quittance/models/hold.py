"""A client or an invoice that must not be collected now, and why."""

from odoo import _, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL


class QuittanceHold(models.Model):
    _name = "quittance.hold"
    _description = "Held client or invoice"
    _order = "held_at desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    client_id = fields.Many2one(
        "res.partner", string="Client", index=True, readonly=True, ondelete="restrict"
    )
    move_id = fields.Many2one(
        "account.move", string="Invoice", index=True, readonly=True, ondelete="restrict"
    )
    reason = fields.Char(required=True, readonly=True)
    cause = fields.Selection(
        [("person", "A person"), ("return", "Money came back"), ("dispute", "Disputed"),
         ("refund", "Refunded")],
        required=True, readonly=True, default="person")
    held_by = fields.Many2one(
        "res.users", string="Held by", readonly=True, default=lambda self: self.env.uid
    )
    held_at = fields.Datetime(string="Held since", readonly=True, default=fields.Datetime.now)
    active_hold = fields.Boolean(string="Held now", readonly=True, default=True)
    released_by = fields.Many2one("res.users", string="Released by", readonly=True)
    released_at = fields.Datetime(string="Released on", readonly=True)
    release_reason = fields.Char(string="Why released", readonly=True)

    _one_subject = models.Constraint(
        "CHECK ((client_id IS NULL) <> (move_id IS NULL))",
        "A hold is about a client or about an invoice, one of them.",
    )
    _released_with_reason = models.Constraint(
        "CHECK (active_hold OR (released_at IS NOT NULL AND release_reason IS NOT NULL))",
        "A hold is released with a reason.",
    )
    # Unique indexes and not constraints: Odoo's contact merge deletes rows under a constraint.
    _one_per_client = models.UniqueIndex(
        "(company_id, client_id) WHERE active_hold AND client_id IS NOT NULL",
        "This client is held already.",
    )
    _one_per_move = models.UniqueIndex(
        "(move_id) WHERE active_hold AND move_id IS NOT NULL",
        "This invoice is held already.",
    )

    @api.depends("client_id", "move_id", "reason")
    def _compute_display_name(self):
        for hold in self:
            subject = hold.client_id.display_name or hold.move_id.display_name or ""
            hold.display_name = f"{subject}: {hold.reason or ''}"

    # ------------------------------------------------------------------ asking

    def _reason_for(self, move):
        """(code, reason) of the hold that stops `move`: 'disputed', 'held_invoice', 'held_client', or
        ('', '').

        Several invoices at once: `_reasons_for`.
        """
        return self._reasons_for(move)[move.id]

    def _reasons_for(self, moves):
        """{move id: (code, reason)} in two queries, for a night's thousands of invoices."""
        clients = moves.commercial_partner_id
        holds = self.sudo().search(
            [("active_hold", "=", True), "|", ("move_id", "in", moves.ids),
             ("client_id", "in", clients.ids)]
        )
        by_move = {hold.move_id.id: (
            "disputed" if hold.cause == "dispute" else "held_invoice", hold.reason)
            for hold in holds if hold.move_id}
        by_client = {
            (hold.company_id.id, hold.client_id.id): hold.reason for hold in holds if hold.client_id
        }
        return {move.id: self._reason_of(move, by_move, by_client) for move in moves}

    @api.model
    def _reason_of(self, move, by_move, by_client):
        if move.id in by_move:
            return by_move[move.id]
        subject = (move.company_id.id, move.commercial_partner_id.id)
        return ("held_client", by_client[subject]) if subject in by_client else ("", "")

    # ------------------------------------------------------------------ holding and releasing

    def _hold_client(self, client, reason, company=None):
        """Hold all that a client owes to the company. Held already: that hold, unchanged."""
        company = company or self.env.company
        return self._hold(
            {"client_id": client.commercial_partner_id.id, "company_id": company.id}, reason
        )

    def _hold_invoice(self, move, reason, cause="person"):
        """Hold one invoice. Held already: that hold, unchanged."""
        return self._hold({"move_id": move.id, "company_id": move.company_id.id}, reason, cause)

    def _hold(self, subject, reason, cause="person"):
        """Insert unless held; a race fails on the index, or on the row of a hold that is released
        at that moment, as a conflict, which Odoo runs again."""
        holds = self.sudo()
        domain = [(name, "=", value) for name, value in subject.items()]
        current = holds.search([*domain, ("active_hold", "=", True)], limit=1)
        if current:
            self.env.cr.execute(
                SQL("SELECT FROM quittance_hold WHERE id = %s FOR SHARE", current.id))
            return current
        now = fields.Datetime.now()
        row = {
            **subject, "reason": reason, "cause": cause, "active_hold": True, "held_by": self.env.uid,
            "held_at": now, "create_uid": self.env.uid, "create_date": now,
            "write_uid": self.env.uid, "write_date": now,
        }
        self.env.cr.execute(
            SQL(
                "INSERT INTO quittance_hold (%s) VALUES %s ON CONFLICT DO NOTHING RETURNING id",
                SQL(", ").join(map(SQL.identifier, row)),
                tuple(row.values()),
            )
        )
        hold = holds.browse(self.env.cr.fetchone()[0])
        hold.modified(row)
        hold._log("hold", reason)
        return hold

    def _release(self, reason):
        """Give free again, with the reason; released already: nothing."""
        self.check_access("read")
        for hold in self.sudo().filtered("active_hold"):
            hold.write(
                {
                    "active_hold": False,
                    "released_by": self.env.uid,
                    "released_at": fields.Datetime.now(),
                    "release_reason": reason,
                }
            )
            hold._log("release", reason)

    def _log(self, what, why):
        self.ensure_one()
        subject = self.move_id or self.client_id
        self.env["quittance.control.log"]._add(
            what, subject.display_name or "", why, company=self.company_id
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(_("A hold is never deleted: release it, so that its reason is kept."))

    def action_release(self):
        """The button *Release*: asks for the reason."""
        self._check_may()
        return self.env["quittance.hold.wizard"]._open("release", holds=self)

    @api.model
    def _check_may(self):
        if not self.env.user.has_group("quittance.group_accountant"):
            raise AccessError(_("Holding and releasing is for Quittance's accountants."))
