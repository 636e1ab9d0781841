"""A correction in a few rows: what it changes and where, and what it proposes for the next month."""

from decimal import Decimal

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools.misc import formatLang

from .file_difference import KINDS, PLACES
from .line_pricing import WORTH

BY_KIND = """
    SELECT kind, place, count(*), COALESCE(sum(old_amount), 0)::text,
           COALESCE(sum(new_amount), 0)::text
      FROM quittance_file_difference WHERE file_id = %s GROUP BY kind, place
"""
# What goes onto the next month: services of posted invoices taken back, and new ones whose own
# month is posted. `waiting` is what waits for the client besides once it is applied: nothing that it
# changes or removes, and what it brings for months that are not posted.
BY_CLIENT = f"""
    WITH part AS (
        SELECT difference.client_id, line.currency_id, -old_amount AS taken, NULL::numeric AS anew
          FROM quittance_file_difference difference
          JOIN quittance_line line ON line.id = difference.old_line_id
         WHERE difference.file_id = %(file)s AND place = 'posted' AND kind <> 'kept'
         UNION ALL
        SELECT line.client_id, line.currency_id, NULL, new_amount
          FROM quittance_file_difference difference
          JOIN quittance_line line ON line.id = difference.new_line_id
          JOIN quittance_month month ON month.company_id = line.company_id
           AND month.client_id = line.client_id AND month.period = line.period
           AND month.currency_id = line.currency_id AND month.state = 'posted'
         WHERE difference.file_id = %(file)s AND new_state = 'billable'
    )
    SELECT part.client_id, COALESCE(sum(taken), 0)::text, COALESCE(sum(anew), 0)::text,
           (COALESCE((SELECT sum({WORTH}) FROM quittance_line line
                       WHERE line.company_id = %(company)s AND line.client_id = part.client_id
                         AND line.currency_id = part.currency_id AND line.state = 'billable'
                         AND line.file_id <> %(file)s
                         AND NOT EXISTS (SELECT FROM quittance_file_difference difference
                                          WHERE difference.file_id = %(file)s AND kind <> 'kept'
                                            AND difference.old_line_id = line.id)), 0)
            + COALESCE((SELECT sum(new_amount) FROM quittance_file_difference difference
                          JOIN quittance_line line ON line.id = difference.new_line_id
                         WHERE difference.file_id = %(file)s AND new_state = 'billable'
                           AND line.client_id = part.client_id
                           AND line.currency_id = part.currency_id
                           AND NOT EXISTS (
                               SELECT FROM quittance_month month
                                WHERE month.company_id = line.company_id
                                  AND month.client_id = line.client_id
                                  AND month.period = line.period
                                  AND month.currency_id = line.currency_id
                                  AND month.state = 'posted')), 0))::text
      FROM part GROUP BY part.client_id, part.currency_id ORDER BY part.client_id
"""
CLIENTS_SHOWN = 50


class QuittanceFile(models.Model):
    _inherit = "quittance.file"

    correction_summary = fields.Html(
        string="What it changes", compute="_compute_correction_summary", sanitize=False
    )
    correction_proposal = fields.Html(
        string="What it proposes for the next month", compute="_compute_correction_summary",
        sanitize=False,
    )

    @api.depends("difference_ids")
    @api.depends_context("lang")
    def _compute_correction_summary(self):
        for file in self:
            changes, asked = bool(file.difference_ids), file.question == "correction"
            file.correction_summary = changes and file._difference_table()
            file.correction_proposal = asked and file._proposal_table()

    def _money(self, amount):
        return formatLang(self.env, float(amount), digits=2)

    def _difference_table(self):
        """One row for each kind of change and place."""
        _ = self.env._
        fields_of = self.env["quittance.file.difference"]._fields
        kinds = dict(fields_of["kind"]._description_selection(self.env))
        places = dict(fields_of["place"]._description_selection(self.env))
        self.env.flush_all()
        self.env.cr.execute(BY_KIND, [self.id])
        order = [kind for kind, _label in KINDS], [None, *(place for place, _label in PLACES)]
        found = sorted(self.env.cr.fetchall(),
                       key=lambda row: (order[0].index(row[0]), order[1].index(row[1])))
        rows = [
            (kinds[kind], places.get(place, ""), count, self._money(old), self._money(new),
             "" if kind == "kept" else self._money(Decimal(new) - Decimal(old)))
            for kind, place, count, old, new in found
        ]
        return self._html_table((_("Change"), _("Was"), _("Lines"), _("Before"), _("Now"),
                            _("Difference")), rows)

    def _proposal_table(self):
        """One row for each client whose posted month it touches."""
        _ = self.env._
        self.env.cr.execute(BY_CLIENT, {"file": self.id, "company": self.company_id.id})
        rows = []
        found = self.env.cr.fetchall()
        for client_id, *amounts in found[:CLIENTS_SHOWN]:
            taken, anew, waiting = (Decimal(one) for one in amounts)
            credit = taken + anew + waiting < 0
            rows.append((
                self.env["res.partner"].browse(client_id).display_name, self._money(taken),
                self._money(anew), self._money(taken + anew), self._money(waiting),
                _("a credit note") if credit else _("lines on the next invoice")))
        if len(found) > CLIENTS_SHOWN:
            rows.append((_("… and %s further clients", len(found) - CLIENTS_SHOWN),
                         "", "", "", "", ""))
        return rows and self._html_table(
            (_("Client"), _("Taken back"), _("Billed anew"), _("Together"),
             _("Waits besides"), _("Comes to")), rows)

    def _html_table(self, heads, rows):
        """Texts to the left, figures to the right."""
        def cells(tag, row):
            return Markup("").join(
                Markup("<{0} class='{1}'>{2}</{0}>").format(
                    tag, "" if index < 1 or not self._is_figure(rows, index) else "text-end", cell)
                for index, cell in enumerate(row))
        return Markup("<table class='table table-sm w-auto'><thead><tr>{}</tr></thead><tbody>{}</tbody>"
                      "</table>").format(cells("th", heads), Markup("").join(
                          Markup("<tr>{}</tr>").format(cells("td", row)) for row in rows))

    @staticmethod
    def _is_figure(rows, index):
        return any(str(row[index])[-1:].isdigit() for row in rows)
