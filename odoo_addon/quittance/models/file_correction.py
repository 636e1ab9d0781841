"""A correction of what is posted is asked about, with all that it changes, and applied by a person.

What is decided is found by doing it: the correction is settled within a savepoint, what that changed
is kept, and the savepoint is undone. Applying settles it again; if it comes out otherwise by then,
nothing is applied and the person looks again.
"""

import psycopg2.errors

from odoo import _, fields, models
from odoo.exceptions import ConcurrencyError, UserError

POSTED = """
    SELECT EXISTS (
        SELECT FROM quittance_line line JOIN quittance_month month ON month.id = line.month_id
         WHERE line.file_id = ANY(%(chain)s) AND line.state = 'billed' AND month.state = 'posted'
           AND (line.withdraw IS NOT TRUE OR line.id = ANY(%(gone)s)))
"""


class QuittanceFile(models.Model):
    _inherit = "quittance.file"

    question = fields.Selection(selection_add=[("correction", "Corrects what is posted")])
    difference_ids = fields.One2many("quittance.file.difference", "file_id", readonly=True)

    # ------------------------------------------------------------------ when it was read

    def _settle_or_ask(self):
        """Settle the file, or only look what that would do and ask. True: asked."""
        chain = self._chain()
        if not chain:
            self._settle()
            return False
        with self.env.cr.savepoint() as savepoint:
            rows, posted = self._settle_and_compare(chain)
            asked = posted and any(row[0] != "kept" for row in rows)
            if asked:
                savepoint.rollback()
        self.env.invalidate_all()
        self.env["quittance.file.difference"]._keep(self, rows)
        if asked:
            self.write({"question": "correction", "message": self._correction_message(rows)})
        return asked

    def _settle_and_compare(self, chain):
        """(the differences, was anything of the corrected files posted?)."""
        gone = self._settle()
        rows = self.env["quittance.file.difference"]._find(self, chain, gone)
        self.env.cr.execute(POSTED, {"chain": chain.ids, "gone": gone})
        return rows, self.env.cr.fetchone()[0]

    def _correction_message(self, rows):
        counts = {kind: sum(row[0] == kind for row in rows) for kind in ("added", "changed", "removed")}
        return _(
            "It corrects %(file)s, of which services were posted: %(added)s added, %(changed)s "
            "changed, %(removed)s removed. Look at the changes, then apply them or not.",
            file=self.replaces_id.display_name, **counts)

    # ------------------------------------------------------------------ a newer one

    def _make_way(self, name):
        """A newer correction of this file: an undecided one gives way, any other is an error."""
        self.ensure_one()
        later = self.search([("replaces_id", "=", self.id),
                             ("state", "not in", ("refused", "withdrawn"))], limit=1)
        if later.question == "correction":
            later._set_aside(_("%s came instead", name))
        elif later._is_abandoned():
            later._give_way(name)
        elif later:
            raise UserError(
                _("%(file)s was corrected already by %(later)s: correct that one.",
                  file=self.display_name, later=later.display_name))

    def _decided(self):
        """What an undecided correction corrects, or the file itself."""
        return self.replaces_id if self.question == "correction" else self

    # ------------------------------------------------------------------ decisions

    def action_bill_anyway(self):
        corrections = self.filtered(lambda file: file.question == "correction")
        corrections.action_apply_correction()
        return super(QuittanceFile, self - corrections).action_bill_anyway()

    def action_apply_correction(self):
        """*Apply*: exactly what was shown. Otherwise nothing, and it is shown anew."""
        self._check_may()
        looked_again = self.browse()
        for file in self.filtered(lambda file: file.question == "correction"):
            if not file.sudo()._apply_correction():
                looked_again |= file
        return looked_again._say_look_again() if looked_again else True

    def _apply_correction(self):
        """Was it applied? A second call finds it done."""
        self._lock_for_decision()
        if self.question != "correction":
            return True
        differences = self.env["quittance.file.difference"]
        shown = differences._kept(self)
        try:
            with self.env.cr.savepoint() as savepoint:
                rows, _posted = self._settle_and_compare(self._chain())
                same = rows == shown
                if not same:
                    savepoint.rollback()
        except psycopg2.errors.UniqueViolation as error:
            raise ConcurrencyError(str(error)) from error
        self.env.invalidate_all()
        if not same:
            differences._keep(self, rows)
            self.message = self._correction_message(rows)
            return False
        vals = {"state": "closed"}
        if self.question == "correction":
            vals.update(question=False, message=False)
        self.write(vals)
        self._log(_("The correction was applied."))
        return True

    def _say_look_again(self):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "message": _("It changed since it was shown. Nothing was applied: look at it again."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _decide_not(self, reason):
        corrections = self.filtered(lambda file: file.question == "correction")
        for file in corrections:
            file.sudo()._lock_for_decision()
            file.sudo()._set_aside(reason)
        return super(QuittanceFile, self - corrections)._decide_not(reason)

    def _set_aside(self, reason):
        """The correction is not applied: its lines are rejected, what it corrects stands."""
        if self.question != "correction":
            return
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE quittance_line SET state = 'rejected', reason = %s, write_uid = %s,"
            " write_date = now() AT TIME ZONE 'UTC' WHERE file_id = %s AND state = 'reading'",
            [_("Correction not applied: %s", reason), self.env.uid, self.id])
        self.env.invalidate_all()
        self.write({"state": "withdrawn", "question": False, "message": reason,
                    "withdrawn_at": fields.Datetime.now()})
        self._log(_("The correction is not applied: %s", reason))

    def action_do_not_apply(self):
        """*Do not apply*: asks for the reason."""
        self._check_may()
        return self.env["quittance.decision"]._open("correction_no", file=self)
