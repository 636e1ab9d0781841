"""All that was wrong with a line when it was read, and what of it still holds."""

from odoo import _, fields, models
from odoo.exceptions import UserError


class QuittanceLine(models.Model):
    _inherit = "quittance.line"

    problems = fields.Json(
        readonly=True,
        help="What was wrong when it was read, as [{code, reason}], the gravest first.")

    def _has_price(self):
        """Is there something to bill? To cost nothing needs the profile's leave."""
        profile = self.file_id.profile_id
        priced = self.amount_known and (self.amount or profile.zero_price != "quarantine")
        return bool(priced or profile.price_rule == "contract")

    def _standing_problems(self):
        """[(code, reason)] of what was wrong when it was read and is not put right by now.

        A code that was entered and a price that the contract gives do that; nothing else does.
        """
        self.ensure_one()
        mended = {"unknown_client": bool(self.client_id), "unknown_service": bool(self.product_id),
                  "price_missing": self._has_price()}
        return [(one["code"], one["reason"]) for one in self.problems or []
                if not mended.get(one["code"])]

    def _waits_for_codes_too(self):
        """Is one of its codes unknown, besides what is graver? A conflict is decided by itself."""
        return self.reason_code != "ticket_conflict" and any(
            one["code"] in ("unknown_client", "unknown_service") for one in self.problems or [])

    def _check_whole(self):
        """An error that says what is wrong with a line that cannot be billed."""
        self.ensure_one()
        said = "\n".join(reason for _code, reason in self._standing_problems())
        if said:
            raise UserError(
                _("%(line)s: %(reason)s This cannot be billed as it is.",
                  line=self.display_name, reason=self._translate_reason(said)))
        if not self._is_whole():
            raise UserError(_("%s lacks what a bill needs.", self.display_name))

    def _missing(self):
        """(code, reason) of what a bill needs and the line has not."""
        if not self.client_id:
            return "unknown_client", _("The client %s is not known.", self.client_code)
        if not self.product_id:
            return "unknown_service", _("The service %s is not known.", self.service_code)
        if not self.amount_known:
            return "number_unreadable", _("The amount cannot be read.")
        if not self.currency_id:
            return "currency_unknown", _("The currency %s is not known.", self.currency)
        if not self.amount and self.period:
            return "price_missing", _("It costs nothing, and the profile allows no free lines.")
        return "date_missing", _("No month is known for it.")

    def _say_what_holds(self):
        """Lines that are not whole say what still keeps them, all of it."""
        for line in self:
            holds = line._standing_problems() or [line._missing()]
            code, reason = holds[0][0], "\n".join(one[1] for one in holds)
            as_read = bool(line.problems)
            if line.reason_code != code or (as_read and line.reason != reason):
                line.write({"reason_code": code, "reason": reason,
                            "suggestion": line.suggestion if line.reason_code == code else False})
