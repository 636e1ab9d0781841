"""Taking a file back that was taken for the wrong supplier or month.

What is not billed yet is rejected, what stands on open drafts leaves them in the same transaction,
what was posted is marked `withdraw`: the next `draft` proposes its credit. What a person changed on
an invoice is left to that person. The file's key and its services' keys are free afterwards.
"""

from collections import Counter

from odoo import _, api, fields, models
from odoo.exceptions import UserError

from .amounts import decimal_text
from .month_draft import QUIET
from .review_reasons import FILE_WITHDRAWN

# What happens to a service line, in the order in which a person wants to read it.
FATES = [
    ("out", "Not billed yet: never billed"),
    ("off_draft", "On drafts: taken off now"),
    ("credit", "On posted invoices: a credit is proposed by the next draft"),
    ("person_draft", "On drafts, changed by a person: left to you"),
    ("person_posted", "On posted invoices, changed by a person: left to you"),
    ("credited", "On invoices that a person credited in full: nothing more"),
    ("before", "Dealt with before: stays as it is"),
]
FATE_OF_LINES = """
    SELECT line.id, line.amount, line.month_id, CASE
             WHEN line.state IN ('billable', 'quarantine', 'held') THEN 'out'
             WHEN line.state <> 'billed' THEN 'before'
             WHEN line.keep_billed THEN 'before'
             WHEN month.credit_note_id IS NOT NULL THEN 'credited'
             WHEN month.state = 'open' AND line.edited THEN 'person_draft'
             WHEN month.state = 'open' THEN 'off_draft'
             WHEN line.edited THEN 'person_posted'
             ELSE 'credit' END AS fate
      FROM quittance_line line LEFT JOIN quittance_month month ON month.id = line.month_id
     WHERE line.file_id IN %s
"""
# What a person dealt with when the file was withdrawn is not billed anew by itself.
DEALT_WITH_BEFORE = """
    UPDATE quittance_line line
       SET other_id = old.id, state = 'quarantine', reason_code = 'ticket_conflict',
           reason = %(person)s
      FROM quittance_line old JOIN quittance_file gone ON gone.id = old.file_id
     WHERE line.file_id = %(file)s AND line.state = 'reading' AND line.read_state = 'billable'
       AND old.company_id = %(company)s AND gone.state = 'withdrawn'
       AND (old.state = 'removed' OR old.state = 'rejected' AND old.rejected_by IS NOT NULL
            OR old.state = 'billed' AND (old.edited OR old.keep_billed))
       AND (old.key = line.key OR gone.sha256 = %(sha256)s AND old.row = line.row)
"""


