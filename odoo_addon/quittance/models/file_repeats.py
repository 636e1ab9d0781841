"""Rows without a ticket that earlier files brought already: asked about, or warned of."""

from odoo import _, models

# Without a ticket a line is known by its file alone, so that nothing else would notice its return.
# What a person rejected by itself or took off an invoice counts as well.
# Each line is looked up by itself (OFFSET keeps it so): what a growing table is thought to hold is
# no base to join on.
REPEATED = """
    WITH again AS (
        SELECT line.id, line.row, other.file_id FROM quittance_line line
          JOIN LATERAL (
            SELECT earlier.file_id FROM quittance_line earlier
             WHERE earlier.supplier_id = line.supplier_id AND earlier.content = line.content
               AND earlier.company_id = line.company_id AND earlier.period = line.period
               AND earlier.file_id <> line.file_id AND earlier.key LIKE 'f1%%'
               AND (earlier.state IN ('billable', 'held', 'billed', 'quarantine', 'removed')
                    OR earlier.state = 'rejected' AND earlier.rejected_by IS NOT NULL)
               AND earlier.withdraw IS NOT TRUE
               AND NOT earlier.file_id = ANY(%(chain)s) OFFSET 0) other ON true
         WHERE line.file_id = %(file)s AND line.key LIKE 'f1%%' AND line.read_state = 'billable'
           AND line.state = 'reading'
    ), files AS (
        SELECT file_id, count(DISTINCT id) AS rows FROM again GROUP BY file_id
    )
    SELECT files.file_id, files.rows AS of_file,
           (SELECT count(*) FROM quittance_line live
             WHERE live.file_id = files.file_id AND live.key LIKE 'f1%%'
               AND (live.state IN ('billable', 'held', 'billed', 'quarantine', 'removed')
                    OR live.state = 'rejected' AND live.rejected_by IS NOT NULL)) AS file_rows,
           (SELECT count(DISTINCT id) FROM again) AS count, (SELECT min(row) FROM again) AS row,
           (SELECT count(*) FROM quittance_line own
             WHERE own.file_id = %(file)s AND own.read_state = 'billable'
               AND own.state = 'reading') AS rows
      FROM files ORDER BY files.rows DESC
"""
# An earlier file that returns almost whole is part of a list of the month to date.
ROWS_AT_LEAST = 3


class QuittanceFile(models.Model):
    _inherit = "quittance.file"

    def _repeated_rows(self, chain):
        """What earlier files, those of the chain aside, brought of this one: a row a file.

        While its lines are being read: afterwards each would find its own file's as well.
        """
        self.env.flush_all()
        self.env.cr.execute(REPEATED, {"file": self.id, "chain": chain.ids})
        return self.env.cr.dictfetchall()

    def _ask_about_repeats(self, chain):
        """Held and asked about when most rows came before, in one file or in several, or when an
        earlier file returns almost whole and this is no correction of it. A few are billed, and a
        person is told."""
        found = self._repeated_rows(chain)
        whole = [one for one in found if one["of_file"] >= ROWS_AT_LEAST
                 and one["of_file"] * 10 >= one["file_rows"] * 9]
        if not found:
            return False
        if not (whole or found[0]["count"] * 2 > found[0]["rows"]):
            self.warnings = [self._warning_of(found)]
            return False
        self.write({
            "question": "repeats",
            "repeats_id": found[0]["file_id"],
            "message": _(
                "%(count)s of its %(rows)s rows came with %(file)s already: is it a correction, "
                "or a second delivery?",
                count=found[0]["count"], rows=found[0]["rows"], file=self._names(found),
            ),
        })
        return True

    def _warning_of(self, found):
        one = found[0]
        return {
            "code": "repeats_some", "row": one["row"], "column": "",
            "message": f"{one['count']} of its {one['rows']} rows came with {self._names(found)} "
                       "already. Each is billed. Reject those that the supplier sent twice by "
                       "mistake.",
        }

    def _names(self, found):
        return ", ".join(self.browse(one["file_id"]).display_name for one in found[:3])
