"""The quarantine as a person clears it: one row for all lines that wait for the same thing."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from .line import REASONS
from .line_admit import ACCEPTABLE
from .line_quarantine import LOOKED_UP

# What another profile may read.
PROFILES_FAULT = ("number_ambiguous", "number_unreadable", "date_unreadable", "date_missing",
                  "row_short", "row_long", "total_or_line", "sign_ambiguous", "price_missing",
                  "amount_mismatch", "currency_unknown", "quote_broken")
# What makes lines wait for the same decision: an unknown code, or the same words about the same
# client and service (of a number: with the same meanings); a ticket that came with other content is
# decided by itself.
SAME = """
    SELECT id, company_id, supplier_id, reason_code, reason, currency, amount, period,
           CASE reason_code
                WHEN 'unknown_client' THEN COALESCE(btrim(client_code), '')
                WHEN 'unknown_service' THEN COALESCE(btrim(service_code), '')
                WHEN 'ticket_conflict' THEN
                    concat_ws(' · ', btrim(client_code), btrim(service_code), ticket)
                ELSE concat_ws(' · ', btrim(client_code), btrim(service_code)) END AS code,
           CASE WHEN reason_code IN ('unknown_client', 'unknown_service') THEN ''
                WHEN reason_code = 'ticket_conflict' THEN id::text
                WHEN reason_code = 'number_ambiguous' THEN concat(reason, readings)
                ELSE COALESCE(reason, '') END AS words
      FROM quittance_line WHERE state = 'quarantine'
