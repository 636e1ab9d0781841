"""What was sent to a provider and what came back, kept whatever becomes of the transaction.

Each row is inserted through a cursor of its own, at once. No foreign key anywhere: an insert that
waited for a row which its own caller has locked would wait for ever.
"""

import json

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

ANSWER_CHARACTERS = 100_000
SECRETS = {"client_secret"}


class QuittanceWireRecord(models.Model):
    _name = "quittance.wire.record"
    _description = "What was sent to a provider and what it answered"
    _order = "id"
    _rec_name = "reference"
    _log_access = False

    reference = fields.Char(required=True, readonly=True, index=True)
    send_no = fields.Integer(string="Send", readonly=True)
    at = fields.Datetime(string="When", readonly=True)
    kind = fields.Selection([("sent", "Sent"), ("answered", "Answered")], readonly=True)
    method = fields.Char(readonly=True)
    url = fields.Char(string="Address", readonly=True)
    headers = fields.Text(readonly=True)
    body = fields.Text(readonly=True)
    status = fields.Integer(readonly=True)
    problem = fields.Char(readonly=True)
    company_no = fields.Integer(string="Company", readonly=True)

    def _open_cursor(self):
        """A cursor of its own; tests hand out theirs."""
        return self.env.registry.cursor()

    @api.model
    def _insert(self, **values):
        """One row, committed on its own."""
        with self._open_cursor() as cr:
            cr.execute(SQL(
                "INSERT INTO quittance_wire_record (at, %s) VALUES (%s, %s)",
                SQL(", ").join(map(SQL.identifier, values)), fields.Datetime.now(),
                SQL(", ").join(SQL("%s", value) for value in values.values())))

    @api.model
    def _record_sent(self, tap, request, company):
        """`request` is prepared: method, url, body and the headers worth sending again."""
        self._insert(reference=tap.reference, send_no=tap.send_no, kind="sent",
                     method=request.method, url=request.url, headers=json.dumps(request.headers),
                     body=request.body, company_no=company.id)

    @api.model
    def _record_answer(self, tap, request, answer, company):
        body = json.dumps(without_secrets(answer.body))[:ANSWER_CHARACTERS]
        self._insert(reference=tap.reference, send_no=tap.send_no, kind="answered",
                     method=request.method, url=request.url, body=body, status=answer.status,
                     problem=answer.problem or None, company_no=company.id)

    @api.model
    def _first_charge(self, reference):
        """What was recorded when this reference was first sent to be charged: the last POST of
        its first send, or None. Read after a commit, so that it is seen."""
        self.env.cr.execute(
            """SELECT method, url, headers, body FROM quittance_wire_record
                WHERE reference = %s AND kind = 'sent' AND method = 'POST'
                  AND send_no = (SELECT MIN(send_no) FROM quittance_wire_record
                                  WHERE reference = %s AND kind = 'sent')
                ORDER BY id DESC LIMIT 1""", [reference, reference])
        return self.env.cr.dictfetchone()

    @api.model
    def _last_answer(self, reference, url):
        """The decoded body of the last answer under this reference from that address, or None."""
        self.env.cr.execute(
            """SELECT body FROM quittance_wire_record
                WHERE reference = %s AND url = %s AND kind = 'answered' AND body IS NOT NULL
                ORDER BY id DESC LIMIT 1""", [reference, url])
        row = self.env.cr.fetchone()
        return json.loads(row[0]) if row else None

    def write(self, vals):
        raise UserError(_("What was sent and answered is never changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(_("What was sent and answered is never deleted."))


def without_secrets(value):
    """A decoded answer without what lets its bearer pay or read."""
    if isinstance(value, dict):
        return {name: without_secrets(inner) for name, inner in value.items()
                if name not in SECRETS}
    return [without_secrets(inner) for inner in value] if isinstance(value, list) else value
