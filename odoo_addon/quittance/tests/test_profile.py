"""Profiles: what they may say, and how they cross to the connector and back."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .billing_common import BillingCase

THINGS = ("client", "service", "quantity", "price", "amount", "ticket", "date", "comment", "tax",
          "currency")
EVERYTHING = {
    "name": "all", "format": "csv", "delimiter": "\t", "quote": "'", "escape": "\\",
    "charset": "ibm850", "decimal_mark": ".", "thousands_mark": " ", "date_format": "D MMM YYYY",
    "header_row": -1, "currency": "USD", "sign_rule": "column", "sign_column": "Sens",
    "sign_words": "CREDIT|AVOIR", "charge_words": "VENTE", "tax_included": True,
    "cumulative": True, "sheet": "#2",
    "records_path": "/data/lines", "section": "[SERVICES]", "code_strip": "{} ",
    "total_label": "TOTAL|Sous-total", "ticket_names": "document", "period_rule": "filename",
    "zero_price": "free", "price_rule": "checked", "tolerance": "2.5", "markup": "15",
    "columns": {thing: f"The {thing}" for thing in THINGS},
    "constants": {**{thing: f"constant {thing}" for thing in THINGS},
                  "quantity": "1.5", "price": "-2", "amount": "3", "currency": "USD"},
}


@tagged("post_install", "-at_install")
class TestProfile(BillingCase):
    def _profile(self, **vals):
        return self.env["quittance.profile"].with_user(self.accountant).create(
            {"name": "one", "supplier_id": self.supplier.id, "company_id": self.company.id, **vals})

    def _seed_and_get(self, profile):
        call = {"company_id": self.company.id, "supplier_code": "TST-LAV"}
        self.assertTrue(self.rpc("profile_seed", **call, profile=profile)["created"])
        return self.rpc("profile_get", **call, name=profile["name"])["profile"]

    def test_every_field_comes_back_as_it_was_sent(self):
        self.assertEqual(self._seed_and_get(EVERYTHING), EVERYTHING)

    def test_what_may_be_empty_stays_empty(self):
        empty = dict.fromkeys(
            ("quote", "escape", "thousands_mark", "date_format", "sign_column", "sign_words",
             "charge_words", "sheet", "records_path", "section", "code_strip", "total_label",
             "ticket_names"), "")
        sent = {**EVERYTHING, **empty, "name": "empty", "sign_rule": "negated", "header_row": 0,
                "columns": dict.fromkeys(THINGS, ""), "constants": dict.fromkeys(THINGS, ""),
                "tax_included": False, "cumulative": False}
        self.assertEqual(self._seed_and_get(sent), sent)

    def test_what_is_not_sent_has_its_default(self):
        found = self._seed_and_get({"name": "bare"})
        self.assertEqual((found["format"], found["delimiter"], found["quote"], found["escape"]),
                         ("csv", ";", '"', ""))
        self.assertEqual((found["price_rule"], found["tolerance"], found["header_row"]),
                         ("file", "0", 1))

    def test_a_separator_may_be_of_several_characters_or_bytes(self):
        for name, delimiter in enumerate(("§", "||", "<|>")):
            profile = self._profile(name=str(name), delimiter=delimiter)
            self.assertEqual(profile._prepare_contract()["delimiter"], delimiter)

    def test_a_section_that_begins_like_a_value_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "letter or digit"):
            self._profile(format="sections", section="SERVICES")

    def test_a_value_that_no_list_has_is_refused(self):
        with self.assertRaises(UserError):
            self._seed_and_get({"name": "odd", "charset": "ebcdic"})

    def test_lists_are_chosen_instead_of_numbers(self):
        profile = self._profile()
        profile.header_rule = "found"
        self.assertEqual(profile.header_row, -1)
        profile.header_rule = "line"
        self.assertEqual(profile.header_row, 1)
        profile.delimiter_rule = "tab"
        self.assertEqual(profile.delimiter, "\t")
        profile.delimiter = "~"
        self.assertEqual(profile.delimiter_rule, "other")

    def _refused(self, sentence, **vals):
        with self.assertRaisesRegex(ValidationError, sentence), self.env.cr.savepoint():
            self._profile(**vals)

    def test_marks_that_cannot_be_told_apart(self):
        self._refused("eight characters", delimiter="123456789")
        self._refused("eight characters", delimiter=";\n")
        self._refused("cannot hold the backslash", delimiter="\\", escape="backslash")
        self._refused("separator and the quote", delimiter='"')
        self._refused("thousands mark", decimal_mark=",", thousands_mark="comma")

    def test_what_contradicts_itself_is_refused(self):
        self._refused("currency of every row is USD", constant_currency="USD")
        self._refused("is no number", constant_quantity="1.5")
        self._refused("is no number", constant_price="two")
        self._refused("the way in which dates are written", constant_date="05/10/2026",
                      date_format=False)
        self._refused("cannot be two", column_price="Total", column_amount="Total")
        self._profile(constant_quantity="1,5", constant_currency="EUR", name="right")

    def test_what_is_left_open_is_pointed_at(self):
        profile = self._profile(column_client="C", column_service="S", column_price="P",
                                column_date="D")
        self.assertFalse(profile.hints)
        profile.column_date = False
        self.assertIn("no column holds dates", profile.hints)
        profile.write({"period_rule": "previous", "column_price": False})
        self.assertIn("No column holds a price", profile.hints)
        profile.price_rule = "contract"
        self.assertFalse(profile.hints)
        profile.write({"column_price": "P", "zero_price": "free"})
        self.assertIn("billed at nothing", profile.hints)
        profile.column_client = False
        self.assertIn("the client and the service", profile.hints)

    def test_a_file_that_replaces_another_is_of_a_month(self):
        self._refused("which month a file is for", cumulative=True, period_rule="date")
        self._profile(cumulative=True, period_rule="previous", name="right")

    def test_a_date_has_day_month_and_year_once(self):
        for wrong in ("DD/MM", "JJ/MM/AAAA", "DD/MM/YYYY YYYY", "DDD/MM/YYYY", "numbers"):
            self._refused("date format", date_format=wrong)
        for right in ("DD/MM/YYYY", "D MMM YYYY", "M/D/YYYY h:mm:ss AM", "DD.MM.YY", "serial",
                      "serial-1904"):
            self._profile(name=right, date_format=right)

    def test_columns_fit_the_format(self):
        self._refused("1 or more", header_row=-2)
        self._refused("by its number", header_row=0, column_client="Client")
        self._profile(name="numbers", header_row=0, column_client="3")
        self._profile(name="section", format="sections", section="[S]", header_row=0,
                      column_client="Client")  # its header is where the section says
        self._refused("FROM-TO", format="fixed", column_client="Client", header_row=0)
        self._refused("FROM-TO", format="fixed", column_client="9-3", header_row=0)
        self._refused("choose a line", format="fixed", column_client="1-3", header_row=-1)
        self._profile(name="fixed", format="fixed", column_client="1-8", header_row=0)

    def test_what_a_layout_needs_is_asked_for(self):
        self._refused("section", format="sections")
        self._refused("slash", format="json", records_path="data.lines")
        self._refused("credit", sign_rule="column", sign_column="Sens")

    def test_percentages_and_currencies_exist(self):
        self._refused("percentage", tolerance="a little")
        self._refused("percentage", markup="-5")
        self._refused("no currency", currency="EURO")

    def _commit(self):
        """What Odoo does at the end of a request: the chatter is written then."""
        self.env.flush_all()
        self.env.cr.precommit.run()

    def test_each_change_is_told_in_the_chatter(self):
        profile = self._profile()
        self._commit()
        before = len(profile.message_ids)
        profile.write({"column_tax": "TVA", "price_rule": "contract"})
        self._commit()
        told = profile.message_ids[: len(profile.message_ids) - before]
        fields = told.sudo().tracking_value_ids.field_id.mapped("name")
        self.assertEqual(set(fields), {"column_tax", "price_rule"})
