"""How a supplier's files are read: what a profile and the preview of one have in common."""

from odoo import api, fields, models

THINGS = ("client", "service", "quantity", "price", "amount", "ticket", "date", "comment", "tax",
          "currency")
FOUND = -1
FREQUENT = {";": "semicolon", ",": "comma", "\t": "tab", "|": "bar"}


def _column(label, **attributes):
    return fields.Char(string=label, tracking=True, **attributes)


class QuittanceProfileMixin(models.AbstractModel):
    _name = "quittance.profile.mixin"
    _description = "How a supplier's files are read"

    # ------------------------------------------------------------------ how the file is written
    format = fields.Selection(
        [("csv", "Text with a separator (CSV)"), ("fixed", "Text in fixed positions"),
         ("sections", "Text in several sections"), ("spreadsheet", "Spreadsheet (XLSX, ODS)"),
         ("json", "JSON")],
        required=True, default="csv", tracking=True,
        help="How text is laid out. A spreadsheet and JSON are known by their content, whatever "
             "the file's name.",
    )
    delimiter = fields.Char(
        string="Separator's characters", required=True, default=";", tracking=True, trim=False,
        help="One to eight, as ; or || or §.",
    )
    delimiter_rule = fields.Selection(
        [("semicolon", "Semicolon ;"), ("comma", "Comma ,"), ("tab", "Tab"), ("bar", "Bar |"),
         ("other", "Another")],
        string="Separator", compute="_compute_delimiter_rule", inverse="_inverse_delimiter_rule",
    )
    quote = fields.Selection(
        [("double", 'Double quotes "'), ("single", "Single quotes '"), ("none", "Never quoted")],
        string="Texts are quoted by", required=True, default="double", tracking=True,
    )
    escape = fields.Selection(
        [("doubled", "Doubled"), ("backslash", "After a backslash \\")],
        string="A quote within a text is", required=True, default="doubled", tracking=True,
    )
    charset = fields.Selection(
        [("utf-8", "UTF-8"), ("utf-16", "UTF-16"), ("utf-16le", "UTF-16 without a mark, Intel"),
         ("utf-16be", "UTF-16 without a mark, Motorola"),
         ("windows-1252", "Windows-1252 (Western)"), ("iso-8859-1", "ISO 8859-1 (Latin 1)"),
         ("iso-8859-15", "ISO 8859-15 (Latin 9)"), ("macintosh", "Macintosh"),
         ("ibm850", "IBM 850 (DOS)"), ("iso-8859-2", "ISO 8859-2 (Latin 2)"),
         ("windows-1250", "Windows-1250 (Central European)"),
         ("windows-1251", "Windows-1251 (Cyrillic)"), ("windows-1253", "Windows-1253 (Greek)"),
         ("windows-1254", "Windows-1254 (Turkish)"), ("windows-1255", "Windows-1255 (Hebrew)"),
         ("windows-1256", "Windows-1256 (Arabic)"), ("windows-1257", "Windows-1257 (Baltic)"),
         ("windows-1258", "Windows-1258 (Vietnamese)")],
        string="Character set", required=True, default="utf-8", tracking=True,
    )
    sheet = fields.Char(
        tracking=True,
        help="The sheet's name, or #2 for the second. Empty: the only one that is visible and not "
             "empty. With several of those the file is refused, with their names.",
    )
    records_path = fields.Char(
        string="Path of the records", tracking=True,
        help="Where the list of records is in the document, as /data/lines. Empty: the document "
             "itself is the list.",
    )
    section = fields.Char(
        string="The services' section begins with", tracking=True,
        help="The first filled cell of the line that opens the section, as [SERVICES]. The line "
             "after it has the columns' names. It ends where the next section begins.",
    )
    header_row = fields.Integer(string="Line of the columns' names", default=1, tracking=True)
    header_rule = fields.Selection(
        [("found", "Found by the columns' names"), ("line", "On a certain line"),
         ("none", "There are none")],
        string="The columns' names are", compute="_compute_header_rule",
        inverse="_inverse_header_rule",
        help="Found: the first line that has the names of all columns below. None: columns are "
             "then named by their number: 1, 2, 3…",
    )
    total_label = fields.Char(
        string="Totals rows begin with", tracking=True,
        help="How the first filled cell of a totals row begins; several beginnings are separated "
             "by |, as TOTAL|Sous-total. Such rows are checked against the lines, never billed.",
    )

    # ------------------------------------------------------------------ numbers, dates, codes
    decimal_mark = fields.Selection(
        [(",", "Comma"), (".", "Point")], string="Decimal mark", required=True, default=",",
        tracking=True,
    )
    thousands_mark = fields.Selection(
        [("space", "Space"), ("point", "Point"), ("comma", "Comma"),
         ("apostrophe", "Apostrophe '"), ("curly", "Apostrophe ’")],
        string="Thousands mark", tracking=True, help="Empty: numbers have no thousands mark.",
    )
    date_format = fields.Char(
        string="Dates are written as", default="DD/MM/YYYY", tracking=True,
        help="D, M and Y for day, month and year, the rest as it is written: DD/MM/YYYY, "
             "YYYY-MM-DD, DD.MM.YY, MM/DD/YYYY. MMM is a month's name in French or English (1 oct. "
             "2026: D MMM YYYY), h, m, s and AM a time of day (M/D/YYYY h:mm:ss AM), serial a "
             "spreadsheet's day number (46296), serial-1904 that of old Macintosh ones. Never "
             "guessed.",
    )
    currency = fields.Char(
        required=True, default="EUR", tracking=True,
        help="For every row; a column named below can only agree with it.",
    )
    tax_included = fields.Boolean(string="Prices include tax", tracking=True)
    sign_rule = fields.Selection(
        [("written", "As it is written"), ("negated", "Turned round on every row"),
         ("column", "Turned round on rows that say so")],
        string="The sign is", required=True, default="written", tracking=True,
        help="A credit has a quantity or amount below zero.",
    )
    sign_column = fields.Char(string="Column that says so", tracking=True)
    sign_words = fields.Char(
        string="Words that mean a credit", tracking=True,
        help="Several are separated by |, as CREDIT|AVOIR|R.",
    )
    charge_words = fields.Char(
        string="Words that mean a charge", tracking=True,
        help="A row with any other word waits. Without words for charges, every word that means no "
             "credit is taken for a charge, and the file says which ones.",
    )
    code_strip = fields.Char(
        string="Taken off codes and tickets", tracking=True, trim=False,
        help="Characters that are taken off both ends, as {} for ids in braces.",
    )

    # ------------------------------------------------------------------ columns and constants
    column_client = _column("Client")
    column_service = _column("Service")
    column_quantity = _column("Quantity")
    column_price = _column("Unit price")
    column_amount = _column("Amount")
    column_ticket = _column("Ticket")
    column_date = _column("Date")
    column_comment = _column("Comment")
    column_tax = _column("Tax rate")
    column_currency = _column(
        "Currency of the row",
        help="It can only agree: a row in another currency than the profile's waits in quarantine, "
             "without its amount.")
    constant_client = _column("Client of every row")
    constant_service = _column("Service of every row")
    constant_quantity = _column("Quantity of every row")
    constant_price = _column("Unit price of every row")
    constant_amount = _column("Amount of every row")
    constant_ticket = _column("Ticket of every row")
    constant_date = _column("Date of every row")
    constant_comment = _column("Comment of every row")
    constant_tax = _column("Tax rate of every row")
    constant_currency = _column("Currency of every row")

    # ------------------------------------------------------------------ what is done with it
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
    price_rule = fields.Selection(
        [("file", "The file's price"), ("contract", "The client's contract price"),
         ("checked", "The file's price, checked against the contract's"),
         ("markup", "The file's price as cost, with a mark-up"),
         ("cost", "The contract price; the file's is the cost")],
        string="The client pays", required=True, default="file", tracking=True,
    )
    tolerance = fields.Char(
        string="Tolerance, %", required=True, default="0", tracking=True,
        help="By how much the file's price may differ from the contract's, in percent.",
    )
    markup = fields.Char(
        string="Mark-up, %", required=True, default="0", tracking=True,
        help="What is added to the cost, in percent.",
    )

    @api.model
    def _valid_field_parameter(self, field, name):
        """Tracking means something to the models that have a chatter."""
        return name == "tracking" or super()._valid_field_parameter(field, name)

    # ------------------------------------------------------------------ as people choose it

    @api.depends("delimiter")
    def _compute_delimiter_rule(self):
        for profile in self:
            profile.delimiter_rule = FREQUENT.get(profile.delimiter, "other")

    @api.onchange("delimiter_rule")
    def _inverse_delimiter_rule(self):
        characters = {rule: character for character, rule in FREQUENT.items()}
        for profile in self:
            if profile.delimiter_rule in characters:
                profile.delimiter = characters[profile.delimiter_rule]

    @api.depends("header_row")
    def _compute_header_rule(self):
        for profile in self:
            profile.header_rule = (
                "found" if profile.header_row < 0 else "line" if profile.header_row else "none"
            )

    @api.onchange("header_rule")
    def _inverse_header_rule(self):
        for profile in self:
            if profile.header_rule == "line":
                profile.header_row = max(profile.header_row, 1)
            else:
                profile.header_row = FOUND if profile.header_rule == "found" else 0
