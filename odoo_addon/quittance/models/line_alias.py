"""Services that went through by an alias which somebody corrected or removed."""

from odoo import _, models

from .codes import compared_sql
from .line_replace import NOT_BILLED_YET

# By the field that the alias filled: why a line waits without it.
UNKNOWN = {
    "client_id": ("unknown_client", "client_code", "No client has the code '%s'."),
    "product_id": ("unknown_service", "service_code", "No service is known as '%s'."),
}
# Its file was read by what the alias meant before.
CHANGED_SINCE_READ = """
    UPDATE quittance_line line SET {target} = {meant} FROM {table} alias
     WHERE line.file_id = %s AND line.state = 'reading' AND line.{target} <> {meant}
       AND alias.company_id = line.company_id AND alias.supplier_id = line.supplier_id
       AND {own} = {code}
"""


class QuittanceFile(models.Model):
    _inherit = "quittance.file"

    def _follow_aliases(self):
        """At the end of reading, in the supplier's turn."""
        for model in (self.env["quittance.client.alias"], self.env["quittance.service.alias"]):
            model.flush_model()
            self.env.cr.execute(CHANGED_SINCE_READ.format(
                target=model._target, meant=model._meant, table=model._table,
                own=compared_sql("alias.code"), code=compared_sql(f"line.{model._line_code}")),
                [self.id])
        self.env.invalidate_all()


class QuittanceLine(models.Model):
    _inherit = "quittance.line"

    def _forget_code(self, name, why):
        """What the alias gave (`name`: the field) is looked up anew; an invoice is left as it is.

        What a person accepted of it was accepted for another client or service. Returns those that
        stand on an invoice, be it a cancelled one.
        """
        self._lock_by_id()
        waiting = self.filtered(
            lambda line: line.state in NOT_BILLED_YET and not line.invoice_line_id)
        conflicts = waiting.filtered(lambda line: line.reason_code == "ticket_conflict")
        forgotten = {name: False, "accepted_by": False, "accepted_at": False,
                     "price_accepted": False}
        conflicts.write(forgotten)
        code, field, said = UNKNOWN[name]
        for line in waiting - conflicts:
            line.write({**forgotten, "state": "quarantine", "reason_code": code, "month_id": False,
                        "reason": said % (line[field] or "").strip()})
        waiting._message_log_batch(
            bodies=dict.fromkeys(waiting.ids, _("Looked at again: %s", why)))
        waiting._look_up_codes()
        (waiting - conflicts)._admit_or_say()
        return self.filtered(
            lambda line: line.invoice_line_id and line.state in ("billed", "held")
            and not line.withdraw)

    def _forget_target(self, name):
        """The same of lines that do not stand yet: what they would be billed by."""
        self._lock_by_id()
        self.write({name: False})
        self._look_up_codes()
        code, field, said = UNKNOWN[name]
        for line in self.filtered(lambda line: line.state == "reading" and not line[name]):
            line.write({"read_state": "quarantine", "reason_code": code,
                        "reason": said % (line[field] or "").strip()})

    def _admit_or_say(self):
        """Those that are whole are admitted, the others say what still keeps them."""
        whole = self.filtered(lambda line: line._is_whole())
        whole._admit()
        (self - whole)._say_what_holds()

    def _tell_billed_by_alias(self, code, why):
        """On their months and to the person at the screen: what was billed under the code."""
        if not self:
            return
        for month in self.month_id:
            count = len(self.filtered(lambda line, month=month: line.month_id == month))
            month.message_post(body=_(
                "1 service under the code %(code)s stands on this invoice, and %(why)s.",
                code=code, why=why) if count == 1 else _(
                "%(count)s services under the code %(code)s stand on this invoice, and %(why)s.",
                count=count, code=code, why=why))
        posted = self.filtered(lambda line: line.move_id.state == "posted")
        self.env.user._bus_send("simple_notification", {
            "type": "warning", "sticky": True, "message": _(
                "%(count)s services under the code %(code)s are on invoices, %(posted)s of them on "
                "posted ones (%(months)s): they stay there. Withdraw their file and take it again, "
                "or change those invoices by hand.", count=len(self), code=code,
                posted=len(posted), months=self.month_id._some_names())})
