"""What supervisors are told of a refund."""

from odoo import _, models


class QuittanceRefund(models.Model):
    _inherit = "quittance.refund"

    def _tell_surprise(self, before, state, why):
        self._tell_supervisors(
            _("Look at this refund: %s", self.key),
            _("%(invoices)s: %(before)s became %(state)s: %(why)s",
              invoices=self.invoice_names, before=before, state=state, why=why))

    def _tell_foreign(self, why):
        self._tell_supervisors(_("One provider's id for two refunds"), why)

    def _tell_not_booked(self, problem):
        self._tell_supervisors(_("Given back, but not in the books"), f"{self.key}: {problem}")

    def _tell_unknown(self):
        instead = self._made_instead()
        self._tell_supervisors(
            _("Unknown: did this client get the money back?"),
            _("%(key)s for %(invoices)s is not sent again: the provider has a later refund of the "
              "same charge (%(instead)s), which a person may have made in its stead. Decide it in "
              "Quittance › Collection › Refunds: not executed, if the client got the money by "
              "that one; order it again if both were meant.", key=self.key,
              invoices=self.invoice_names,
              instead=", ".join(instead.mapped("provider_reference")))
            if instead else
            _("%(key)s for %(invoices)s: look it up at the provider and decide it in "
              "Quittance › Collection › Refunds.",
              key=self.key, invoices=self.invoice_names))
