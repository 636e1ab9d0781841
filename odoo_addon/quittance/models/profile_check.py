"""What a profile may say: each mistake is named in a sentence before a file meets it."""

import re

from odoo import api, models
from odoo.exceptions import ValidationError

from .profile_mixin import FOUND, THINGS
from .profile_wire import MARKS

DAYS = {"serial", "serial-1904"}
PERCENT = re.compile(r"\d{1,4}(\.\d{1,6})?")
POSITIONS = re.compile(r"([1-9]\d{0,5})-([1-9]\d{0,5})")
POINTER = re.compile(r"(/([^~/]|~[01])*)+")


def _date_parts(date_format):
    """The runs of D, M and Y in it, as ["DD", "MM", "YYYY"]; AM is a time of day."""
    return re.findall(r"D+|M+|Y+", date_format.replace("AM", ""))


class QuittanceProfileMixin(models.AbstractModel):
    _inherit = "quittance.profile.mixin"

    def _refuse_unless(self, holds, text):
        if not holds:
            raise ValidationError(text)

    @api.constrains("delimiter", "quote", "escape", "format", "decimal_mark", "thousands_mark")
    def _check_marks(self):
        for profile in self:
            _ = profile.env._
            delimiter = profile.delimiter or ""
            profile._refuse_unless(
                1 <= len(delimiter) <= 8 and not set(delimiter) & set("\r\n\0"),
                _("The separator is one to eight characters, without a line break."))
            if profile.format in ("csv", "sections"):
                profile._refuse_unless(
                    (MARKS["quote"].get(profile.quote) or "\n") not in delimiter,
                    _("The separator and the quote cannot be the same character."))
                profile._refuse_unless(
                    (MARKS["escape"].get(profile.escape) or "\n") not in delimiter,
                    _("The separator cannot hold the backslash that stands before a quote."))
            profile._refuse_unless(
                profile.decimal_mark != MARKS["thousands_mark"].get(profile.thousands_mark),
                _("The decimal mark and the thousands mark cannot be the same character."))

    @api.constrains("date_format")
    def _check_date_format(self):
        for profile in self.filtered("date_format"):
            parts = _date_parts(profile.date_format)
            profile._refuse_unless(
                profile.date_format in DAYS
                or sorted(part[0] for part in parts) == ["D", "M", "Y"]
                and all(part in ("D", "DD", "M", "MM", "MMM", "YY", "YYYY") for part in parts),
                profile.env._(
                    "The date format %s is not understood. Write day, month and year once each, as "
                    "DD/MM/YYYY, YYYY-MM-DD or D MMM YYYY; or serial for a spreadsheet's numbers.",
                    profile.date_format))

    @api.constrains("header_row", "format", *(f"column_{thing}" for thing in THINGS), "sign_column")
    def _check_columns(self):
        for profile in self:
            _ = profile.env._
            named = [profile[f"column_{thing}"] for thing in THINGS]
            named = [name for name in [*named, profile.sign_column] if name]
            profile._refuse_unless(
                profile.header_row >= FOUND,
                _("The line of the columns' names is 1 or more."))
            if profile.format == "fixed":
                profile._check_positions(named)
            elif profile.format not in ("json", "sections") and profile.header_row == 0:
                for name in named:
                    profile._refuse_unless(
                        name.isdecimal() and int(name) > 0,
                        _("Without names a column is given by its number, as 3; %s is none.", name))

    def _check_positions(self, named):
        """Columns of text in fixed positions; there are no names that could be found."""
        _ = self.env._
        self._refuse_unless(
            self.header_row != FOUND,
            _("In fixed positions there are no columns' names to be found: choose a line or none."))
        for name in named:
            found = POSITIONS.fullmatch(name)
            self._refuse_unless(
                found and int(found[1]) <= int(found[2]),
                _("In fixed positions a column is given as FROM-TO, as 1-8; %s is not.", name))

    @api.constrains("format", "section", "records_path", "sign_rule", "sign_column", "sign_words")
    def _check_layout(self):
        for profile in self:
            _ = profile.env._
            profile._refuse_unless(
                profile.format != "sections" or profile.section,
                _("Say what the services' section begins with."))
            profile._refuse_unless(
                profile.format != "sections" or not profile.section[0].isalnum(),
                _("The section %s begins with a letter or digit, as values do. Name it as it "
                  "stands in the file, with its bracket or mark.", profile.section))
            profile._refuse_unless(
                not profile.records_path or POINTER.fullmatch(profile.records_path),
                _("The path of the records begins with a slash, as /data/lines."))
            profile._refuse_unless(
                profile.sign_rule != "column" or (profile.sign_column and profile.sign_words),
                _("Say which column makes a row a credit, and by which words."))

    @api.constrains("cumulative", "period_rule")
    def _check_cumulative(self):
        """By the dates of its lines a file is of no month: November's would replace October's."""
        for profile in self:
            profile._refuse_unless(profile._says_what_is_replaced(), profile.env._(
                "Where each file replaces the one before, it must be known which month a file is "
                "for: choose where the month comes from, other than the date of each line."))

    def _says_what_is_replaced(self):
        return not self.cumulative or self.period_rule != "date"

    @api.onchange("tolerance", "markup")
    def _onchange_percentages(self):
        """People write 2,5."""
        for name in ("tolerance", "markup"):
            self[name] = (self[name] or "0").strip().replace(",", ".")

    @api.constrains("tolerance", "markup", "currency")
    def _check_prices(self):
        for profile in self:
            _ = profile.env._
            for text in (profile.tolerance, profile.markup):
                profile._refuse_unless(
                    PERCENT.fullmatch(text or ""),
                    _("A percentage is a number, zero or more, as 2.5; %s is none.", text))
            known = profile.env["res.currency"].with_context(active_test=False).sudo().search(
                [("name", "=", profile.currency)])
            profile._refuse_unless(
                profile.currency in known.mapped("name"),  # a search looks at three letters only
                _("Odoo knows no currency %s. Its code has three letters, as EUR.",
                  profile.currency))
