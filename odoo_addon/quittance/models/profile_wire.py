"""A profile as it crosses to the connector and back: PROFILE of docs/rpc_contract.md."""

from odoo import api, models
from odoo.exceptions import UserError

from .profile_mixin import THINGS

TEXTS = (
    "format", "delimiter", "quote", "escape", "charset", "decimal_mark", "thousands_mark",
    "date_format", "currency", "sign_rule", "sign_column", "sign_words", "charge_words", "sheet",
    "records_path", "section", "code_strip", "total_label", "ticket_names", "period_rule", "zero_price",
    "price_rule", "tolerance", "markup",
)
FLAGS = ("tax_included", "cumulative")
# Every field that says how a file is read, as the models name them.
READING = (*TEXTS, *FLAGS, "header_row", *(f"column_{thing}" for thing in THINGS),
           *(f"constant_{thing}" for thing in THINGS))
# The marks that a person chooses from a list by their names.
MARKS = {
    "quote": {"double": '"', "single": "'", "none": ""},
    "escape": {"doubled": "", "backslash": "\\"},
    "thousands_mark": {"space": " ", "point": ".", "comma": ",", "apostrophe": "'", "curly": "’"},
}


class QuittanceProfileMixin(models.AbstractModel):
    _inherit = "quittance.profile.mixin"

    def _prepare_contract(self):
        """PROFILE but its `name`. Texts are "" where there is nothing."""
        self.ensure_one()
        texts = {name: self[name] or "" for name in TEXTS}
        texts.update({name: marks.get(self[name], "") for name, marks in MARKS.items()})
        return {
            **texts,
            **{name: self[name] for name in FLAGS},
            "header_row": self.header_row,
            "columns": {thing: self[f"column_{thing}"] or "" for thing in THINGS},
            "constants": {thing: self[f"constant_{thing}"] or "" for thing in THINGS},
        }

    @api.model
    def _prepare_reading(self, profile):
        """The values of a PROFILE; what it leaves out, or may not be empty, keeps its default."""
        values = {}
        for name in TEXTS:
            value = profile.get(name)
            names = {mark: known for known, mark in MARKS.get(name, {}).items()}
            value = names.get(value, value)
            if value or (value == "" and not self._fields[name].required):
                values[name] = self._known_choice(name, value)
        for name in FLAGS:
            values[name] = bool(profile.get(name))
        values["header_row"] = int(profile.get("header_row", 1))
        for kind, given in (("column", "columns"), ("constant", "constants")):
            said = profile.get(given) or {}
            values.update({f"{kind}_{thing}": said.get(thing) or "" for thing in THINGS})
        return values

    def _prepare_copy(self):
        """All that says how a file is read, for another record of the mixin."""
        self.ensure_one()
        return {name: self[name] for name in READING}

    def _known_choice(self, name, value):
        field = self._fields[name]
        if field.type == "selection" and value and value not in dict(field.selection):
            raise UserError(
                self.env._("A profile's %(field)s cannot be %(value)s.", field=name, value=value)
            )
        return value or False
