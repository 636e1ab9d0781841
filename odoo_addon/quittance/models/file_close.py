"""The end of reading: a file's lines become billable together, in one transaction of a few
set-based statements. Who holds a key, and what a correction withdraws, is decided here.
"""

from decimal import Decimal

import psycopg2.errors

from odoo import _, fields, models
from odoo.exceptions import ConcurrencyError, UserError

from .amounts import decimal_text
from .line import LIVE
from .line_same import same

MANY_LINES = 500
# What was wrong with the line in the first place goes on being said.
AS_READ = "COALESCE(E'\\n' || line.reason, '')"
SAME_IN_FILE = same("line", "first")
SAME_ELSEWHERE = same("line", "holder", corrects="holder.file_id = ANY(%(chain)s)")
SAME_CORRECTED = same("line", "old", corrects="true")
# The same key again in the same file: the first row holds it.
REPEATED_IN_FILE = f"""
    UPDATE quittance_line line
       SET other_id = first.id,
           state = CASE WHEN {SAME_IN_FILE} THEN 'superseded' ELSE 'quarantine' END,
           reason_code = CASE WHEN {SAME_IN_FILE} THEN NULL
                              ELSE 'ticket_conflict' END,
           reason = CASE WHEN {SAME_IN_FILE}
                         THEN %(same)s || ' ' || first.row
                         ELSE %(other)s || ' ' || first.row || {AS_READ} END
      FROM (SELECT id AS twin_id, first_value(id) OVER numbered AS first_id
              FROM quittance_line WHERE file_id = %(file)s AND state = 'reading'
            WINDOW numbered AS (PARTITION BY key ORDER BY row)) twin
      JOIN quittance_line first ON first.id = twin.first_id
     WHERE line.id = twin.twin_id AND twin.first_id <> twin.twin_id
"""
# Another file's line holds the key. What a person did with it is never undone.
HELD_ELSEWHERE = f"""
    WITH holder AS (
        SELECT id, key, content, content_read, currency, tax_included, tax_rate, file_id, state,
               edited,
               EXISTS (SELECT FROM quittance_month month WHERE month.id = month_id
                          AND month.credit_note_id IS NOT NULL) AS credited
          FROM quittance_line
         WHERE company_id = %(company)s AND {LIVE} AND file_id <> %(file)s
           AND key IN (SELECT key FROM quittance_line
                        WHERE file_id = %(file)s AND state = 'reading')
    )
    UPDATE quittance_line line
       SET other_id = holder.id,
           state = CASE WHEN {SAME_ELSEWHERE} THEN 'superseded' ELSE 'quarantine' END,
           reason_code = CASE WHEN {SAME_ELSEWHERE} THEN NULL
                              ELSE 'ticket_conflict' END,
           reason = CASE WHEN {SAME_ELSEWHERE} THEN %(known)s
                         WHEN holder.file_id = ANY(%(chain)s) THEN %(person)s || {AS_READ}
                         ELSE %(differs)s || {AS_READ} END
      FROM holder
     WHERE line.file_id = %(file)s AND line.state = 'reading' AND holder.key = line.key
       AND ({SAME_ELSEWHERE} OR NOT holder.file_id = ANY(%(chain)s)
            OR holder.state IN ('removed', 'credited') OR holder.edited OR holder.credited)
"""
# A person billed it in spite of a conflict, under a key of its own: unchanged it is known.
BILLED_APART = f"""
    UPDATE quittance_line line SET other_id = old.id, state = 'superseded', reason = %(known)s
      FROM quittance_line old
     WHERE line.file_id = %(file)s AND line.state = 'reading' AND old.file_id = ANY(%(chain)s)
       AND old.state IN ('billable', 'held', 'billed', 'credited', 'removed')
       AND old.withdraw IS NOT TRUE AND old.key LIKE '%%/' || old.id
       AND left(old.key, -length('/' || old.id)) = line.key AND {SAME_CORRECTED}
"""
# A person chose what its number means, and without ticket it got another key by that.
CHOSEN_BEFORE = f"""
    UPDATE quittance_line line SET other_id = old.id, state = 'superseded', reason = %(known)s
      FROM quittance_line old
     WHERE line.file_id = %(file)s AND line.state = 'reading' AND old.file_id = ANY(%(chain)s)
       AND old.state IN ('billable', 'quarantine', 'held', 'billed', 'credited', 'removed')
       AND old.withdraw IS NOT TRUE AND old.key_read = line.key AND {SAME_CORRECTED}
"""
# A person rejected it in one of the corrected files: unchanged it stays rejected.
REJECTED_BEFORE = f"""
    UPDATE quittance_line line
       SET other_id = old.id,
           state = CASE WHEN {SAME_CORRECTED} THEN 'rejected' ELSE 'quarantine' END,
           reason_code = CASE WHEN {SAME_CORRECTED} THEN NULL
                              ELSE 'ticket_conflict' END,
           reason = CASE WHEN {SAME_CORRECTED} THEN old.reason ELSE %(person)s || {AS_READ} END,
           rejected_by = CASE WHEN {SAME_CORRECTED} THEN old.rejected_by END
      FROM (SELECT DISTINCT ON (key) id, key, content, content_read, currency, tax_included,
                   tax_rate, reason, rejected_by
              FROM quittance_line gone
             WHERE gone.file_id = ANY(%(standing)s) AND gone.state = 'rejected'
               AND NOT EXISTS (SELECT FROM quittance_line live
                                WHERE live.company_id = gone.company_id AND live.key = gone.key
                                  AND live.file_id = ANY(%(chain)s) AND {LIVE})
             ORDER BY key, id DESC) old
     WHERE line.file_id = %(file)s AND line.state = 'reading' AND old.key = line.key
"""
# A person rejected it in a file that this one does not correct: it is asked about once more, and
# where a service holds the key, that one decides.
REJECTED_ELSEWHERE = f"""
    UPDATE quittance_line line
       SET other_id = old.id, state = 'quarantine', reason_code = 'ticket_conflict',
           reason = %(person)s || {AS_READ}
      FROM (SELECT DISTINCT ON (key) id, key FROM quittance_line gone
             WHERE gone.company_id = %(company)s AND gone.state = 'rejected'
               AND gone.rejected_by IS NOT NULL
               AND gone.file_id <> %(file)s AND NOT gone.file_id = ANY(%(chain)s)
               AND gone.key IN (SELECT key FROM quittance_line
                                 WHERE file_id = %(file)s AND state = 'reading')
               AND NOT EXISTS (SELECT FROM quittance_line live
                                WHERE live.company_id = gone.company_id AND live.key = gone.key
                                  AND {LIVE})
             ORDER BY key, id DESC) old
     WHERE line.file_id = %(file)s AND line.state = 'reading' AND old.key = line.key
"""
# Without ticket a changed service has another key: it is the one of that client, day and kind that
# the correction has no more. What a person changed, removed, rejected or credited is not billed
# anew.
_DEALT_WITH = """
    UPDATE quittance_line line
       SET other_id = old.id, state = 'quarantine', reason_code = 'ticket_conflict',
           reason = %%(person)s
      FROM quittance_line old
     WHERE line.file_id = %%(file)s AND line.state = 'reading' AND line.key LIKE 'f1%%%%'
       AND line.read_state = 'billable' AND old.file_id = ANY(%%(chain)s) AND %s
       AND NOT EXISTS (SELECT FROM quittance_line same
                        WHERE same.file_id = %%(file)s AND same.key = old.key)
"""
DEALT_WITH = _DEALT_WITH % """
           old.client_id = line.client_id
       AND old.product_id = line.product_id AND old.date IS NOT DISTINCT FROM line.date
       AND (old.state = 'removed'
            OR old.state = 'rejected' AND old.file_id = ANY(%(standing)s)
            OR old.state = 'billed' AND (old.edited OR EXISTS (
               SELECT FROM quittance_month month
                WHERE month.id = old.month_id AND month.credit_note_id IS NOT NULL)))"""
