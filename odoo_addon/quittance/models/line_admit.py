"""The one way to *waiting*: priced, looked at, and only then billable."""

import json
from collections import defaultdict

from odoo import _, fields, models
from odoo.exceptions import UserError

# What a person may decide to bill as it is. The others want a code, or another file.
PRICE_REASONS = ("contract_missing", "price_off_contract")
ACCEPTABLE = (*PRICE_REASONS, "tax_mismatch", "quantity_unusual", "amount_unusual", "price_unusual",
              "month_closed", "date_outside")

QUARANTINE = """
    UPDATE quittance_line line
       SET state = 'quarantine', reason_code = found.code, reason = found.reason,
           month_id = NULL, write_date = now() AT TIME ZONE 'UTC', write_uid = %(uid)s
      FROM json_to_recordset(%(found)s) AS found(id int, code text, reason text)
     WHERE line.id = found.id
"""


class QuittanceLine(models.Model):
    _inherit = "quittance.line"

    accepted_by = fields.Many2one("res.users", string="Accepted by", readonly=True)
    accepted_at = fields.Datetime(string="Accepted on", readonly=True)
    price_accepted = fields.Boolean(
        readonly=True,
        help="A person saw that the file's price is not the contract's, and billed it.",
    )

    def _admit(self):
        """Price the lines, look at them, and make those billable that nothing is said against.

        All that is said against a line is said at once: who accepts it has seen all of it. The
        others are quarantined with their reason; those of a file that is asked about are held.
        Returns the lines that left the quarantine or were read.
        """
        if not self:
            return self
        self.env.flush_all()
        findings = self._findings()
        self._quarantine(findings)
        good = self.filtered(lambda line: line.id not in findings)
        asked = good.filtered(lambda line: line.file_id.question == "repeats")
        asked._hold_for_question()
        (good - asked)._activate()
        return good

    def _findings(self):
        """{line id: (code of the gravest, all reasons, one a line)} of those that must wait."""
        findings = self._currency_findings()
        lines = self.filtered(lambda line: line.id not in findings)
        found = defaultdict(list)
        for said in (lines._price(), lines._tax_findings(), lines._review()):
            for line_id, finding in said.items():
                found[line_id].append(finding)
        findings.update({
            line_id: (said[0][0], "\n".join(reason for _code, reason in said))
            for line_id, said in found.items()})
        return findings

    def _quarantine(self, findings):
        """findings: {line id: (code, reason)}."""
        if not findings:
            return
        rows = [{"id": line_id, "code": code, "reason": reason}
                for line_id, (code, reason) in findings.items()]
        self.env.cr.execute(QUARANTINE, {"found": json.dumps(rows), "uid": self.env.uid})
        self.env.invalidate_all()

    def _hold_for_question(self):
        for file in self.file_id:
            lines = self.filtered(lambda line, file=file: line.file_id == file)
            lines.write({"state": "held", "reason_code": False, "reason": file.message,
                         "suggestion": False})

    def _accept(self):
        """A person saw what was said against the lines: bill them in spite of it."""
        wrong = self.filtered(
            lambda line: line.state != "quarantine" or line.reason_code not in ACCEPTABLE)
        if wrong:
            raise UserError(
                _("%(line)s: %(reason)s This cannot be billed as it is.",
                  line=wrong[0].display_name, reason=wrong[0].reason_shown or ""))
        said = {line.id: _("Billed as it is by %(who)s: %(reason)s", who=self.env.user.name,
                           reason=line.reason_shown or "") for line in self}
        lines_sudo = self.sudo()
        lines_sudo.write({"accepted_by": self.env.uid, "accepted_at": fields.Datetime.now()})
        lines_sudo.filtered(lambda line: line.reason_code in PRICE_REASONS).price_accepted = True
        admitted = lines_sudo._admit()
        admitted._message_log_batch(bodies={line.id: said[line.id] for line in admitted})
        return admitted