"""


class QuittanceQuarantine(models.Model):
    _name = "quittance.quarantine"
    _description = "Lines in quarantine that wait for the same decision"
    _auto = False
    _order = "reason_code, line_count desc, code"

    company_id = fields.Many2one("res.company", readonly=True)
    supplier_id = fields.Many2one("res.partner", string="Supplier", readonly=True)
    reason_code = fields.Selection(REASONS, string="Why", readonly=True)
    code = fields.Char(string="In the file", readonly=True)
    reason = fields.Char(readonly=True)
    reason_shown = fields.Text(string="Explanation", compute="_compute_reason_shown")
    line_count = fields.Integer(string="Lines", readonly=True)
    amount = fields.Float(digits=(20, 2), readonly=True)
    unreadable = fields.Integer(string="Without a readable amount", readonly=True)
    currency = fields.Char(readonly=True)
    period = fields.Char(string="Month", readonly=True)
    suggestions = fields.Json(compute="_compute_suggestions")
    may_accept = fields.Boolean(compute="_compute_may_accept")
    may_choose = fields.Boolean(compute="_compute_may_accept")
    may_mend = fields.Boolean(compute="_compute_may_accept")
    figures_before = fields.Char(string="Before", compute="_compute_conflict")
    figures_now = fields.Char(string="Now", compute="_compute_conflict")
    may_replace = fields.Boolean(compute="_compute_conflict")

    @property
    def _table_query(self):
        return f"""
            SELECT min(id) AS id, company_id, supplier_id, reason_code, code, currency,
                   min(reason) AS reason, count(*) AS line_count,
                   COALESCE(sum(amount), 0) AS amount,
                   count(*) FILTER (WHERE amount IS NULL) AS unreadable,
                   max(period) AS period
              FROM ({SAME}) waiting
             GROUP BY company_id, supplier_id, reason_code, code, words, currency
        """

    @api.depends("reason")
    @api.depends_context("lang")
    def _compute_reason_shown(self):
        """What is said of the row's lines; of a ticket with other content both figures below it."""
        lines = self.env["quittance.line"]
        for group in self:
            figures = group.figures_before and [
                self.env._("Before: %s", group.figures_before),
                self.env._("Now: %s", group.figures_now)]
            group.reason_shown = "\n".join(
                [lines._translate_reason(group.reason or ""), *(figures or [])])

    @api.depends("reason_code")
    def _compute_may_accept(self):
        for group in self:
            group.may_accept = group.reason_code in (*ACCEPTABLE, "ticket_conflict")
            group.may_choose = group.reason_code in LOOKED_UP and bool(group.code)
            group.may_mend = group.reason_code in PROFILES_FAULT

    @api.depends("reason_code")
    @api.depends_context("lang")
    def _compute_conflict(self):
        """Of a ticket with other content, whose row is one line: both figures."""
        for group, line in zip(self, self.env["quittance.line"].browse(self.ids), strict=True):
            group.figures_before = line.figures_before
            group.figures_now = line.figures_now
            group.may_replace = line.may_replace

    @api.depends("reason_code", "code")
    def _compute_suggestions(self):
        """[{id, label}] of the nearest clients or services, or of what a number may mean; [] where
        there is nothing of that kind."""
        indexes = {}
        lines = self.env["quittance.line"].browse(self.ids)
        for group, line in zip(self, lines, strict=True):
            if not group.may_choose:
                group.suggestions = line.reading_choices
                continue
            key = (group.company_id, group.reason_code)
            if key not in indexes:
                indexes[key] = line._nearest_index()
            _model, field = line._looked_up_in()
            group.suggestions = [{"id": one.id, "label": f"{one[field]} {one.name}"}
                                 for one in line._nearest(indexes[key])]

    # ------------------------------------------------------------------ its lines

    def _lines(self):
        """The lines of the rows as they are now; an error when somebody was quicker."""
        lines = self.env["quittance.line"]
        first = lines.browse(self.ids).exists()
        gone = first.filtered(lambda line: line.state != "quarantine")
        if gone or len(first) != len(self):
            raise UserError(_("Somebody decided this meanwhile: the list is loaded again."))
        self.env.cr.execute(
            f"""
            SELECT line.id FROM ({SAME}) line JOIN ({SAME}) first ON first.id IN %s
               AND line.company_id = first.company_id AND line.supplier_id = first.supplier_id
               AND line.reason_code = first.reason_code AND line.code = first.code
               AND line.words = first.words
               AND line.currency IS NOT DISTINCT FROM first.currency
             ORDER BY line.id
            """,
            [tuple(self.ids) or (0,)],
        )
        return lines.browse([row[0] for row in self.env.cr.fetchall()])

    # ------------------------------------------------------------------ buttons

    def accept_suggestion(self, found_id):
        """One click on a suggestion: the alias is kept, its lines go through. Says how many. Of an
        ambiguous number: see the line's own method."""
        self.ensure_one()
        code, lines = self.code, self._lines()
        lines._check_may()
        if self.reason_code == "number_ambiguous":
            return lines.accept_suggestion(found_id)
        model, field = lines[:1]._looked_up_in()
        found = model.browse(int(found_id)).exists()
        if not found:
            raise UserError(_("It is not there any more: the list is loaded again."))
        count = lines._accept_as(found)
        known = f"{found[field]} {found.name}"
        if count == 1:
            return _("%(code)s now means %(known)s: 1 line left the quarantine.",
                     code=code, known=known)
        return _("%(code)s now means %(known)s: %(count)s lines left the quarantine.",
                 code=code, known=known, count=count)

    def action_accept_first(self):
        """The first suggestion of each row; a row without one is left."""
        done = 0
        for group in self.filtered(lambda one: one.may_choose and one.suggestions):
            lines = group._lines()
            lines._check_may()
            done += lines._accept_as(lines._nearest()[:1])
        return self.env["quittance.line"]._told(
            _("1 line left the quarantine.") if done == 1
            else _("%s lines left the quarantine.", done))

    def action_choose(self):
        self.ensure_one()
        lines = self._lines()
        lines._check_may()
        return lines._open_alias()

    def action_accept(self):
        """*Bill as it is*, for all lines of the rows."""
        return self._lines().action_accept()

    def action_replace_earlier(self):
        """*Replaces the earlier line*, for the rows of a ticket with other content."""
        return self._lines().action_replace_earlier()

    def action_mend_profile(self):
        """The file of the row's first line under its profile, which can be put right there."""
        self.ensure_one()
        return self._lines()[:1].file_id.action_mend_profile()

    def action_check_again(self):
        return self._lines().action_check_again()

    def action_reject(self):
        return self._lines().action_reject()

    def action_lines(self):
        """The lines of the rows, one by one."""
        action = self.env["ir.actions.act_window"]._for_xml_id("quittance.action_quarantine")
        return {**action, "domain": [("id", "in", self._lines().ids)], "context": {}}
