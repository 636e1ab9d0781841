"""What a correction changes, line by line: kept when it is read, shown before and after it is applied."""

from odoo import api, fields, models

KINDS = [
    ("added", "Added"),
    ("changed", "Changed"),
    ("removed", "Removed"),
    ("kept", "Left to a person"),
]
PLACES = [
    ("waiting", "Not billed yet"),
    ("draft", "On a draft"),
    ("posted", "On a posted invoice"),
]
# After the correction was settled: `gone` are the lines that it withdrew, `come` those that stand
# for themselves. The same key is the same service; without ticket a changed service has another
# key, and is shown beside the one of that client, service and day that is gone.
FOUND = """
    WITH gone AS (
        SELECT line.*, item.move_id AS on_move,
               CASE WHEN line.state <> 'billed' THEN 'waiting'
                    WHEN month.state = 'open' THEN 'draft' ELSE 'posted' END AS place
          FROM quittance_line line
          LEFT JOIN quittance_month month ON month.id = line.month_id
          LEFT JOIN account_move_line item ON item.id = line.invoice_line_id
         WHERE line.id = ANY(%(gone)s)
    ), come AS (
        SELECT * FROM quittance_line
         WHERE file_id = %(file)s AND state IN ('billable', 'held', 'quarantine')
    ), dealt AS (
        SELECT come.id AS new_id, old.id AS old_id, item.move_id AS on_move,
               CASE WHEN month.state = 'open' THEN 'draft'
                    WHEN month.id IS NULL THEN 'waiting' ELSE 'posted' END AS place
          FROM come JOIN quittance_line old ON old.id = come.other_id
          LEFT JOIN quittance_month month ON month.id = old.month_id
          LEFT JOIN account_move_line item ON item.id = old.invoice_line_id
         WHERE come.reason_code = 'ticket_conflict' AND old.file_id = ANY(%(chain)s)
    ), same AS (
        SELECT gone.id AS old_id, come.id AS new_id
          FROM gone JOIN come ON come.id = gone.other_id
    ), old_alone AS (
        SELECT gone.id, concat_ws('|', ticket, client_code, service_code, date::text) AS what,
               row_number() OVER (PARTITION BY ticket, client_code, service_code, date
                                  ORDER BY row, gone.id) AS nth
          FROM gone LEFT JOIN same ON same.old_id = gone.id WHERE same.old_id IS NULL
    ), new_alone AS (
        SELECT come.id, concat_ws('|', ticket, client_code, service_code, date::text) AS what,
               row_number() OVER (PARTITION BY ticket, client_code, service_code, date
                                  ORDER BY row, come.id) AS nth
          FROM come LEFT JOIN same ON same.new_id = come.id
          LEFT JOIN dealt ON dealt.new_id = come.id
         WHERE same.new_id IS NULL AND dealt.new_id IS NULL
    ), pair AS (
        SELECT old_id, new_id FROM same UNION ALL
        SELECT old_alone.id, new_alone.id FROM old_alone JOIN new_alone USING (what, nth)
    ), found AS (
        SELECT CASE WHEN gone.edited AND gone.state = 'billed' THEN 'kept'
                    WHEN pair.new_id IS NULL THEN 'removed' ELSE 'changed' END AS kind,
               gone.id AS old_id, pair.new_id, gone.place, gone.on_move
          FROM gone LEFT JOIN pair ON pair.old_id = gone.id
         UNION ALL
        SELECT 'kept', old_id, new_id, place, on_move FROM dealt
         UNION ALL
        SELECT 'added', NULL, new_alone.id, NULL, NULL FROM new_alone
          LEFT JOIN pair ON pair.new_id = new_alone.id WHERE pair.new_id IS NULL
    )
    SELECT kind, old_id, new_id, place, on_move, new.state AS new_state,
           COALESCE(old.net_amount, old.bill_amount, old.amount)::text AS old_amount,
           COALESCE(new.net_amount, new.bill_amount, new.amount)::text AS new_amount,
           COALESCE(new.client_id, old.client_id) AS client_id
      FROM found LEFT JOIN quittance_line old ON old.id = old_id
      LEFT JOIN quittance_line new ON new.id = new_id
     ORDER BY COALESCE(new.row, old.row), old_id, new_id
"""
COLUMNS = ("kind", "old_line_id", "new_line_id", "place", "move_id", "new_state", "old_amount",
           "new_amount", "client_id")
ROWS_AT_ONCE = 2000


