"""The same ticket with other content: both figures side by side, and the answer *it replaces the
earlier one*, which does for one service what a declared correction does for a file.
"""

from odoo import _, api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date, formatLang
from odoo.tools.translate import LazyTranslate

from .line_tax_check import shown_rate

_lt = LazyTranslate(__name__)

REPLACED = _lt("Replaced by row %(row)s of %(file)s")
NOT_BILLED_YET = ("billable", "held", "quarantine")
# Not billed: it ends. Billed: the next draft takes it off its draft, or proposes its reversal.
GIVES_WAY = """
    UPDATE quittance_line old
       SET state = CASE WHEN old.state = 'billed' THEN 'billed' ELSE 'superseded' END,
           withdraw = old.state = 'billed',
           month_id = CASE WHEN old.state = 'billed' THEN old.month_id END,
           other_id = %(new)s, reason_code = NULL, reason = %(reason)s, suggestion = NULL,
           write_uid = %(uid)s, write_date = now() AT TIME ZONE 'UTC'
     WHERE old.id = %(old)s
"""


class QuittanceLine(models.Model):
    _inherit = "quittance.line"

    figures_before = fields.Char(string="Before", compute="_compute_conflict")
    figures_now = fields.Char(string="Now", compute="_compute_conflict")
    may_replace = fields.Boolean(compute="_compute_conflict")

    @api.depends("state", "reason_code", "other_id.state", "other_id.edited", "other_id.withdraw")
    @api.depends_context("lang")
    def _compute_conflict(self):
        conflicts = self.filtered(
            lambda line: line.state == "quarantine" and line.reason_code == "ticket_conflict")
        for line in self:
            earlier = line in conflicts and line.other_id
            line.figures_before = earlier and earlier._own_figures(line) or False
            line.figures_now = line in conflicts and line._own_figures(line, earlier)
            line.may_replace = bool(earlier and earlier._may_give_way())

    def _may_give_way(self):
        """Can another line take its place: is it not dealt with by a person, nor credited?"""
        self.ensure_one()
        if self.state in NOT_BILLED_YET:
            return self.reason_code != "ticket_conflict"
        return bool(self.state == "billed" and not self.withdraw and not self.edited
                    and not self.month_id.sudo().credit_note_id)

    # ------------------------------------------------------------------ figures

    @api.model
    def _figures(self, amount, price, quantity):
        """As `2 × 68.00 = 136.00`; what the file does not say is left out."""
        said = formatLang(self.env, amount, digits=2)
        if not quantity:
            return said
        quantity = self._decimals(quantity, 0)
        if not price and amount:
            return f"× {quantity} = {said}"
        return f"{quantity} × {self._decimals(price, 2)} = {said}"

    @api.model
    def _decimals(self, number, least):
        """The number in the reader's language with as many decimals as it has, and at least so many."""
        text = formatLang(self.env, number, digits=6)
        cut = len(text) - 6 + least
        return (text[:cut] + text[cut:].rstrip("0")).rstrip(".,")

    def _own_figures(self, new, other=None):
        """What the file says of it, as far as the other line's says otherwise, and where it is; the
        file is named when it is not the new line's."""
        self.ensure_one()
        other = new if other is None else other
        differing = [name for name in ("client_code", "service_code", "date")
                     if not other or self[name] != other[name]]
        where = _("row %s", self.row)
        if self.file_id != new.file_id:
            where = f"{self.file_id.display_name}, {where}"
        parts = [self._figures(self.amount, self.price, self.quantity),
                 *(format_date(self.env, self.date) if name == "date" else self[name]
                   for name in differing), *self._tax_said_beside(other), where,
                 self._fate_said()]
        return " · ".join(part for part in parts if part)

    def _tax_said_beside(self, other):
        """[its tax in the file], where the other line's is another one."""
        own, others = self.tax_rate or "", other.tax_rate or ""
        if not other or own == others:
            return []
        return [_("tax %s", shown_rate(own)) if own else _("no tax said")]

    def _fate_said(self):
        """What became of it; "" for one that is only now being looked at."""
        if self.state in ("billable", "held"):
            return _("not billed yet")
        if self.state in ("reading", "quarantine"):
            return ""
        if self.state != "billed":
            return dict(self._fields["state"]._description_selection(self.env))[self.state]
        move = self.move_id.sudo()
        if not move or move.state == "draft":
            return _("on a draft")
        return _("on %s", move.name)

    # ------------------------------------------------------------------ the answer

    def action_replace_earlier(self):
        """*Replaces the earlier line*: the new one stands, the earlier one gives way."""
        self._check_may()
        conflicts = self.filtered(lambda line: line.reason_code == "ticket_conflict").sudo()
        conflicts._look_up_codes()
        for line in conflicts:
            line._replace_earlier()
        return True

    def _replace_earlier(self):
        """One decision at a time for a supplier; what is read afterwards is what holds now."""
        self._check_whole()
        self.supplier_id._quittance_take_turn()
        earlier = self.other_id
        (self | earlier)._lock_by_id()
        earlier._refresh_edited()
        if self.state != "quarantine" or self.reason_code != "ticket_conflict":
            raise UserError(_("Somebody decided this meanwhile: the list is loaded again."))
        if not earlier or not earlier._may_give_way():
            raise UserError(
                _("%(line)s: a person dealt with the earlier service, or it was taken back. Bill "
                  "this one as it is, or reject it.", line=self.display_name))
        told = _("Replaces row %(row)s of %(file)s", row=earlier.row,
                 file=earlier.file_id.display_name)
        earlier._give_way_to(self)
        self._admit()
        self._message_log(body=told)

    def _give_way_to(self, new):
        """Its key is the new line's from now on."""
        where = {"row": new.row, "file": new.file_id.display_name}
        self.env.flush_all()
        self.env.cr.execute(GIVES_WAY, {"old": self.id, "new": new.id, "uid": self.env.uid,
                                        "reason": REPLACED._source % where})
        self.env.invalidate_all()
        self.month_id._touch_open()
        self._message_log(body=self.env._(REPLACED) % where)
