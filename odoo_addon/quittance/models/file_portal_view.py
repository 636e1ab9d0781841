"""What a supplier sees of a file that it sent. Only dicts of words and figures leave here."""

from decimal import Decimal

from odoo import models
from odoo.tools.misc import formatLang

from .amounts import differs
from .supplier_words import COLUMN_OF, REFUSED, WORDS

ROWS_OF_A_KIND = 50
KINDS = {
    "accepted": ("billable", "billed", "credited", "removed"),
    "looked_at": ("quarantine", "held"),
    "repeated": ("superseded",),
    "rejected": ("rejected",),
    "reading": ("reading",),
}
# What is said above the rows too, though every line counts.
NOTICED = {"control_sum", "rows_in_quotes", "total_missing"}
# Each problem of a row is one of its own kind, as far as it still holds. What is said of a row that
# a correction left unchanged is said of the earlier line.
PROBLEMS = r"""
    WITH waiting AS (
        SELECT own.row, COALESCE(line.reason_code, line.state) AS code, line.reason,
               COALESCE(line.problems, '[]') AS problems,
               split_part(line.reason, E'\n', 1) AS first
          FROM quittance_line own
          JOIN quittance_line line ON line.id = own.id OR line.id = own.other_id
               AND own.state = 'superseded' AND line.file_id = ANY(%(chain)s)
         WHERE own.file_id = %(file)s AND (line.state IN ('quarantine', 'held')
               OR %(undecided)s AND line.state = 'reading' AND line.read_state = 'quarantine')
    ), said AS (
        SELECT row, code, CASE WHEN problems = '[]' THEN reason ELSE first END AS reason
          FROM waiting
         UNION ALL
        SELECT row, one->>'code', one->>'reason'
          FROM waiting CROSS JOIN jsonb_array_elements(problems) one
         WHERE one->>'reason' <> first AND position(one->>'reason' IN reason) > 0
    )
    SELECT code, count(*), (array_agg(json_build_array(row, reason) ORDER BY row))[:%(most)s]
      FROM said GROUP BY code ORDER BY min(row), code
"""