class QuittanceFileDifference(models.Model):
    _name = "quittance.file.difference"
    _description = "What a correction changes"
    _order = "file_id, id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    file_id = fields.Many2one("quittance.file", required=True, readonly=True, index=True,
                              ondelete="cascade")
    kind = fields.Selection(KINDS, string="Change", required=True, readonly=True)
    place = fields.Selection(PLACES, string="Was", readonly=True)
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True, ondelete="set null")
    client_id = fields.Many2one("res.partner", string="Client", readonly=True, ondelete="restrict")
    old_line_id = fields.Many2one("quittance.line", string="Before", readonly=True)
    new_line_id = fields.Many2one("quittance.line", string="Now", readonly=True)
    new_state = fields.Selection(
        [("billable", "Waiting"), ("held", "Held"), ("quarantine", "Quarantine")], readonly=True
    )
    before = fields.Text(compute="_compute_figures")
    now = fields.Text(compute="_compute_figures")
    # What the client pays, before tax.
    old_amount = fields.Float(string="Amount before", digits=(20, 2), readonly=True)
    new_amount = fields.Float(string="Amount now", digits=(20, 2), readonly=True)
    delta = fields.Float(string="Difference", digits=(20, 2), compute="_compute_delta")
    what = fields.Text(string="Service", compute="_compute_what")
    ticket = fields.Char(compute="_compute_what")
    date = fields.Date(compute="_compute_what")
    effect = fields.Text(string="What follows", compute="_compute_effect")

    @api.depends("old_amount", "new_amount")
    def _compute_delta(self):
        for one in self:
            stays = one.kind == "kept"
            one.delta = 0 if stays else round(one.new_amount - one.old_amount, 2)

    @api.depends("old_line_id", "new_line_id")
    def _compute_figures(self):
        for one in self:
            one.before = self._figures(one.old_line_id, one.old_amount, one.new_line_id)
            one.now = self._figures(one.new_line_id, one.new_amount, one.old_line_id)

    def _figures(self, line, amount, other):
        if not line:
            return False
        said = line._figures(amount, line.bill_price or line.price, line.quantity)
        return " · ".join([said, *line._tax_said_beside(other)])

    @api.depends("old_line_id", "new_line_id")
    def _compute_what(self):
        for one in self:
            line = one.new_line_id or one.old_line_id
            one.what = line.description or line.product_id.display_name or line.service_code
            one.ticket = line.ticket
            one.date = line.date

    @api.depends("kind", "place", "new_state")
    @api.depends_context("lang")
    def _compute_effect(self):
        _ = self.env._
        old = {"waiting": _("no longer billed as it was"), "draft": _("leaves the draft"),
               "posted": _("a reversing line is proposed")}
        new = {"billable": _("billed with the next draft"),
               "held": _("held: its month is asked about"), "quarantine": _("waits in quarantine")}
        for one in self:
            parts = [old.get(one.place) if one.kind != "kept" else
                     _("a person dealt with it: stays as it is"), new.get(one.new_state)]
            one.effect = ", ".join(part for part in parts if part)

    @api.model
    def _find(self, file, chain, gone):
        """Tuples of COLUMNS, amounts as text: what settling the file changed."""
        self.env.flush_all()
        self.env.cr.execute(FOUND, {"file": file.id, "chain": chain.ids, "gone": list(gone)})
        return self.env.cr.fetchall()

    @api.model
    def _keep(self, file, rows):
        """In the place of what was kept before."""
        cr = self.env.cr
        cr.execute("DELETE FROM quittance_file_difference WHERE file_id = %s", [file.id])
        names = ", ".join(("company_id", "file_id", *COLUMNS))
        for first in range(0, len(rows), ROWS_AT_ONCE):
            part = [(file.company_id.id, file.id, *row) for row in rows[first:first + ROWS_AT_ONCE]]
            cr.execute(
                f"INSERT INTO quittance_file_difference ({names}) VALUES "
                + ", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s, %s::numeric, %s::numeric, %s)"]
                            * len(part)),
                [value for row in part for value in row])
        self.env.invalidate_all()

    @api.model
    def _kept(self, file):
        """What was kept, as `_find` gives it."""
        self.env.flush_all()
        names = ", ".join(name if "amount" not in name else f"{name}::text" for name in COLUMNS)
        self.env.cr.execute(
            f"SELECT {names} FROM quittance_file_difference WHERE file_id = %s ORDER BY id",
            [file.id])
        return self.env.cr.fetchall()
