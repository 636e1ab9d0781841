"""What comes next for an invoice that was declined: one row per invoice, planned anew at each
change. When and whether is decided in protocol/retry; a person may decide otherwise."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..protocol import retry, states

OUTCOMES = {
    states.FAILED: retry.FAILED, states.RETURNED: retry.RETURNED, states.DONE: retry.DONE,
    states.CANCELED: retry.REFUSED,
}
ENDED = ("paid", "in_payment", "reversed")


class QuittanceRetry(models.Model):
    _name = "quittance.retry"
    _description = "Next try of a declined invoice"
    _order = "state desc, next_on, id desc"
    _rec_name = "move_id"
    _check_company_auto = True

    move_id = fields.Many2one("account.move", string="Invoice", required=True, readonly=True,
                              index=True, ondelete="restrict")
    company_id = fields.Many2one(related="move_id.company_id", store=True, index=True)
    client_id = fields.Many2one(related="move_id.commercial_partner_id", string="Client",
                                store=True, index=True)
    currency_id = fields.Many2one(related="move_id.currency_id")
    residual = fields.Monetary(related="move_id.amount_residual", string="Open")
    attempt_id = fields.Many2one("quittance.attempt", string="Last attempt", readonly=True,
                                 ondelete="restrict")
    token_id = fields.Many2one("payment.token", string="Method", readonly=True,
                               ondelete="restrict")
    declined_on = fields.Date(readonly=True)
    kind = fields.Selection(
        [("never", "Not on this method"), ("later", "Later"), ("unclear", "Few times"),
         ("client", "Needs the client")],
        string="Kind of decline", readonly=True)
    reason = fields.Selection(
        [("nothing", "Nothing speaks against it"), ("new_method", "Another method"),
         ("waits", "Waits for the next try"), ("never", "Never on this method"),
         ("client", "Needs the client"), ("unlisted", "Unknown kind of decline"),
         ("used_up", "Tried often enough"), ("came_back", "The money came back"),
         ("capped", "No more tries are allowed")],
        readonly=True)
    next_on = fields.Date(string="Next try", readonly=True)
    tries = fields.Integer(readonly=True)
    tries_max = fields.Integer(string="Tries in all", readonly=True)
    by_person = fields.Boolean(string="Decided by a person", readonly=True)
    decided_by = fields.Many2one("res.users", readonly=True)
    decided_why = fields.Char(string="Why", readonly=True)
    state = fields.Selection(
        [("waiting", "Waits for its next try"), ("due", "Next night"),
         ("client", "Needs the client"), ("over", "Not tried again"), ("ended", "Ended")],
        compute="_compute_state", store=True, index=True)

    # An index and not a constraint: the contact merge answers a violated constraint by deleting.
    _one_per_invoice = models.UniqueIndex("(move_id)", "This invoice has its row already.")

    @api.depends("next_on", "kind", "reason", "by_person", "move_id.payment_state",
                 "move_id.state")
    def _compute_state(self):
        for row in self:
            move = row.move_id
            if move.state != "posted" or move.payment_state in ENDED:
                row.state = "ended"
            elif row.next_on:
                row.state = "waiting"
            elif row.by_person:
                row.state = "over"
            elif row.reason in ("nothing", "new_method"):
                row.state = "due"
            else:
                row.state = "client" if row.kind == retry.CLIENT else "over"

    # ------------------------------------------------------------------ asking

    @api.model
    def _facts_of(self, moves, as_of, chosen, rows, own=None):
        """{invoice: what preflight.Facts says of tries}, in one query for all invoices.

        `chosen`: {invoice: (method, problem)}; `rows`: {invoice: its rows of attempts}; `own`: the
        attempt on whose behalf is asked.
        """
        attempts = {move: rows[move].attempt_id - (own or rows[move].attempt_id.browse())
                    for move in moves}
        tried = moves.filtered(lambda move: attempts[move])
        if not tried:
            return {move: {} for move in moves}
        settings = self.env["quittance.settings"]._for_company(moves.company_id)
        found = self.sudo().search([("move_id", "in", tried.ids)])
        plans = {row.move_id.id: row for row in found}
        return {move: self._fact(
            plans.get(move.id, found.browse()), self._tries(attempts[move], settings),
            chosen[move][0], as_of, settings) if move in tried else {} for move in moves}

    @api.model
    def _fact(self, row, tries, token, as_of, settings):
        if not tries or not token:
            return {}
        policy = settings._retry_policy()
        plan = row._person_plan() or retry.plan(tries, token.id, policy)
        code = retry.against(tries, token.id, plan, as_of, policy.region)
        return {"retry": code, "retry_words": self._words_of(row, code, as_of) if code else ""}

    @api.model
    def _row(self, move):
        return self.sudo().search([("move_id", "=", move.id)])

    def _person_plan(self):
        """The Plan that a person has set, None where the rule decides."""
        if not self.by_person:
            return None
        return retry.Plan(self.next_on or None, self.kind or "", retry.PERSON)

    @api.model
    def _tries(self, attempts, settings):
        """Ended attempts on stored methods as protocol.retry sees them, oldest first."""
        ended = attempts.filtered(
            lambda one: one.rail == "odoo" and one.token_id and one.state in OUTCOMES)
        return [self._prepare_try(attempt, settings) for attempt in ended.sorted("id")]

    @api.model
    def _prepare_try(self, attempt, settings):
        came_back = attempt.state == states.RETURNED
        ended_on = attempt.returned_on if came_back else settings._local(attempt.since).date()
        sent_on = settings._local(attempt.sent_at or attempt.since).date()
        as_of = attempt.as_of or sent_on
        return retry.Try(
            OUTCOMES[attempt.state], attempt.token_id.id, max(sent_on, as_of),
            max(ended_on, as_of), attempt.provider_id.code,
            (attempt.return_code if came_back else attempt.code) or "", attempt.advice or "",
            attempt.token_id._quittance_is_debit())

    # ------------------------------------------------------------------ planning

    @api.model
    def _replan(self, attempt):
        """An attempt has failed, succeeded, come back or was not executed: plan its invoices."""
        if attempt.rail == "odoo" and attempt.state in OUTCOMES:
            for move in attempt.row_ids.move_id:
                self.sudo()._replan_move(move, attempt)

    @api.model
    def _replan_client(self, client, company):
        """The client has stored or chosen a method, or lost one."""
        self.sudo().search([
            ("client_id", "=", client.commercial_partner_id.id), ("company_id", "=", company.id),
            ("state", "!=", "ended")])._replan_all()

    def _replan_all(self):
        for row in self:
            row._replan_move(row.move_id)

    @api.model
    def _replan_move(self, move, attempt=None):
        """Write what comes next. `attempt`: the one that has just changed; it ends what a person
        had set, unless it was not executed."""
        row = self._row(move)
        if not row and attempt.state == states.DONE:
            return
        settings = self.env["quittance.settings"]._for_company(move.company_id)
        attempts = self.env["quittance.attempt.invoice"].search(
            [("move_id", "=", move.id)]).attempt_id
        tries = self._tries(attempts, settings)
        if not tries:
            return
        token, _problem = self.env["payment.token"]._quittance_choose(
            move.commercial_partner_id, move.company_id)
        method = token.id or tries[-1].method
        plan = retry.plan(tries, method, settings._retry_policy())
        if not row and plan.reason in ("nothing", "new_method"):
            return
        row = row or self._insert(move)
        row._take_over(plan, method, attempts, tries, attempt)

    def _take_over(self, plan, method, attempts, tries, attempt):
        """Write the plan where it differs, and tell the history of the last attempt."""
        told = [one for one in tries if one.outcome in (retry.FAILED, retry.RETURNED)]
        last = attempts.filtered(
            lambda one: one.rail == "odoo" and one.state in OUTCOMES).sorted("id")[-1:]
        values = {
            "attempt_id": last.id, "token_id": method, "kind": plan.kind or False,
            "declined_on": (told or tries)[-1].ended_on, "reason": plan.reason,
            "next_on": plan.next_on or False, "tries": plan.tries, "tries_max": plan.tries_max,
        }
        if self.by_person and (not attempt or attempt.state == states.CANCELED):
            # What a person has set holds until a try has an outcome.
            values = {"attempt_id": last.id, "token_id": method}
        else:
            values.update(by_person=False, decided_by=False, decided_why=False)
        changed = {name: value for name, value in values.items()
                   if self._fields[name].convert_to_write(self[name], self) != value}
        if changed:
            self.write(changed)
            if plan.reason != "came_back":  # the return and the hold have told of it
                last._log(last.state, last.state, self._sentence())

    @api.model
    def _insert(self, move):
        """The invoice's row; a race fails on the index as a conflict, which is run again."""
        now = fields.Datetime.now()
        values = {
            "move_id": move.id, "company_id": move.company_id.id,
            "client_id": move.commercial_partner_id.id, "create_uid": self.env.uid,
            "create_date": now, "write_uid": self.env.uid, "write_date": now,
        }
        self.env.cr.execute(SQL(
            "INSERT INTO quittance_retry (%s) VALUES %s ON CONFLICT DO NOTHING RETURNING id",
            SQL(", ").join(map(SQL.identifier, values)), tuple(values.values())))
        return self.browse(self.env.cr.fetchone()[0])

    @api.model
    def _to_hold(self, attempt):
        """The invoices of a returned attempt that are held: all that are not tried again."""
        rows = self.sudo().search([("move_id", "in", attempt.row_ids.move_id.ids),
                                   ("attempt_id", "=", attempt.id), ("next_on", "!=", False)])
        return attempt.row_ids.move_id - rows.move_id

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(_("A plan is never deleted: decide not to try again instead."))