class QuittanceFile(models.Model):
    _inherit = "quittance.file"

    question = fields.Selection(
        selection_add=[("withdrawn", "Was withdrawn before")],
    )
    withdrawn_at = fields.Datetime(string="Withdrawn on", readonly=True)
    left_count = fields.Integer(
        string="Left to a person", compute="_compute_left_count",
        help="Its services, and those of files that went with it, on invoice lines that a person "
             "changed.",
    )

    left_said = fields.Char(string="Left to a person, in words", compute="_compute_left_count")

    @api.depends_context("lang")
    def _compute_left_count(self):
        for file in self:
            gone = file.state == "withdrawn"
            count = gone and self.env["quittance.line"].search_count(file._left_domain())
            file.left_count = count
            file.left_said = bool(count) and (
                _("1 of its services stands on an invoice line that a person changed: it was left "
                  "there.") if count == 1 else
                _("%s of its services stand on invoice lines that a person changed: they were left "
                  "there.", count))

    def _left_domain(self):
        """Of the file and of those that went with it."""
        return [("file_id", "in", (self | self._chain()).ids), ("state", "=", "billed"),
                ("withdraw", "=", True), ("edited", "=", True),
                ("file_id.state", "=", "withdrawn")]

    # ------------------------------------------------------------------ looking

    def _withdrawn_together(self):
        """This file and those that it corrects: a correction stands for them."""
        self.ensure_one()
        if self.state != "closed":
            raise UserError(_("%s was not read: there is nothing to withdraw.", self.display_name))
        later = self.search([("replaces_id", "=", self.id),
                             ("state", "not in", ("refused", "withdrawn"))], limit=1)
        if later.question == "correction":
            raise UserError(_("%s corrects it and waits for a decision: apply it or not first.",
                              later.display_name))
        if later:
            raise UserError(_("%(file)s was corrected by %(later)s: withdraw that one, both go "
                              "together.", file=self.display_name, later=later.display_name))
        return self | self._chain()

    def _fates(self):
        """[{fate, lines, amount (text)}] of the files' lines, and {fate: [line id]}."""
        self.env["quittance.line"]._refresh_edited_of(self)
        self.env.flush_all()
        self.env.cr.execute(
            f"SELECT fate, array_agg(id ORDER BY id), COALESCE(sum(amount), 0)::text"
            f" FROM ({FATE_OF_LINES}) found GROUP BY fate", [tuple(self.ids)])
        found = {fate: (ids, amount) for fate, ids, amount in self.env.cr.fetchall()}
        rows = [{"fate": fate, "lines": len(found[fate][0]), "amount": decimal_text(found[fate][1])}
                for fate, _label in FATES if fate in found]
        return rows, {fate: ids for fate, (ids, _amount) in found.items()}

    # ------------------------------------------------------------------ doing

    def _withdraw(self, reason, seen=None):
        """Withdraw the file and those that it corrects. Withdrawn already: nothing.

        seen: the rows of `_fates` that a person agreed to; other ones now are an error.
        """
        self.ensure_one()
        self._lock_for_decision()
        if self.state == "withdrawn":
            return
        self.supplier_id._quittance_take_turn()
        files = self._withdrawn_together()
        lines = self.env["quittance.line"].search([("file_id", "in", files.ids)])
        lines._lock_by_id()
        rows, ids_of = files._fates()
        if seen is not None and rows != seen:
            raise UserError(_("It changed since you looked: close this and look again."))
        why = FILE_WITHDRAWN._source % reason
        self._reject_unbilled(ids_of.get("out", []), why)
        self._leave_drafts(ids_of.get("off_draft", []), why)
        self._mark_for_credit(ids_of, why)
        files.write({"state": "withdrawn", "question": False, "message": why,
                     "withdrawn_at": fields.Datetime.now()})
        told = "; ".join(
            _("%(fate)s: %(lines)s lines, %(amount)s", fate=self._fate_label(row["fate"]),
              lines=row["lines"], amount=row["amount"]) for row in rows)
        for file in files:
            file._log(_("Withdrawn: %(reason)s. %(told)s", reason=reason, told=told))
        self._bring_back(lines.ids, files)

    @api.model
    def _fate_label(self, fate):
        field = self.env["quittance.withdraw.row"]._fields["fate"]
        return dict(field._description_selection(self.env))[fate]

    def _lock_for_decision(self):
        """One decision about a file at a time; what is read afterwards is what holds now."""
        self.env.flush_all()
        self.env.cr.execute("SELECT id FROM quittance_file WHERE id IN %s ORDER BY id FOR UPDATE",
                            [tuple((self | self._chain()).ids)])
        self.invalidate_recordset()

    def _reject_unbilled(self, ids, why):
        """One on a cancelled invoice keeps its tie: that invoice cannot be taken back then."""
        if ids:
            self.env.cr.execute(
                "UPDATE quittance_line SET state = 'rejected', reason = %s, suggestion = NULL,"
                " month_id = NULL, withdraw = false, write_uid = %s,"
                " write_date = now() AT TIME ZONE 'UTC' WHERE id IN %s",
                [why, self.env.uid, tuple(ids)])
            self.env.invalidate_all()

    def _leave_drafts(self, ids, why):
        """Off the open drafts now."""
        if not ids:
            return
        lines = self.env["quittance.line"].browse(ids)
        months = lines.month_id.sorted("id")
        months._touch_open()
        moves = months.move_id
        if moves.filtered(lambda move: move.state != "draft"):
            raise UserError(_("One of its drafts is being posted: look again in a moment."))
        counts = Counter(line.month_id for line in lines)
        invoice_lines = lines.invoice_line_id
        lines.write({"state": "rejected", "reason": why, "withdraw": False, "month_id": False,
                     "invoice_line_id": False})
        invoice_lines.with_context(**QUIET).unlink()
        for month, count in counts.items():
            said = lines._translate_reason(why)
            month.message_post(
                body=_("1 service taken off. %s", said) if count == 1
                else _("%(count)s services taken off. %(why)s", count=count, why=said))
        moves._quittance_after_leaving()

    def _mark_for_credit(self, ids_of, why):
        """Their keys are free; the next draft takes them back, or a person does."""
        ids = [one for fate in ("credit", "credited", "person_draft", "person_posted")
               for one in ids_of.get(fate, [])]
        if not ids:
            return
        lines = self.env["quittance.line"].browse(ids)
        lines.write({"withdraw": True, "reason": why})
        said = lines._translate_reason(why)
        for month in self.env["quittance.line"].browse(ids_of.get("credit", [])).month_id:
            month.message_post(body=_("%s A credit is proposed by the next draft.", said))

    # ------------------------------------------------------------------ taken again

    @api.model
    def _question_of(self, vals):
        """The same bytes for the supplier and month that they were withdrawn from: asked about."""
        gone = self.search(
            [(name, "=", vals[name]) for name in ("company_id", "supplier_id", "sha256", "period")]
            + [("state", "=", "withdrawn")], limit=1)
        if gone and not vals.get("confirmed"):
            return {"state": "asked", "question": "withdrawn",
                    "message": _("This file was withdrawn before (%(reason)s): is it to be billed "
                                 "again for the same supplier and month?",
                                 reason=gone.message or "")}
        return super()._question_of(vals)

    def _dealt_with_before(self):
        """Quarantine what a person had dealt with before these bytes were withdrawn."""
        self.env.cr.execute(DEALT_WITH_BEFORE, {
            "file": self.id, "company": self.company_id.id, "sha256": self.sha256,
            "person": _("A person dealt with the earlier version: decide by hand")})

    # ------------------------------------------------------------------ buttons

    def action_withdraw(self):
        """*Withdraw*: shows what would happen, asks why."""
        self._check_may()
        return self.env["quittance.withdraw"]._open(self)

    def action_take_again(self):
        """*Take again*: the same bytes, for the right supplier and month."""
        self.ensure_one()
        self._check_may()
        return self.env["quittance.import.file"]._open_again(self)

    def action_left(self):
        self.ensure_one()
        self._check_may()
        return {
            "type": "ir.actions.act_window",
            "name": _("Left to a person"),
            "res_model": "quittance.line",
            "view_mode": "list,form",
            "domain": self._left_domain(),
        }
