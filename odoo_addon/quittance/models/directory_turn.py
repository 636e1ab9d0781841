"""A supplier's turn: what reads its directory and what changes it go one after the other.

Closing a file looks codes up, a new alias looks for lines to free. Under REPEATABLE READ neither
would see the other while both are under way, and a line would wait for ever although its alias is
there. Both change one number on the supplier: the second then fails to serialize, and Odoo runs it
again, afresh.
"""

from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    quittance_turn = fields.Integer(readonly=True, copy=False)

    def _quittance_take_turn(self):
        if self:
            self.env.cr.execute(
                "UPDATE res_partner SET quittance_turn = COALESCE(quittance_turn, 0) + 1"
                " WHERE id IN (SELECT id FROM res_partner WHERE id IN %s ORDER BY id FOR UPDATE)",
                [tuple(self.ids)])
            self.invalidate_recordset(["quittance_turn"])
