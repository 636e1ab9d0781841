"""How to read one supplier's files."""

from odoo import _, api, fields, models
from odoo.exceptions import ValidationError

COLUMNS = ("client", "service", "quantity", "price", "amount", "ticket", "date", "comment")
# Written and read as they are; the columns, the currency and `cumulative` have their own way.
PLAIN = ("name", "format", "delimiter", "charset", "decimal_mark", "thousands_mark", "date_format",
         "ticket_names", "period_rule", "zero_price", "currency", "total_label")


class QuittanceProfile(models.Model):
    _name = "quittance.profile"
    _description = "Profile: how to read a supplier's files"
    _inherit = ["mail.thread"]
    _order = "supplier_id, name"

    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    supplier_id = fields.Many2one(
        "res.partner", string="Supplier", required=True, index=True, ondelete="restrict",
        domain="[('quittance_is_supplier', '=', True)]",
    )
    format = fields.Selection([("csv", "CSV")], required=True, default="csv")
    delimiter = fields.Char(required=True, default=";", tracking=True)
    charset = fields.Selection(
        [("utf-8", "UTF-8"), ("windows-1252", "Windows-1252"), ("iso-8859-15", "Latin-9"),
         ("utf-16", "UTF-16")],
        required=True, default="utf-8", tracking=True,
    )
    decimal_mark = fields.Selection(
        [(",", "Comma"), (".", "Point")], required=True, default=",", tracking=True
    )
    thousands_mark = fields.Char(
        default="", tracking=True, help="Empty: numbers have no thousands mark."
    )
    date_format = fields.Char(
        default="DD/MM/YYYY", tracking=True,
        help="As DD/MM/YYYY, YYYY-MM-DD, DD.MM.YY or MM/DD/YYYY. Never guessed.",
    )
    header_row = fields.Integer(
        default=1, tracking=True, help="The line with the column names; 0: there is none."
    )
    column_client = fields.Char(string="Client", tracking=True)
    column_service = fields.Char(string="Service", tracking=True)
    column_quantity = fields.Char(string="Quantity", tracking=True)
    column_price = fields.Char(string="Unit price", tracking=True)
    column_amount = fields.Char(string="Amount", tracking=True)
    column_ticket = fields.Char(string="Ticket", tracking=True)
    column_date = fields.Char(string="Date", tracking=True)
    column_comment = fields.Char(string="Comment", tracking=True)
    ticket_names = fields.Selection(
        [("line", "One service"), ("document", "A document of several services")],
        string="A ticket names", tracking=True,
    )
    period_rule = fields.Selection(
        [("date", "The date of each line"), ("filename", "The file's name"),
         ("previous", "The month before"), ("given", "Who imports says it")],
        string="The period comes from", required=True, default="date", tracking=True,
    )
    cumulative = fields.Boolean(
        string="Each file replaces the one before", tracking=True,
        help="For suppliers who send the whole month again with each file.",
    )
    zero_price = fields.Selection(
        [("free", "A free service"), ("quarantine", "A question")],
        string="A price of zero is", required=True, default="quarantine", tracking=True,
    )
    currency = fields.Char(required=True, default="EUR", tracking=True)
    total_label = fields.Char(
        help="How the first filled cell of a totals row begins. Such rows are checked, never billed."
    )

    _one_name = models.UniqueIndex(
        "(company_id, supplier_id, name)", "This supplier has a profile of that name already."
    )

    @api.constrains("header_row")
    def _check_header_row(self):
        if any(profile.header_row < 0 for profile in self):
            raise ValidationError(_("The header's line is 0 or more."))

    @api.model
    def _for_supplier(self, company, supplier, name):
        """The supplier's profile of that name ("": its default), or none."""
        domain = [("company_id", "=", company.id), ("supplier_id", "=", supplier.id)]
        if name:
            return self.search([*domain, ("name", "=", name)], limit=1)
        default = supplier.quittance_profile_id
        return default if default.company_id == company else self.search(domain, limit=1)

    def _prepare_contract(self):
        """PROFILE of docs/rpc_contract.md."""
        self.ensure_one()
        return {
            **{name: self[name] or "" for name in PLAIN},
            "header_row": self.header_row,
            "cumulative": self.cumulative,
            "columns": {name: self[f"column_{name}"] or "" for name in COLUMNS},
        }

    @api.model
    def _prepare_from_contract(self, company, supplier, profile):
        """The values of a new profile from a PROFILE."""
        columns = profile.get("columns") or {}
        return {
            **{name: profile[name] for name in PLAIN if profile.get(name)},
            "thousands_mark": profile.get("thousands_mark") or "",
            "date_format": profile.get("date_format") or "",
            "header_row": int(profile.get("header_row", 1)),
            "cumulative": bool(profile.get("cumulative")),
            **{f"column_{name}": columns.get(name) or "" for name in COLUMNS},
            "company_id": company.id,
            "supplier_id": supplier.id,
        }