# Of a rejected one that could not be read whole, what could be read decides.
REJECTED_UNREAD = _DEALT_WITH % """
           old.state = 'rejected' AND old.file_id = ANY(%(standing)s)
       AND (old.client_id IS NULL OR old.product_id IS NULL OR old.date IS NULL)
       AND COALESCE(old.client_code, '') = COALESCE(line.client_code, '')
       AND COALESCE(old.service_code, '') = COALESCE(line.service_code, '')
       AND COALESCE(old.client_id, line.client_id) = line.client_id
       AND COALESCE(old.product_id, line.product_id) = line.product_id
       AND COALESCE(old.date, line.date) IS NOT DISTINCT FROM line.date"""
# What the corrected files had and this one has not, or has otherwise.
WITHDRAWN = """
    UPDATE quittance_line old
       SET state = CASE WHEN old.state = 'billed' THEN 'billed' ELSE 'superseded' END,
           withdraw = old.state = 'billed',
           month_id = CASE WHEN old.state = 'billed' THEN old.month_id END,
           other_id = (SELECT id FROM quittance_line successor
                        WHERE successor.file_id = %(file)s AND successor.key = old.key
                          AND successor.state = 'reading'),
           reason = %(corrected)s, write_uid = %(uid)s, write_date = now() AT TIME ZONE 'UTC'
     WHERE old.file_id = ANY(%(chain)s)
       AND (old.state IN ('billable', 'held') OR old.state = 'quarantine' OR
            (old.state = 'billed' AND old.withdraw IS NOT TRUE AND NOT EXISTS (
                SELECT FROM quittance_month month
                 WHERE month.id = old.month_id AND month.credit_note_id IS NOT NULL)))
       AND NOT EXISTS (SELECT 1 FROM quittance_line same
                        WHERE same.file_id = %(file)s AND same.other_id = old.id)
    RETURNING old.id, old.row, old.edited AND old.state = 'billed', old.month_id
"""

