"""The row of the supplier's file that a service line came from, with its neighbours."""

import json
from itertools import zip_longest

from markupsafe import Markup

from odoo import api, fields, models

NEIGHBOURS = 2
NEAR = """
    (SELECT id FROM quittance_line WHERE file_id = %(file)s AND row <= %(row)s
      ORDER BY row DESC LIMIT %(before)s)
    UNION ALL
    (SELECT id FROM quittance_line WHERE file_id = %(file)s AND row > %(row)s
      ORDER BY row LIMIT %(after)s)
"""


class QuittanceLine(models.Model):
    _inherit = "quittance.line"

    origin = fields.Html(
        string="In the file", compute="_compute_origin", sanitize=False,
        help="The row as it stands in the file, between the two before and the two after it.",
    )

    @api.depends("raw", "row", "file_id")
    @api.depends_context("lang")
    def _compute_origin(self):
        for line in self:
            line.origin = line._origin_table() if line.raw else False

    def _near(self):
        """This line and its neighbours in the file, by row."""
        self.env.flush_all()
        self.env.cr.execute(NEAR, {"file": self.file_id.id, "row": self.row,
                                   "before": NEIGHBOURS + 1, "after": NEIGHBOURS})
        return self.browse([row[0] for row in self.env.cr.fetchall()]).sorted("row")

    def _cells(self):
        """The cells of the row as texts; none when they were not kept whole."""
        try:
            cells = json.loads(self.raw or "[]")
        except ValueError:
            return []
        return [str(cell) for cell in cells] if isinstance(cells, list) else []

    def _origin_table(self):
        """The header's names above, a link to the neighbours' own lines, this row marked."""
        near = self._near()
        cells = {line: line._cells() for line in near}
        width = max(map(len, cells.values()), default=0)
        headers = [str(name) for name in self.file_id.headers or []][:width]
        names = [name or str(number) for number, name in zip_longest(
            range(1, width + 1), headers, fillvalue="")]
        rows = [
            Markup("<tr class='{}'><td>{}</td>{}</tr>").format(
                "table-warning fw-bold" if line == self else "text-muted",
                line.row if line == self else Markup("<a href='/odoo/quittance.line/{}'>{}</a>")
                .format(line.id, line.row),
                self._cells_as("td", zip_longest(cells[line], range(width), fillvalue="")))
            for line in near
        ]
        return Markup("<div class='overflow-auto'><table class='table table-sm w-auto'><thead><tr>"
                      "<th>{}</th>{}</tr></thead><tbody>{}</tbody></table></div>").format(
            self.env._("Row"), self._cells_as("th", ((name, 0) for name in names)),
            Markup("").join(rows))

    @staticmethod
    def _cells_as(tag, pairs):
        return Markup("").join(Markup("<{0}>{1}</{0}>").format(tag, cell) for cell, _nth in pairs)
