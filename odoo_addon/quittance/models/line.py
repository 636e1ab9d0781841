"""Service lines: one delivered service, as the supplier's file says it."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

STATES = [
    ("reading", "Being read"),
    ("billable", "Waiting"),
    ("quarantine", "Quarantine"),
    ("held", "Held"),
    ("billed", "Billed"),
    ("credited", "Credited"),
    ("rejected", "Rejected"),
    ("superseded", "Superseded"),
    ("removed", "Removed by a person"),
]
REASONS = [
    ("unknown_client", "Unknown client"),
    ("unknown_service", "Unknown service"),
    ("number_unreadable", "Number cannot be read"),
    ("number_ambiguous", "Number has two readings"),
    ("amount_mismatch", "Amount is not price × quantity"),
    ("date_unreadable", "Date cannot be read"),
    ("date_missing", "No date"),
    ("id_destroyed", "Code destroyed by a spreadsheet"),
    ("ticket_conflict", "Ticket with other content"),
    ("price_missing", "No price"),
    ("currency_unknown", "Unknown currency"),
    ("row_short", "Row too short"),
    ("code_long", "Code too long"),
    ("total_or_line", "Total or service"),
    ("quote_broken", "Broken quotes"),
    ("row_long", "Row too long"),
    ("charset", "Characters cannot be read"),
    ("tax_mismatch", "Another tax than the invoice's"),
    ("contract_missing", "No contract price"),
    ("price_off_contract", "Price off the contract"),
    ("formula_error", "Formula with an error"),
    ("formula_unstored", "Formula without its result"),
    ("sign_ambiguous", "Credit or not"),
    ("quantity_unusual", "Unusual quantity"),
    ("price_unusual", "Unusual unit price"),
    ("amount_unusual", "Unusual amount"),
    ("month_closed", "The month is closed"),
    ("date_outside", "Outside the file's month"),
]
# A service is known under its key while one of these holds it; a conflict never does.
LIVE = (
    "state IN ('billable', 'quarantine', 'held', 'billed', 'credited', 'removed')"
    " AND withdraw IS NOT TRUE AND reason_code IS DISTINCT FROM 'ticket_conflict'"
)


class QuittanceLine(models.Model):
    _name = "quittance.line"
    _description = "Service line"
    _inherit = ["mail.thread"]
    _order = "file_id desc, row"
    _mail_post_access = "read"

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    supplier_id = fields.Many2one(
        "res.partner", string="Supplier", required=True, readonly=True, ondelete="restrict"
    )
    file_id = fields.Many2one(
        "quittance.file", string="File", required=True, readonly=True, ondelete="restrict"
    )
    row = fields.Integer(string="Row", required=True, readonly=True)
    key = fields.Char(required=True, readonly=True)
    content = fields.Char(required=True, readonly=True)
    client_code = fields.Char(string="Client in the file", readonly=True)
    client_id = fields.Many2one(
        "res.partner", string="Client", readonly=True, ondelete="restrict"
    )
    service_code = fields.Char(string="Service in the file", readonly=True)
    product_id = fields.Many2one(
        "product.product", string="Service", readonly=True, ondelete="restrict"
    )
    description = fields.Char(readonly=True)
    # Numeric in PostgreSQL with the decimals that the file gave; only ever reckoned with in SQL.
    quantity = fields.Float(digits=(20, 6), readonly=True, aggregator=None)
    price = fields.Float(string="Unit price", digits=(20, 6), readonly=True, aggregator=None)
    amount = fields.Float(digits=(20, 2), readonly=True)
    amount_known = fields.Boolean(string="Amount was readable", readonly=True)
    currency = fields.Char(string="Currency in the file", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    date = fields.Date(readonly=True)
    period = fields.Char(string="Month", readonly=True, required=True, default="")
    ticket = fields.Char(readonly=True)
    tax_rate = fields.Char(string="Tax rate in the file", readonly=True)
    tax_included = fields.Boolean(string="Prices with tax", readonly=True)
    raw = fields.Char(readonly=True, help="The row's cells as they stand in the file, as JSON.")
    state = fields.Selection(STATES, required=True, readonly=True, default="reading", index=True)
    read_state = fields.Selection(
        [("billable", "Waiting"), ("quarantine", "Quarantine")], required=True, readonly=True
    )
    reason_code = fields.Selection(REASONS, string="Why", readonly=True)
    reason = fields.Char(readonly=True)
    suggestion = fields.Char(readonly=True)
    other_id = fields.Many2one(
        "quittance.line", string="The other line", readonly=True, index="btree_not_null",
        help="The line that this one repeats or contradicts, or that took its place.",
    )
    month_id = fields.Many2one(
        "quittance.month", string="Billed with", readonly=True, index="btree_not_null",
        ondelete="restrict",
    )
    invoice_line_id = fields.Many2one("account.move.line", readonly=True, ondelete="set null")
    reversal_line_id = fields.Many2one("account.move.line", readonly=True, ondelete="set null")
    move_id = fields.Many2one(related="invoice_line_id.move_id", string="Invoice")
    reversal_move_id = fields.Many2one(related="reversal_line_id.move_id", string="Credited on")
    written = fields.Char(
        readonly=True, help="What Quittance last wrote on the invoice line, as JSON."
    )
    edited = fields.Boolean(string="Changed by a person", readonly=True)
    withdraw = fields.Boolean(
        string="To be taken back", readonly=True,
        help="A correction changed or dropped this service after it was put on an invoice.",
    )
    keep_billed = fields.Boolean(
        readonly=True, help="A person took the reversing line off: it is not proposed again."
    )

    _once = models.UniqueIndex("(company_id, key) WHERE " + LIVE, "This service is known already.")
    _once_in_file = models.UniqueIndex("(file_id, row)", "This row of the file was stored already.")
    _one_invoice_line = models.UniqueIndex(
        "(invoice_line_id) WHERE invoice_line_id IS NOT NULL",
        "This invoice line bills another service.",
    )
    _one_reversal_line = models.UniqueIndex(
        "(reversal_line_id) WHERE reversal_line_id IS NOT NULL",
        "This invoice line takes back another service.",
    )
    # A file that repeats most of an earlier one is found by what its rows say.
    _same_content = models.Index("(supplier_id, content)")
    # What a supplier's service usually is, for whomever.
    _of_service = models.Index("(supplier_id, product_id, id) WHERE product_id IS NOT NULL")
    # What a client's months usually come to.
    _of_client = models.Index("(client_id, period) WHERE client_id IS NOT NULL")
    _to_draft = models.Index(
        "(company_id, id) WHERE state = 'billable' OR (state = 'billed' AND withdraw)"
    )
    _billable_whole = models.Constraint(
        "CHECK (state NOT IN ('billable', 'held', 'billed', 'credited', 'removed') OR"
        " (client_id IS NOT NULL AND product_id IS NOT NULL"
        " AND (amount IS NOT NULL OR bill_amount IS NOT NULL)"
        " AND currency_id IS NOT NULL AND period <> ''))",
        "A service is billed only with its client, service, amount, currency and month.",
    )

    @api.depends("ticket", "description", "row")
    def _compute_display_name(self):
        for line in self:
            what = line.ticket or line.description or ""
            line.display_name = _("Row %(row)s %(what)s", row=line.row, what=what).strip()

    # ------------------------------------------------------------------ what happens to it

    def _activate(self):
        """Billable now; held where the month's draft was deleted or its invoice cancelled.

        ORM caches are dropped. The key's index decides a race; `_conflict_retried` is around it.
        """
        if not self:
            return
        self.flush_model()
        self.env["quittance.month"].flush_model()
        self.env.cr.execute(
            """
            UPDATE quittance_line line
               SET state = CASE WHEN month.id IS NULL THEN 'billable' ELSE 'held' END,
                   reason_code = NULL, reason = NULL, suggestion = NULL,
                   month_id = month.id, write_date = now() AT TIME ZONE 'UTC', write_uid = %s
              FROM quittance_line own
              LEFT JOIN quittance_month month
                     ON month.company_id = own.company_id AND month.client_id = own.client_id
                    AND month.period = own.period AND month.currency_id = own.currency_id
                    AND month.kind = 'services' AND month.group_key = ''
                    AND month.state IN ('deleted', 'cancelled')
             WHERE own.id = line.id AND line.id IN %s
            RETURNING month.id
            """,
            [self.env.uid, tuple(self.ids)],
        )
        asked = {row[0] for row in self.env.cr.fetchall() if row[0]}
        self.env.invalidate_all()
        self.env["quittance.month"].browse(sorted(asked))._ask_again()

    def _reject(self, reason, alone=True):
        """Never billed, for a person's reason. `alone`: about these, not about their whole file."""
        wrong = self.filtered(lambda line: line.state not in ("quarantine", "held", "billable"))
        if wrong:
            raise UserError(
                _("%s: only a service that is not billed can be rejected.", wrong[0].display_name)
            )
        self.sudo().write({"state": "rejected", "reason": reason, "month_id": False,
                           "rejected_by": self.env.uid if alone else False})
        for line in self:
            line.message_post(body=_("Rejected: %s", reason))

    def _drop_unread(self):
        """Lines of a file that was never read to its end are no services yet."""
        unread = self.filtered(lambda line: line.state == "reading")
        if unread:
            self.env.cr.execute(
                SQL("DELETE FROM quittance_line WHERE id IN %s AND state = 'reading'",
                    tuple(unread.ids))
            )
            self.env.invalidate_all()

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(_("Service lines are never deleted: reject them with a reason."))

    # ------------------------------------------------------------------ where it is

    def action_open_file(self):
        self.ensure_one()
        self.check_access("read")
        return self._open_record(self.file_id)

    def action_open_invoice(self):
        self.ensure_one()
        self.check_access("read")
        return self._open_record(self.reversal_move_id or self.move_id or self.month_id.move_id)

    @api.model
    def _open_record(self, record):
        if not record:
            raise UserError(_("It is on no invoice."))
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
        }