class QuittanceFile(models.Model):
    _inherit = "quittance.file"

    def _close(self, stated):
        """Check count and sum, settle who holds each key, and make the rest billable.

        stated: `lines`, `amount` (Decimal), `unreadable`, `controls`, `warnings`.
        Again: the same check, nothing written. Errors: figures that differ from what is stored.
        """
        self.ensure_one()
        self.env.flush_all()
        if self.question == "overtaken":
            return
        self._take_stock(stated["lines"])
        self.env.cr.execute(
            "SELECT state, closed_at FROM quittance_file WHERE id = %s FOR UPDATE", [self.id])
        state, closed_at = self.env.cr.fetchone()
        self._compare_with_stored(stated)
        if closed_at:
            return
        if state != "reading":
            raise UserError(_("The file %s is not being read.", self.name))
        if not self.bytes_kept:
            raise UserError(_("The bytes of %s are not all here yet: bring it again.", self.name))
        self.supplier_id._quittance_take_turn()
        if self._overtaken_at_the_end():
            return
        self.warnings = False  # of an earlier reading; settling may find some
        try:
            asked = self._settle_or_ask()
        except psycopg2.errors.UniqueViolation as error:
            # Another file with the same service was closed meanwhile: look again, afresh.
            raise ConcurrencyError(str(error)) from error
        self.env.invalidate_all()
        self.write(
            {
                "state": "asked" if asked else "closed",
                "closed_at": fields.Datetime.now(), "lease_until": False,
                "line_count": stated["lines"], "amount": float(stated["amount"]),
                "unreadable": stated["unreadable"], "controls": stated["controls"],
                "headers": stated.get("headers") or [],
                "warnings": [*stated["warnings"], *(self.warnings or []),
                             *self._unusual_months()],
            }
        )
        self._log_read()

    def _take_stock(self, lines):
        """PostgreSQL joins by what it last saw of a table. After a file that brought a good part of
        all lines that is wrong by so much that settling it takes minutes: it looks again first."""
        if lines < MANY_LINES:
            return
        self.env.cr.execute("SELECT reltuples FROM pg_class WHERE oid = 'quittance_line'::regclass")
        if self.env.cr.fetchone()[0] < 10 * lines:
            with self.pool.cursor() as cr:  # apart, as its lock would last until the file is settled
                cr.execute("ANALYZE quittance_line")

    def _compare_with_stored(self, stated):
        self.env.cr.execute(
            "SELECT count(*),"
            " COALESCE(sum(amount) FILTER (WHERE reading_gave_amount IS NOT TRUE), 0)::text,"
            " count(*) FILTER (WHERE amount IS NULL OR reading_gave_amount)"
            " FROM quittance_line WHERE file_id = %s",
            [self.id],
        )
        count, amount, unreadable = self.env.cr.fetchone()
        if (count, Decimal(amount), unreadable) == (
            stated["lines"], stated["amount"], stated["unreadable"]
        ):
            return
        raise UserError(
            _(
                "%(name)s: %(lines)s lines of %(sum)s (%(bad)s unreadable) were announced, "
                "%(count)s of %(amount)s (%(unreadable)s) are stored. Nothing became billable.",
                name=self.name, lines=stated["lines"], sum=decimal_text(stated["amount"]),
                bad=stated["unreadable"], count=count, amount=decimal_text(amount),
                unreadable=unreadable,
            )
        )

    def _settle(self):
        """What became of each line; the ids of those of corrected files that it withdrew."""
        self.supplier_id._quittance_take_turn()
        self._follow_aliases()
        chain, gone = self._chain(), []
        self.env["quittance.line"]._refresh_edited_of(chain)
        args = {
            "file": self.id, "chain": chain.ids, "company": self.company_id.id,
            # What was withdrawn with its file was not rejected by itself.
            "standing": chain.filtered(lambda file: file.state != "withdrawn").ids,
            "uid": self.env.uid,
            "same": _("Repeats row"), "other": _("Same ticket, other content as row"),
            "known": _("Known already from an earlier file"),
            "differs": _("The same ticket came before with other content"),
            "person": _("A person dealt with the earlier version: decide by hand"),
            "corrected": _("Corrected by %s", self.name),
        }
        cr = self.env.cr
        cr.execute(REPEATED_IN_FILE, args)
        self._dealt_with_before()
        if chain:
            cr.execute(BILLED_APART, args)
            cr.execute(CHOSEN_BEFORE, args)
        cr.execute(HELD_ELSEWHERE, args)
        if chain:
            cr.execute(REJECTED_BEFORE, args)
        cr.execute(REJECTED_ELSEWHERE, args)
        if chain:
            for statement in (DEALT_WITH, REJECTED_UNREAD, WITHDRAWN):
                cr.execute(statement, args)
            gone = cr.fetchall()
            self.env["quittance.month"].browse({row[3] for row in gone if row[3]})._touch_open()
            self._tell_edited([row for row in gone if row[2]])
        repeated = self._ask_about_repeats(chain)
        cr.execute(
            "UPDATE quittance_line SET state = 'quarantine'"
            " WHERE file_id = %s AND state = 'reading' AND read_state = 'quarantine'",
            [self.id],
        )
        self.env.invalidate_all()
        ready = self.line_ids.search([("file_id", "=", self.id), ("state", "=", "reading")])
        if repeated:
            wrong = ready._currency_findings()
            ready._quarantine(wrong)
            ready = ready.filtered(lambda line: line.id not in wrong)
        if repeated and ready:
            cr.execute("UPDATE quittance_line SET state = 'held', reason = %s WHERE id IN %s",
                       [self.message, tuple(ready.ids)])
            self.env.invalidate_all()
        elif not repeated:
            ready._admit()
        self._look_up_again()
        gone_ids = [row[0] for row in gone]
        self._bring_back(gone_ids, chain)
        return gone_ids

    def _tell_edited(self, rows):
        for line_id, *_more in rows:
            self.env["quittance.line"].browse(line_id).message_post(
                body=_("%s dropped this service, but a person changed its invoice line: "
                       "decide by hand.", self.name)
            )
