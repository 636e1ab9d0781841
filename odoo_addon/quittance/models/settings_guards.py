"""The caps of a day, and from which total a run needs a second pair of eyes."""

from odoo import api, fields, models


class QuittanceSettings(models.Model):
    _inherit = "quittance.settings"

    cap_per_day = fields.Monetary(
        string="At most per day", default=100000,
        help="All runs of a day and all charges by hand together, what was declined left out. "
             "What clients pay themselves does not count.")
    release_above = fields.Monetary(
        string="Runs above this need a release", default=0,
        help="A run that plans more than this sends nothing until a supervisor has released its "
             "list. 0: never needed.")

    _sane_guards = models.Constraint(
        "CHECK (cap_per_day >= cap_per_charge AND release_above >= 0)",
        "The day's cap is not below the charge's, and a release is needed above zero or never.")

    @api.model
    def _limit_names(self):
        return [*super()._limit_names(), "cap_per_day", "release_above"]
