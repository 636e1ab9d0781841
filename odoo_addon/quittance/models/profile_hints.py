"""What a profile leaves open: no mistake by itself, but its lines would wait or be refused."""

import re

from odoo import api, fields, models

from .profile_mixin import THINGS

FIGURES = ("quantity", "price", "amount")


class QuittanceProfileMixin(models.AbstractModel):
    _inherit = "quittance.profile.mixin"

    hints = fields.Text(string="To be settled", compute="_compute_hints")

    @api.depends("period_rule", "price_rule", "zero_price", *(f"column_{thing}" for thing in THINGS),
                 *(f"constant_{thing}" for thing in THINGS))
    @api.depends_context("lang")
    def _compute_hints(self):
        for profile in self:
            profile.hints = "\n".join(profile._hints())

    def _gives(self, thing):
        """Does a column or a constant say it?"""
        return bool(self[f"column_{thing}"] or self[f"constant_{thing}"])

    def _hints(self):
        _ = self.env._
        hints = []
        if not self._gives("client") or not self._gives("service"):
            hints.append(_("Say which columns hold the client and the service: without them every "
                           "line waits."))
        if self.period_rule == "date" and not self._gives("date"):
            hints.append(_("The month comes from the date of each line, but no column holds dates: "
                           "name it, or choose where else the month comes from."))
        if self.price_rule != "contract" and not self._gives("price") and not self._gives("amount"):
            hints.append(_("No column holds a price or an amount, and the client does not pay the "
                           "contract price: every line would wait for its price."))
        if self.price_rule == "contract" and self.zero_price == "free" and (
                self._gives("price") or self._gives("amount")):
            hints.append(_("A line whose price is empty in the file is billed at nothing, though "
                           "the client pays the contract price: choose A question for a price of "
                           "zero, unless the supplier gives such services away."))
        return hints

    # ------------------------------------------------------------------ contradictions

    @api.constrains("currency", "decimal_mark", "thousands_mark", "date_format",
                    *(f"constant_{thing}" for thing in (*FIGURES, "date", "currency")))
    def _check_constants(self):
        """A constant stands for a cell: what would be wrong in a cell is wrong in it."""
        for profile in self:
            _ = profile.env._
            profile._refuse_unless(
                not profile.constant_currency or profile.constant_currency == profile.currency,
                _("The currency of every row is %(row)s, but the profile's is %(own)s.",
                  row=profile.constant_currency, own=profile.currency))
            number = re.compile(r"[-+]?\d+(%s\d+)?" % re.escape(profile.decimal_mark))
            for thing in FIGURES:
                said = profile[f"constant_{thing}"]
                profile._refuse_unless(
                    not said or number.fullmatch(said.strip()),
                    _("%(said)s, which stands for an empty cell, is no number with the decimal mark "
                      "%(mark)s.", said=said, mark=profile.decimal_mark))
            profile._refuse_unless(
                not profile.constant_date or profile.date_format,
                _("A date for every row needs the way in which dates are written."))

    @api.constrains(*(f"column_{thing}" for thing in FIGURES))
    def _check_figures(self):
        for profile in self:
            named = [profile[f"column_{thing}"] for thing in FIGURES
                     if profile[f"column_{thing}"]]
            profile._refuse_unless(
                len(set(named)) == len(named),
                profile.env._("One column cannot be two of quantity, unit price and amount."))
