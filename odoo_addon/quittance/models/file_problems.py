"""All problems of a file as a CSV that a spreadsheet opens: for the supplier, and for accountants."""

import csv
import io

from odoo import api, fields, models

from .supplier_words import WORDS

ALL_OF_A_KIND = 2**31 - 1
TOLD_OF_A_KIND = 200
BYTE_ORDER_MARK = "\ufeff"  # or Excel takes UTF-8 for something else
# What a spreadsheet program would take for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
WAITING = """
    SELECT own.row, COALESCE(line.reason_code, line.state), line.reason, line.suggestion
      FROM quittance_line own
      JOIN quittance_line line ON line.id = own.id OR line.id = own.other_id
           AND own.state = 'superseded' AND line.file_id = ANY(%s)
     WHERE own.file_id = %s AND line.state IN ('quarantine', 'held') ORDER BY own.row
"""


def harmless(value):
    """The cell's text, which no program takes for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


class QuittanceFile(models.Model):
    _inherit = "quittance.file"

    has_problems = fields.Boolean(compute="_compute_has_problems")

    @api.depends("line_ids.state", "message", "notes", "unchanged_count")
    def _compute_has_problems(self):
        waiting = dict(self.env["quittance.line"].sudo()._read_group(
            [("file_id", "in", self.ids), ("state", "in", ("quarantine", "held"))],
            ["file_id"], ["__count"]))
        for file in self:
            file.has_problems = bool(file in waiting or file.message or file.notes
                                     or file.unchanged_count)

    def _supplier_problem_rows(self):
        """[(row or "", column, message, what to do)] in the supplier's words, by row."""
        return sorted(
            ((one["row"] or "", one["column"], _joined(problem["title"], one["sentence"]),
              problem["advice"])
             for problem in self._supplier_problems(ALL_OF_A_KIND)
             for one in problem["rows"] or [self._supplier_row(0)]),
            key=lambda row: row[0] or 0)

    def _supplier_answer(self):
        """What a supplier's own program is told of the file, in the supplier's language:
        {message, problems: [{row (0: the file), code, column, message}], problems_more}."""
        self.ensure_one()
        supplier = self.supplier_id
        file = self.with_context(lang=supplier.lang or self.company_id.partner_id.lang)
        problems = file._supplier_problems(TOLD_OF_A_KIND)
        found = sorted(
            ({"row": one["row"] or 0, "code": problem["code"], "column": one["column"],
              "message": f"{_joined(problem['title'], one['sentence'])} {problem['advice']}"}
             for problem in problems
             for one in problem["rows"] or [file._supplier_row(0)]),
            key=lambda one: one["row"])
        return {"message": file._supplier_state()["sentence"], "problems": found,
                "problems_more": sum(problem["more"] for problem in problems)}

    def _own_problem_rows(self):
        """The same in the accountants' words, with what would put a row right."""
        self.env["quittance.line"].flush_model()
        self.env.cr.execute(WAITING, [self._chain().ids, self.id])
        lines = self.env["quittance.line"]
        rows = [("", "", note, "") for note in (self.notes or "").splitlines()]
        if self.message:
            rows.insert(0, ("", "", self.message, ""))
        for row, code, reason, suggestion in self.env.cr.fetchall():
            words = self._supplier_words(code)
            said = lines._translate_reason(reason or "") or words["title"]
            if suggestion:
                said = self.env._("%(problem)s Suggestion: %(suggestion)s", problem=said,
                                  suggestion=suggestion)
            rows.append((row, self._supplier_column(code), said,
                         words["advice"] if code in WORDS else ""))
        return rows

    def _problems_csv(self, rows, advice):
        """The bytes of the file; the separator is the one of the reader's spreadsheets."""
        _ = self.env._
        language = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        text = io.StringIO()
        table = csv.writer(text, delimiter=";" if language.decimal_point == "," else ",")
        table.writerow([_("Row"), _("Column"), _("Problem"), advice])
        table.writerows([harmless(cell) for cell in row] for row in rows)
        return (BYTE_ORDER_MARK + text.getvalue()).encode()

    def _supplier_problems_csv(self):
        return self._problems_csv(self._supplier_problem_rows(), self.env._("What to do"))

    def _own_problems_csv(self):
        return self._problems_csv(
            self._own_problem_rows(), self.env._("What the supplier is advised"))

    def action_problems(self):
        """*Problems*: download them all."""
        self.ensure_one()
        self._check_may()
        return {"type": "ir.actions.act_url", "url": f"/quittance/files/{self.id}/problems",
                "target": "download"}


def _joined(title, sentence):
    return f"{title}. {sentence}" if sentence else f"{title}."
