"""Who switched what, when and why: the append-only journal of the controls."""

from odoo import _, api, fields, models
from odoo.exceptions import UserError


class QuittanceControlLog(models.Model):
    _name = "quittance.control.log"
    _description = "Quittance: journal of the controls"
    _order = "id desc"
    _rec_name = "detail"

    at = fields.Datetime(string="When", required=True, readonly=True, default=fields.Datetime.now)
    by = fields.Many2one(
        "res.users", string="Who", required=True, readonly=True, default=lambda self: self.env.uid
    )
    company_id = fields.Many2one("res.company", readonly=True, index=True)
    what = fields.Selection(
        [
            ("collection_on", "Collection switched on"),
            ("collection_off", "Collection switched off"),
            ("go_live", "Go-live day set"),
            ("limits", "Limits changed"),
            ("bind", "Database bound"),
            ("restore_suspected", "Restore noticed"),
            ("restore_accepted", "Restore accepted"),
            ("key_issued", "Connector's key issued"),
            ("key_revoked", "Connector's key revoked"),
            ("hold", "Held"),
            ("release", "Released"),
            ("release_requested", "A run waits for a release"),
            ("run_released", "Run released"),
            ("release_withdrawn", "Release of a run withdrawn"),
            ("alarm", "Alarm raised"),
        ],
        required=True,
        readonly=True,
    )
    detail = fields.Char(required=True, readonly=True)
    why = fields.Char(string="Why", required=True, readonly=True)

    @api.model
    def _add(self, what, detail, why, company=None):
        """One entry, by the present user even when the code works in sudo."""
        return self.sudo().create(
            {
                "what": what,
                "detail": detail,
                "why": why,
                "by": self.env.uid,
                "company_id": company.id if company else False,
            }
        )

    def write(self, vals):
        raise UserError(_("The journal of the controls is never changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(_("The journal of the controls is never deleted from."))
