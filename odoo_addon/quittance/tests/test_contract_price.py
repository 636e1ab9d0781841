"""Contract prices: one on a day, whoever enters them, also when contacts are merged."""

from datetime import date

import psycopg2.errors
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .billing_common import BillingCase


@tagged("post_install", "-at_install")
class TestContractPrice(BillingCase):
    def price(self, price=12, client=None, user=None, **values):
        return self.env["quittance.contract.price"].with_user(user or self.accountant).create(
            {"client_id": client and client.id, "product_id": self.washing.id, "price": price,
             **values})

    def test_days_that_follow_each_other_are_two_prices(self):
        self.price(client=self.villa, valid_to="2026-09-30")
        self.price(client=self.villa, valid_from="2026-10-01", valid_to="2026-12-31")
        self.price(client=self.villa, valid_from="2027-01-01")
        self.price(client=self.chalet)
        self.price()
        self.assertEqual(self.env["quittance.contract.price"].search_count(
            [("product_id", "=", self.washing.id)]), 5)

    def refused(self):
        return self.assertRaises(psycopg2.errors.ExclusionViolation)

    def test_a_day_with_two_prices_is_refused(self):
        self.price(client=self.villa, valid_from="2026-01-01", valid_to="2026-12-31")
        for days in ({}, {"valid_from": "2026-12-31"}, {"valid_to": "2026-01-01"},
                     {"valid_from": "2026-03-01", "valid_to": "2026-03-01"}):
            with self.refused(), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.price(client=self.villa, **days)

    def test_an_archived_price_makes_room(self):
        first = self.price(client=self.villa, valid_from="2026-01-01")
        second = self.price(client=self.villa, valid_to="2025-12-31")
        with self.refused(), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            second.valid_to = False
            self.env.flush_all()
        first.active = False
        second.valid_to = False
        self.env.flush_all()

    def test_a_person_is_told_what_to_do(self):
        first = self.price(client=self.villa)
        self.env.flush_all()
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                first.copy()
        except psycopg2.errors.ExclusionViolation as error:
            self.assertIn("end that one first", first._sql_error_to_message(error))

    def test_an_end_before_the_beginning_is_refused(self):
        with (self.assertRaises(psycopg2.errors.CheckViolation), mute_logger("odoo.sql_db"),
              self.env.cr.savepoint()):
            self.price(valid_from="2026-02-01", valid_to="2026-01-31")
            self.env.flush_all()

    def merge(self):
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            [self.villa.id, self.chalet.id], self.villa)

    def test_a_merge_of_clients_with_overlapping_prices_is_refused_and_loses_none(self):
        self.price(client=self.villa), self.price(13, client=self.chalet)
        self.env.flush_all()
        with self.refused(), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.merge()
        self.env.invalidate_all()
        self.assertEqual(self.env["quittance.contract.price"].search_count(
            [("product_id", "=", self.washing.id)]), 2)

    def test_a_merge_of_clients_whose_prices_follow_each_other_keeps_both(self):
        self.price(client=self.villa, valid_to="2026-09-30")
        self.price(13, client=self.chalet, valid_from="2026-10-01")
        self.env.flush_all()
        self.merge()
        self.env.invalidate_all()
        found = self.env["quittance.contract.price"].search([("product_id", "=", self.washing.id)])
        self.assertEqual((len(found), found.client_id), (2, self.villa))

    def test_a_contact_of_a_client_is_no_client(self):
        child = self.env["res.partner"].create({"name": "Reception", "parent_id": self.villa.id})
        with self.assertRaises(ValidationError):
            self.price(client=child)

    def test_every_change_is_logged_with_its_author(self):
        price = self.price(client=self.villa)
        self.env.flush_all()
        self.flush_tracking()
        price.with_user(self.accountant).price = 12.345678
        self.env.flush_all()
        self.flush_tracking()
        change = price.sudo().message_ids.tracking_value_ids.filtered(
            lambda one: one.field_id.name == "price")
        self.assertEqual((change.old_value_float, change.new_value_float), (12, 12.345678))
        self.assertEqual(change.mail_message_id.author_id, self.accountant.partner_id)

    def flush_tracking(self):
        self.env.cr.precommit.run()

    def test_a_price_list_is_imported_by_codes(self):
        done = self.env["quittance.contract.price"].with_user(self.accountant).load(
            ["client_id", "product_id", "price", "valid_from", "valid_to"],
            [["TST-1", "[TST-WASH] Washing", "0.125", "2026-01-01", "2026-12-31"],
             ["", "TST-WASH", "0.2", "", ""]])
        self.assertFalse([one for one in done["messages"] if one["type"] == "error"], done)
        first, second = self.env["quittance.contract.price"].browse(done["ids"])
        self.assertEqual((first.client_id, first.price, first.valid_to),
                         (self.villa, 0.125, date(2026, 12, 31)))
        self.assertEqual((second.client_id.id, second.product_id), (False, self.washing))

    def test_who_is_no_accountant_sees_none(self):
        with self.assertRaises(AccessError):
            self.price(user=self.employee)
        with self.assertRaises(AccessError):
            self.price().with_user(self.employee).read(["price"])

    def test_the_form_opens_with_the_company_and_its_currency(self):
        form = Form(self.env["quittance.contract.price"].with_user(self.accountant))
        form.product_id, form.price = self.washing, 3
        price = form.save()
        self.assertEqual((price.company_id, price.currency_id),
                         (self.company, self.company.currency_id))
