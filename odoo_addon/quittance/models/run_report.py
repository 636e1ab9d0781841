"""A run's report as a person reads it: tables and words in the reader's language."""

import json

from markupsafe import Markup

from odoo import _, api, fields, models
from odoo.tools.translate import code_translations

# What serves programs alone.
AMOUNTS = {"residual", "amount", "untaxed", "total"}
HIDDEN = {"key", "move_id", "client_id", "sha256", "dry_run", "column", "adds_up"}


class QuittanceRun(models.Model):
    _inherit = "quittance.run"

    report_html = fields.Html(string="Report", compute="_compute_report_html", sanitize=False)

    @api.depends_context("lang")
    @api.depends("report")
    def _compute_report_html(self):
        for run in self:
            run.report_html = run._report_table()

    def _report_table(self):
        """The report's JSON as tables; text that is no JSON as it is."""
        try:
            data = json.loads(self.report or "{}")
        except ValueError:
            return Markup("<pre>%s</pre>") % self.report
        sentences = code_translations.get_python_translations("quittance", self.env.lang or "en_US")
        lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        return _Shown(self._report_words(), sentences, lang).whole(data)

    @api.model
    def _report_words(self):
        """{word of the connector's reports: what a person reads}."""
        return {
            # headings
            "buckets": _("In all"), "invoices": _("Invoices"), "attempts": _("Attempts"),
            "months": _("Months"), "issues": _("To look at"), "problems": _("To look at"),
            "files": _("Files"), "stages": _("Stages"), "reports": _("Reports of the stages"),
            "findings": _("Findings"), "stops": _("What stopped it"), "warnings": _("Warnings"),
            "states": _("Lines"), "quarantine": _("In quarantine"),
            # columns
            "bucket": _("Outcome"), "outcome": _("Outcome"), "reason_code": _("Reason code"),
            "reason": _("Why"), "message": _("Message"), "sentence": _("Message"),
            "count": _("How many"), "residual": _("Open"), "amount": _("Amount"),
            "currency": _("Currency"), "name": _("Name"), "client": _("Client"),
            "before": _("Before"), "after": _("After"), "booked": _("In the books"),
            "period": _("Month"), "lines": _("Lines"), "untaxed": _("Untaxed"),
            "total": _("Total"), "row": _("Row"), "code": _("Code"), "subject": _("About"),
            "summary": _("Summary"), "exit_code": _("Exit code"), "looked_at": _("Looked at"),
            "as_of": _("As of"), "created": _("Created"), "extended": _("Extended"),
            "unchanged": _("Unchanged"), "waiting": _("Waiting"), "unreadable": _("Unreadable"),
            "compared": _("Compared"), "charges": _("Charges"), "next_step": _("What is next"),
            "history_copied": _("History rows copied"), "supplier": _("Supplier"),
            "since": _("Changed since"), "claims": _("Claimed in Odoo"),
            "asked": _("Asked one by one"),
            # values
            "collected": _("Collected"), "not_booked": _("Collected, not in the books"),
            "pending": _("Pending"), "failed": _("Declined"), "canceled": _("Not executed"),
            "unknown": _("Unknown"), "prepared": _("For the next run"), "refused": _("Refused"),
            "skipped": _("Left alone"), "planned": _("Planned"), "done": _("Collected"),
            "sending": _("Being sent"), "returned": _("Came back"), "known": _("Known already"),
            "imported": _("Imported"), "import": _("Import"), "collect": _("Collect"),
            "reconcile": _("Reconcile"), "reconcile-after": _("Reconcile again"),
            "audit": _("Audit"), "unknown_charge": _("A charge that Odoo lacks"),
            "no_charge": _("Paid in Odoo alone"), "amount_differs": _("Amounts differ"),
            "state_differs": _("Paid on one side alone"), "refund_differs": _("Refunds differ"),
            "payment_undone": _("Payment undone in Odoo"), "under_way": _("Under way"),
            True: _("Yes"), False: _("No"),
        }


class _Shown:
    """Markup of a report. Everything that comes from outside is escaped by Markup's `%`."""

    def __init__(self, words, sentences, lang):
        self.words, self.sentences, self.lang = words, sentences, lang

    def whole(self, data):
        if not isinstance(data, dict):
            data = {"message": data}
        facts = {name: value for name, value in data.items() if self._is_fact(name, value)}
        parts = [self._facts(facts)]
        for name, value in data.items():
            if name not in facts and name not in HIDDEN and value not in ([], {}, None, ""):
                parts.append(Markup("<h5 class='mt-3'>%s</h5>") % self._word(name))
                parts.append(self._part(value))
        return Markup("").join(parts)

    def _part(self, value):
        if isinstance(value, dict):
            return self.whole(value)
        if all(isinstance(one, dict) for one in value):
            return self._rows(value)
        items = Markup("").join(Markup("<li>%s</li>") % self._value(one) for one in value)
        return Markup("<ul>%s</ul>") % items

    @staticmethod
    def _is_fact(name, value):
        return not isinstance(value, dict | list) and name not in HIDDEN and value not in ("", None)

    def _facts(self, facts):
        rows = Markup("").join(
            Markup("<tr><td>%s</td><td>%s</td></tr>") % (self._word(name), self._value(value))
            for name, value in facts.items())
        return rows and self._table(rows)

    def _rows(self, dicts):
        """A table with a column for each name that has something to show in any row."""
        names = [name for name in dict.fromkeys(name for one in dicts for name in one)
                 if name not in HIDDEN and any(one.get(name) not in ("", None, [], {})
                                               for one in dicts)]
        sides = {name: "text-end" if name in AMOUNTS else "text-start" for name in names}
        head = Markup("").join(
            Markup("<th class='%s'>%s</th>") % (sides[name], self._word(name)) for name in names)
        rows = Markup("").join(
            Markup("<tr>%s</tr>") % Markup("").join(
                Markup("<td class='%s'>%s</td>") % (sides[name], self._cell(name, one.get(name)))
                for name in names)
            for one in dicts)
        return self._table(rows, head)

    def _cell(self, name, value):
        if name == "client":  # a client may be called like one of our words
            return value
        if name in AMOUNTS and isinstance(value, str):
            return self._amount(value)
        if isinstance(value, list) and not any(isinstance(one, dict | list) for one in value):
            return ", ".join(str(self._value(one)) for one in value)
        return self._part(value) if isinstance(value, dict | list) and value else self._value(value)

    @staticmethod
    def _table(rows, head=""):
        head = head and Markup("<thead><tr>%s</tr></thead>") % head
        return Markup("<table class='table table-sm'>%s<tbody>%s</tbody></table>") % (head, rows)

    def _amount(self, text):
        """`-1234.50` as the reader's language writes it; what is no number as it is."""
        whole, point, part = text.lstrip("-").partition(".")
        if not whole.isdigit() or (point and not part.isdigit()):
            return text
        grouped = f"{int(whole):,}".replace(",", self.lang.thousands_sep or "")
        return ("-" if text.startswith("-") else "") + grouped + (
            self.lang.decimal_point + part if point else "")

    def _word(self, name):
        return self.words.get(name, str(name).replace("_", " "))

    def _value(self, value):
        if value in ("", None, [], {}):
            return ""
        if isinstance(value, bool) or (isinstance(value, str) and value in self.words):
            return self.words[value]
        return self.sentences.get(value, value) if isinstance(value, str) else value
