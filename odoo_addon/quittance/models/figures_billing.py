"""The figures of what is billed: files, lines, months, and I5 and I6."""

from odoo import api, models


class QuittanceFigures(models.AbstractModel):
    _inherit = "quittance.figures"

    @api.model
    def _file_ids(self, company, period):
        """Ids of the files looked at: all, or those of the period or with a line of it."""
        rows = self._rows(
            """SELECT file.id FROM quittance_file file
                WHERE file.company_id = %(company)s
                  AND (%(period)s IN ('', file.period)
                       OR EXISTS (SELECT FROM quittance_line line
                                   WHERE line.file_id = file.id AND line.period = %(period)s))""",
            company=company.id,
            period=period,
        )
        return tuple(row["id"] for row in rows) or (0,)

    @api.model
    def _files(self, company, period):
        """{state: {count, amount}}; the amount is what each file's lines summed up to when read."""
        rows = self._rows(
            """SELECT state, NULL::int AS currency_id, count(*) AS n,
                      coalesce(sum(amount), 0) AS amount
                 FROM quittance_file WHERE id IN %s GROUP BY state""",
            self._file_ids(company, period),
        )
        return self._by_state(rows, company)

    @api.model
    def _lines(self, company, period):
        """{state: {count, amount}} of the period's lines, and `unreadable`: without an amount."""
        rows = self._rows(
            """SELECT state, currency_id, count(*) AS n, coalesce(sum(amount), 0) AS amount,
                      count(*) FILTER (WHERE amount IS NULL) AS unreadable
                 FROM quittance_line
                WHERE company_id = %(company)s AND %(period)s IN ('', period)
             GROUP BY state, currency_id""",
            company=company.id,
            period=period,
        )
        return {
            "states": self._by_state(rows, company),
            "count": sum(row["n"] for row in rows),
            "unreadable": sum(row["unreadable"] for row in rows),
        }

    @api.model
    def _months(self, company, period):
        """{status: count}."""
        rows = self._rows(
            """SELECT state, count(*) AS n FROM quittance_month
                WHERE company_id = %(company)s AND %(period)s IN ('', period)
             GROUP BY state ORDER BY state""",
            company=company.id,
            period=period,
        )
        return {row["state"]: row["n"] for row in rows}

    @api.model
    def _lines_add_up(self, company, period):
        """I5: each read file's sum is the sum of its lines over all states, to the cent.

        Lines without a readable amount are counted apart. A billed line is on an invoice line, a
        credited one on its reversal.
        """
        files = self._file_ids(company, period)
        row = self._rows(
            """WITH summed AS (
                 SELECT file.id, file.amount, file.line_count, file.unreadable,
                        coalesce(sum(line.amount), 0) AS line_sum, count(line.id) AS line_total,
                        count(line.id) FILTER (WHERE line.amount IS NULL) AS line_unreadable
                   FROM quittance_file file
              LEFT JOIN quittance_line line ON line.file_id = file.id
                  WHERE file.id IN %(files)s AND file.closed_at IS NOT NULL
               GROUP BY file.id)
               SELECT count(*) AS files, coalesce(sum(amount), 0) AS sent,
                      coalesce(sum(line_sum), 0) AS in_states,
                      coalesce(sum(line_unreadable), 0) AS unreadable,
                      count(*) FILTER (WHERE coalesce(amount, 0) <> line_sum
                                          OR coalesce(line_count, 0) <> line_total
                                          OR coalesce(unreadable, 0) <> line_unreadable) AS wrong
                 FROM summed""",
            files=files,
        )[0]
        states = self._rows(
            """SELECT state, coalesce(sum(amount), 0) AS amount FROM quittance_line
                WHERE file_id IN %s GROUP BY state ORDER BY state""",
            files,
        )
        loose = self._rows(
            """SELECT count(*) AS n FROM quittance_line
                WHERE file_id IN %s
                  AND (state = 'billed' AND invoice_line_id IS NULL
                       OR state = 'credited' AND reversal_line_id IS NULL)""",
            files,
        )[0]["n"]
        currency = company.currency_id
        return {
            "holds": not row["wrong"] and not loose,
            "files": row["files"],
            "sent": self._text(row["sent"], currency),
            "in_states": self._text(row["in_states"], currency),
            "states": {one["state"]: self._text(one["amount"], currency) for one in states},
            "unreadable": row["unreadable"],
            "files_that_differ": row["wrong"],
            "billed_without_invoice": loose,
        }

    @api.model
    def _persons_respected(self, company, period):
        """I6: what a person removed stays removed, a deleted draft stays deleted; the rest counted.

        `own_lines` are lines that persons added to the drafts and invoices of the months.
        """
        row = self._rows(
            """SELECT count(*) FILTER (WHERE state = 'removed') AS removed,
                      count(*) FILTER (WHERE state = 'removed' AND invoice_line_id IS NOT NULL)
                        AS removed_but_back,
                      count(*) FILTER (WHERE edited) AS edited
                 FROM quittance_line
                WHERE company_id = %(company)s AND %(period)s IN ('', period)""",
            company=company.id,
            period=period,
        )[0]
        months = self._rows(
            """SELECT count(*) FILTER (WHERE month.state = 'deleted') AS deleted,
                      count(*) FILTER (WHERE month.state = 'deleted' AND move.id IS NOT NULL)
                        AS deleted_but_back
                 FROM quittance_month month
            LEFT JOIN account_move move ON move.id = month.move_id
                WHERE month.company_id = %(company)s AND %(period)s IN ('', month.period)""",
            company=company.id,
            period=period,
        )[0]
        own = self._rows(
            """SELECT count(*) AS own_lines
                 FROM quittance_month month
                 JOIN account_move_line line ON line.move_id = month.move_id
                WHERE month.company_id = %(company)s AND %(period)s IN ('', month.period)
                  AND line.display_type = 'product'
                  AND NOT EXISTS (
                      SELECT FROM quittance_line ours
                       WHERE line.id IN (ours.invoice_line_id, ours.reversal_line_id))""",
            company=company.id,
            period=period,
        )[0]
        broken = row["removed_but_back"] or months["deleted_but_back"]
        return {"holds": not broken, **row, **months, **own}