class QuittanceFile(models.Model):
    _inherit = "quittance.file"

    # ------------------------------------------------------------------ figures

    def _supplier_figures(self):
        """{kind: (lines, amount as Decimal)} and `total`, of the file's own amounts."""
        totals = self._totals()
        figures = {
            kind: (sum(totals[state][0] for state in states if state in totals),
                   sum((Decimal(totals[state][1]) for state in states if state in totals),
                       Decimal(0)))
            for kind, states in KINDS.items()
        }
        unchanged = self._unchanged_waiting()
        count, amount = len(unchanged), sum((one for _id, one in unchanged if one), Decimal(0))
        for kind, sign in (("repeated", -1), ("looked_at", 1)):
            lines, total = figures[kind]
            figures[kind] = (lines + sign * count, total + sign * amount)
        figures["total"] = (sum(count for count, _amount in figures.values()),
                            sum((amount for _count, amount in figures.values()), Decimal(0)))
        return figures

    def _supplier_sums(self):
        """[{kind, label, lines, amount (as text)}] of a file that was read, the total last."""
        _ = self.env._
        labels = {"accepted": _("Accepted"), "looked_at": _("Waiting for a decision"),
                  "repeated": _("Sent before, counted once"), "rejected": _("Not accepted"),
                  "reading": _("Not counted yet"), "total": _("The whole file")}
        figures = self._supplier_figures()
        return [{"kind": kind, "label": label, "lines": figures[kind][0],
                 "amount": formatLang(self.env, float(figures[kind][1]), digits=2)}
                for kind, label in labels.items()
                if figures[kind][0] or kind in ("accepted", "total")]

    # ------------------------------------------------------------------ state

    def _supplier_state(self):
        """{level, sentence, done, state, percent}: how the file stands. level: one of Bootstrap's."""
        self.ensure_one()
        level, sentence = getattr(self, f"_supplier_state_{self.state}")()
        unfinished = self.state in ("waiting", "reading")
        return {"level": level, "sentence": sentence, "done": not unfinished, "state": self.state,
                "percent": self._supplier_percent()}

    def _supplier_percent(self):
        """How much of the file was read, 0 when that is not known."""
        if self.state != "reading" or not self.lines_total:
            return 0
        return min(100, 100 * self.lines_done // self.lines_total)

    def _supplier_state_waiting(self):
        if self._waits_long():
            return self._supplier_state_safe()
        return "info", self.env._("It is safe with us. Reading it begins within seconds.")

    def _supplier_state_safe(self):
        return "info", self.env._(
            "It is safe with us and will be read as soon as the service is back.")

    def _supplier_state_reading(self):
        _ = self.env._
        if self._is_interrupted():
            return self._supplier_state_safe()
        if not self.lines_done:
            return "info", _("It is being read.")
        if self.lines_total:
            return "info", _("It is being read: %(done)s of %(total)s lines so far.",
                             done=self.lines_done, total=self.lines_total)
        return "info", _("It is being read: %s lines so far.", self.lines_done)

    def _supplier_state_closed(self):
        _ = self.env._
        later = self._supplier_later()
        if later:
            return "secondary", _("Corrected by %s.", later.name)
        figures = self._supplier_figures()
        lines, waiting = figures["total"][0], figures["looked_at"][0]
        if self.question in WORDS:
            return "warning", self._supplier_words(self.question)["title"] + "."
        if not waiting and figures["rejected"][0]:
            return "warning", _(
                "Read: %(good)s of %(lines)s lines count, %(rejected)s were not accepted.",
                good=lines - figures["rejected"][0], lines=lines,
                rejected=figures["rejected"][0])
        if not waiting and any(one["code"] in NOTICED for one in self._supplier_warnings()):
            return "warning", _("Read, and all lines count. See below what we noticed.")
        if not waiting:
            return "success", (_("Read: 1 line, no problem.") if lines == 1
                               else _("Read: %s lines, no problem.", lines))
        if lines == 1:
            return "warning", _("Read: its only line needs a look.")
        if waiting == 1:
            return "warning", _("Read: %(good)s of %(lines)s lines are in order, 1 needs a look.",
                                good=lines - 1, lines=lines)
        return "warning", _(
            "Read: %(good)s of %(lines)s lines are in order, %(waiting)s need a look.",
            good=lines - waiting, lines=lines, waiting=waiting)

    def _more_rows(self, count):
        _ = self.env._
        return (_("And one more row of the same kind.") if count == 1
                else _("And %s more rows of the same kind.", count))

    def _supplier_state_asked(self):
        return "warning", self._supplier_words(self.question)["title"] + "."

    def _supplier_state_refused(self):
        return "danger", self._supplier_refusal()["title"] + "."

    def _supplier_state_withdrawn(self):
        if self.taken_as_id:
            return "secondary", self.env._(
                "It was taken as the correction of an earlier file: it stands on the list once more.")
        return "secondary", self.env._("It was taken back: nothing of it counts.")

    def _supplier_later(self):
        """The file that took this one's place, when there is one."""
        return self.search([("replaces_id", "=", self.id), ("state", "=", "closed")], limit=1)

    def _supplier_said_before(self):
        """What is said to who sends the same bytes again."""
        _ = self.env._
        if self.state == "refused":
            return _("This file was sent before, as %(file)s, and was refused: %(why)s.",
                     file=self.name, why=self._supplier_refusal()["title"])
        return _("This file was sent before, as %s: it counts once.", self.name)

    def _supplier_refusal(self):
        """The words of what the connector refused the file for; what people wrote stays here."""
        return self._supplier_words((self.message or "").partition(":")[0], REFUSED)

    # ------------------------------------------------------------------ problems

    def _supplier_problems(self, most=ROWS_OF_A_KIND):
        """[{code, title, advice, count, more, more_text, rows: [{row, where, column, sentence}]}],
        at most so many rows of a kind."""
        self.ensure_one()
        if self.state == "refused":
            return [self._supplier_whole(self._supplier_refusal())]
        codes = [*filter(None, [self.question, "masked" if self.masked else ""])]
        whole = [self._supplier_whole(self._supplier_words(code)) for code in codes]
        return whole + self._supplier_row_problems(most) + self._supplier_warnings()

    def _supplier_whole(self, words):
        return {**words, "count": 0, "more": 0, "rows": []}

    def _supplier_row_problems(self, most):
        self.env["quittance.line"].flush_model()
        # The lines of a correction that waits for a person are not settled yet.
        self.env.cr.execute(PROBLEMS, {
            "most": most, "file": self.id, "chain": self._chain().ids,
            "undecided": self.question == "correction"})
        return [
            {**self._supplier_words(code), "count": count, "more": count - len(rows),
             "more_text": self._more_rows(count - len(rows)),
             "rows": [self._supplier_row(row, self._supplier_column(code),
                                         self._supplier_sentence(reason)) for row, reason in rows]}
            for code, count, rows in self.env.cr.fetchall()
            if code != "held" or not self.question
        ]

    def _supplier_row(self, row, column="", sentence=""):
        where = self.env._("Row %s", row) if row else ""
        return {"row": row or 0, "where": where, "column": column, "sentence": sentence}

    def _supplier_column(self, code):
        """What the profile calls the column that such a problem is about; "" when unknown."""
        name = COLUMN_OF.get(code)
        return (self.profile_id[f"column_{name}"] or "") if name else ""

    def _supplier_warnings(self):
        """Totals that differ, and what the connector said of the whole file."""
        found = {}
        for one in self.warnings or []:
            if one.get("code") in WORDS:
                found.setdefault(one["code"], []).append(
                    self._supplier_row(one.get("row")))
        said = [
            self._supplier_row(one.get("row"), sentence=self.env._(
                "%(label)s: the file says %(stated)s, its rows make %(computed)s.",
                **{name: one.get(name, "") for name in ("label", "stated", "computed")}))
            for one in self.controls or [] if differs(one)]
        if said:
            found["control_sum"] = said
        return [{**self._supplier_words(code), "count": len(rows), "more": 0,
                 "rows": [row for row in rows if row["where"]]} for code, rows in found.items()]

    # ------------------------------------------------------------------ facts

    def _supplier_facts(self):
        """[(label, text)] of what was sent: the proof of it."""
        _ = self.env._
        ways = {"portal": _("this page"), "cli": _("by our hands"), "odoo": _("by our hands"),
                "drop": _("the drop folder"), "http": _("HTTP"), "mail": _("e-mail")}
        moment = self.env["ir.qweb.field.datetime"].value_to_html(self.create_date, {})
        return [
            (_("When"), moment),
            (_("By"), self.sender if self.channel in ("portal", "mail", "http") else ""),
            (_("Through"), ways.get(self.channel, "")),
            (_("Size"), _("%s bytes", formatLang(self.env, self.size, digits=0))),
            (_("SHA-256"), self.sha256),
        ]
