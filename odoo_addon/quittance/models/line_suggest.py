"""The nearest clients or services to the code of lines in quarantine."""

from odoo import models

from .codes import ENTITIES
from .nearest import Nearest


class QuittanceLine(models.Model):
    _inherit = "quittance.line"

    def _nearest(self, index=None, count=3):
        """Up to `count` clients or services for the lines' code (one for all), the likeliest first.

        The connector's own suggestion, where it names one thing that is known, comes first.
        """
        line = self[:1]
        model, field = line._looked_up_in()
        code = line.client_code if field == "ref" else line.service_code
        index = index or line._nearest_index()
        return model.browse(index.find(code or "", count, index.named(line.suggestion)))

    def _looked_up_in(self):
        """(model, the field with its code) of what the line's code should name."""
        if self.reason_code == "unknown_client":
            return self.env["res.partner"], "ref"
        return self.env["product.product"], "default_code"

    def _nearest_index(self):
        """All that the line's code could name, by code and name."""
        model, field = self._looked_up_in()
        kind = ENTITIES if field == "ref" else [("sale_ok", "=", True)]
        known = model.search_fetch(
            [(field, "not in", (False, "")), *kind,
             ("company_id", "in", (False, self.company_id.id))], [field, "name"])
        return Nearest((one.id, one[field], one.name) for one in known)
