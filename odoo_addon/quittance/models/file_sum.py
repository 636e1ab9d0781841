"""A file's sum over what became of its lines, in the file's own amounts: to the cent, on its page."""

from decimal import Decimal

from markupsafe import Markup

from odoo import api, fields, models

from .line import STATES

GROUPS = [
    ("accepted", ("billable", "held", "billed", "credited")),
    ("quarantine", ("quarantine",)),
    ("rejected", ("rejected", "removed")),
    ("superseded", ("superseded",)),
    ("undecided", ("reading",)),
]
BY_STATE = """
    SELECT state, count(*), COALESCE(sum(amount), 0)::text, count(*) FILTER (WHERE amount IS NULL)
      FROM quittance_line WHERE file_id = %s GROUP BY state
"""
OWN = "SELECT line_count, COALESCE(amount, 0)::text, unreadable FROM quittance_file WHERE id = %s"


class QuittanceFile(models.Model):
    _inherit = "quittance.file"

    sum_table = fields.Html(string="What became of it", compute="_compute_sum", sanitize=False)
    adds_up = fields.Boolean(
        compute="_compute_sum",
        help="Lines, sum and unreadable lines of all states are what was read, to the cent.",
    )

    @api.depends("line_ids.state", "line_ids.amount", "line_count", "amount", "unreadable")
    @api.depends_context("lang")
    def _compute_sum(self):
        self.env.flush_all()
        for file in self:
            self.env.cr.execute(BY_STATE, [file.id])
            found = {state: (count, Decimal(amount), unreadable)
                     for state, count, amount, unreadable in self.env.cr.fetchall()}
            self.env.cr.execute(OWN, [file.id])
            count, amount, unreadable = self.env.cr.fetchone()
            own = (count or 0, Decimal(amount), unreadable or 0)
            file.adds_up = bool(file.closed_at) and file._together(found.values()) == own
            file.sum_table = file.closed_at and file._sum_table(found, own)

    @staticmethod
    def _together(figures):
        figures = list(figures)
        return (sum(one[0] for one in figures), sum((one[1] for one in figures), Decimal(0)),
                sum(one[2] for one in figures))

    def _group_labels(self):
        _ = self.env._
        return {"accepted": _("Accepted"), "quarantine": _("Quarantine"),
                "rejected": _("Rejected"), "superseded": _("Superseded"),
                "undecided": _("Waits for a decision")}

    def _sum_table(self, found, own):
        """Each group with its states below it, and at the end what the file itself came to."""
        labels = self._group_labels()
        states = dict(self.env["quittance.line"]._fields["state"]._description_selection(self.env))
        rows = []
        for group, members in GROUPS:
            there = [state for state, _label in STATES if state in members and state in found]
            if not there:
                continue
            rows.append(self._sum_row(
                labels[group], self._together(found[state] for state in there), own, "fw-bold"))
            rows += [] if len(members) == 1 else [
                self._sum_row(states[state], found[state], own, "text-muted", "ps-4")
                for state in there]
        rows.append(self._sum_row(self.env._("The file"), own, own, "fw-bold border-top border-2"))
        heads = [self.env._("What became of it"), self.env._("Lines"), self.env._("Sum"),
                 *([self.env._("Without a readable amount")] if own[2] else [])]
        return Markup("<table class='table table-sm w-auto'><thead><tr>{}</tr></thead>"
                      "<tbody>{}</tbody></table>").format(
            Markup("").join(Markup("<th class='{}'>{}</th>").format("text-end" if index else "", head)
                            for index, head in enumerate(heads)), Markup("").join(rows))

    def _sum_row(self, label, figures, own, style, indent=""):
        count, amount, unreadable = figures
        cells = [count, self._money(amount), *([unreadable or ""] if own[2] else [])]
        return Markup("<tr class='{}'><td class='{}'>{}</td>{}</tr>").format(
            style, indent, label,
            Markup("").join(Markup("<td class='text-end'>{}</td>").format(cell) for cell in cells))

    def _log_read(self):
        """The first line of its history: what was read."""
        told = self._in_company_words()
        told._log(told.env._(
            "Read: %(lines)s lines, %(amount)s together, %(unreadable)s without a readable amount.",
            lines=self.line_count, amount=told._money(self.amount), unreadable=self.unreadable))
