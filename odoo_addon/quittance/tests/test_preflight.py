"""The screen *Tonight*: every open invoice once, with the connector's own verdict and words."""

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .collect_common import CollectCase


@tagged("post_install", "-at_install")
class TestPreflight(CollectCase):

    @property
    def screen(self):
        return self.env["quittance.preflight"].with_user(self.accountant).with_context(lang="en_US")

    def rows(self):
        """{invoice: its row} after opening the list."""
        self.words = self.screen.refresh()
        return {row.move_id: row for row in self.screen.search([])}

    def some_of_all_kinds(self):
        due, held, without = self.make_due(), self.make_due(), self.make_due(
            client=self.env["res.partner"].create({"name": "Without method"}))
        self.env["quittance.hold"]._hold_invoice(held, "Asked for")
        self.prepared(live := self.make_due())
        return due, held, without, live

    def test_every_open_invoice_is_there_once_and_the_sums_add_up(self):
        self.some_of_all_kinds()
        open_ones = self.env["account.move"].search(self.attempts._open_invoices(self.company))
        rows = self.rows()
        self.assertEqual(sorted(move.id for move in rows), open_ones.ids and sorted(open_ones.ids))
        self.assertEqual(self.screen.search_count([]), len(open_ones))
        self.assertAlmostEqual(sum(row.residual for row in rows.values()),
                               sum(open_ones.mapped("amount_residual")))
        by_reason = self.screen._read_group([], ["why"], ["residual:sum", "__count"])
        self.assertAlmostEqual(sum(row[1] for row in by_reason),
                               sum(open_ones.mapped("amount_residual")))

    def test_the_screen_says_what_the_connector_is_told(self):
        self.some_of_all_kinds()
        rows = self.rows()
        told = self.rpc("candidates", company_id=self.company.id, limit=500, after_id=0,
                        as_of=fields.Date.to_string(self.screen._next_night(self.settings)))
        for one in told["invoices"]:
            row = rows[self.env["account.move"].browse(one["move_id"])]
            self.assertEqual((row.reason_code, row.verdict == "will"),
                             (one["reason_code"], one["verdict"] == "collect"))
            if one["verdict"] == "skip":
                self.assertEqual(row.sentence, one["reason"])
        self.assertEqual(len(told["invoices"]), len(rows))

    def test_every_reason_has_its_name_and_its_sentence(self):
        for value, name in self.screen._selection_why():
            code = value.partition("_")[2]
            self.assertNotEqual(name, code)
            self.assertNotEqual(
                self.attempts._reason_sentence(code, self.make_due(), self.token), code)

    def test_what_would_be_collected_says_how_much_from_which_method(self):
        due = self.make_due()
        row = self.rows()[due]
        self.assertEqual((row.verdict, row.amount, row.rail), ("will", 100, "odoo"))
        self.assertRegex(row.sentence, r"100.+ will be taken from .*4242")

    def test_buttons_mend_what_is_in_the_way(self):
        _due, held, without, live = self.some_of_all_kinds()
        rows = self.rows()
        self.assertEqual(rows[without].action_choose_method()["res_model"], "res.partner")
        self.assertEqual(rows[live].action_open_attempts()["res_model"], "quittance.attempt")
        self.assertEqual(rows[live].action_open_invoice()["res_id"], live.id)
        self.confirm(rows[held].action_release_hold(), self.accountant, reason="Settled")
        self.assertEqual(self.rows()[held].verdict, "will")
        self.confirm(self.rows()[held].action_hold(), self.accountant, reason="After all")
        self.assertEqual(self.rows()[held].reason_code, "held_invoice")

    def test_the_night_to_come_is_looked_at(self):
        self.settings.sudo().write({"timezone": "Europe/Paris", "night_deadline": 7})
        for moment, day in (("2026-11-24 03:00:00", "2026-11-24"),
                            ("2026-11-24 12:00:00", "2026-11-25")):
            with freeze_time(moment):
                self.assertEqual(str(self.screen._next_night(self.settings)), day)

    def test_while_collection_is_off_it_says_so_and_what_would_be(self):
        due = self.make_due()
        self.settings.sudo().write({"collection_on": False, "collection_reason": "Audit week"})
        self.assertEqual(self.rows()[due].verdict, "will")
        self.assertIn("Audit week", self.words["warning"])
        self.assertIn("Would be collected", self.words["sentences"][0])

    def test_a_night_above_the_threshold_says_who_has_to_release_it(self):
        self.make_due()
        self.settings.sudo().release_above = 50
        self.rows()
        self.assertIn("releases the list", self.words["warning"])
        self.assertFalse(self.env["quittance.release"].search([("run_key", "=", "")]))

    def test_each_person_has_a_look_of_his_own(self):
        self.make_due()
        self.rows()
        other = self.env["quittance.preflight"].with_user(self.supervisor)
        self.assertFalse(other.search([]))
        other.refresh()
        self.assertEqual(other.search_count([]), self.screen.search_count([]))
        with self.assertRaises(AccessError):
            self.env["quittance.preflight"].with_user(self.employee).refresh()
