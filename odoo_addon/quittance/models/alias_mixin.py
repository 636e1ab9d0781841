"""Another code under which a supplier knows something."""

from typing import NamedTuple

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from .codes import compared, compared_sql

# Lines that do not stand: of a file that is read or asked about, or for which an earlier one stands.
RESTING = ("reading", "superseded")
TAKEN_BACK = ("quarantine", "billable", "held", "billed", *RESTING)


class Meaning(NamedTuple):
    """What a code of a supplier means: ids, and the text as it stands in files."""

    company: int
    supplier: int
    code: str
    target: int


class QuittanceAliasMixin(models.AbstractModel):
    _name = "quittance.alias.mixin"
    _description = "Another code of a supplier for what the company knows"
    _rec_name = "code"
    _order = "supplier_id, code"

    # The field of a service line that holds the code, and the one that the alias fills, which has
    # the same name here.
    _line_code = _target = None
    # What it stands for, in SQL.
    _meant = None

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    supplier_id = fields.Many2one(
        "res.partner", string="Supplier", required=True, index=True, ondelete="restrict",
        domain="[('quittance_is_supplier', '=', True)]",
    )
    code = fields.Char(string="Code in the files", required=True)

    @api.constrains("code")
    def _check_code(self):
        if any(not alias.code.strip() or alias.code != alias.code.strip() for alias in self):
            raise ValidationError(_("An alias is a code without spaces around it."))

    def _check_target_company(self):
        for alias in self.sudo():
            if alias[self._target].company_id not in (alias.company_id.browse(), alias.company_id):
                raise ValidationError(_("What the alias stands for belongs to another company."))

    @api.model_create_multi
    def create(self, vals_list):
        """What was quarantined for want of this alias goes through at once."""
        aliases = super().create(vals_list)
        aliases._check_quarantine_again()
        return aliases

    def write(self, vals):
        """What went through by what it meant before is looked at again."""
        before = [alias._meaning() for alias in self]
        result = super().write(vals)
        changed = [old for alias, old in zip(self, before, strict=True) if alias._meaning() != old]
        self._take_back(changed, _("the alias was changed by %s", self.env.user.name))
        self._check_quarantine_again()
        return result

    def unlink(self):
        gone = [alias._meaning() for alias in self]
        result = super().unlink()
        self._take_back(gone, _("the alias was removed by %s", self.env.user.name))
        return result

    def _stands_for(self):
        """The client or service of one alias."""
        return self[self._target]

    def _meaning(self):
        return Meaning(self.company_id.id, self.supplier_id.id, self.code, self._stands_for().id)

    @api.model
    def _take_back(self, meanings, why):
        """Lines that have what these meanings gave them."""
        suppliers = {one.supplier for one in meanings}
        self.env["res.partner"].sudo().browse(suppliers)._quittance_take_turn()
        for one in meanings:
            lines = self._lines_under(one, TAKEN_BACK).filtered(
                lambda line, one=one: line[self._target].id == one.target)
            resting = lines.filtered(lambda line: line.state in RESTING)
            resting._forget_target(self._target)
            (lines - resting)._forget_code(self._target, why)._tell_billed_by_alias(one.code, why)

    @api.model
    def _lines_under(self, meaning, states):
        self.env["quittance.line"].flush_model()
        self.env.cr.execute(
            SQL("SELECT id FROM quittance_line WHERE company_id = %s AND supplier_id = %s"
                " AND %s = %s AND state IN %s", meaning.company, meaning.supplier,
                SQL(compared_sql(self._line_code)), compared(meaning.code), states))
        return self.env["quittance.line"].sudo().browse([row[0] for row in self.env.cr.fetchall()])

    def _check_quarantine_again(self):
        self.sudo().supplier_id._quittance_take_turn()
        lines = self.env["quittance.line"].sudo()
        for alias in self:
            lines |= self._lines_under(alias._meaning(), ("quarantine",))
        lines._check_again(_("an alias was added by %s", self.env.user.name))
