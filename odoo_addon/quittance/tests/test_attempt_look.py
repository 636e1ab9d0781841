"""The look at every open invoice: complete, with dates in its sentences, and in few queries."""

from odoo import fields
from odoo.tests import tagged

from ..protocol import preflight
from .collect_common import CollectCase, declined


@tagged("post_install", "-at_install")
class TestAttemptLook(CollectCase):

    def look(self, moves):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.attempts._look_at(moves, self.settings._today())

    def sentence(self, move):
        [look] = self.look(move)
        return look.sentence

    def queries(self, moves):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.attempts._look_at(moves, self.settings._today())
        return self.cr.sql_log_count - before

    def test_more_invoices_need_no_more_queries(self):
        few, many = self.invoices_of_all_kinds(1), self.invoices_of_all_kinds(4)
        self.queries(few)  # what is cached once is not counted
        self.assertEqual(self.queries(many), self.queries(few))

    def invoices_of_all_kinds(self, number):
        """So many each that are held, under way, declined, and to be collected."""
        moves = self.env["account.move"]
        for _one in range(number):
            client = self.env["res.partner"].create({"name": "Client"})
            token = self._make_token(client)
            held, live, due, late = (self.make_due(client=client) for _kind in range(4))
            self.env["quittance.hold"]._hold_invoice(held, "asked for")
            self.assertEqual(self.prepare(self.order(live, token))[0]["state"], "prepared")
            tried = self.prepare(self.order(late, token))[0]["key"]
            with self.stripe_answers(declined("insufficient_funds")):
                self.attempts.search([("key", "=", tried)])._execute()
            moves |= held | live | due | late
        return moves

    def test_a_receipt_is_listed_and_prepared_as_an_invoice_is(self):
        receipt = self.make_due(move_type="out_receipt")
        [row] = self.rpc("candidates", company_id=self.company.id, as_of="",
                         after_id=receipt.id - 1, limit=1)["invoices"]
        self.assertEqual((row["move_id"], row["reason_code"]), (receipt.id, "collect"))
        self.assertEqual(self.prepare(self.order(receipt))[0]["state"], "prepared")

    def test_sentences_say_since_when_until_when_and_how_much(self):
        later = self.make_invoice(post=False)
        later.invoice_payment_term_id = self.env.ref("account.account_payment_term_30days")
        later.action_post()
        day = fields.Date.add(self.settings._today(), days=30)
        self.assertIn(f"due before {self.attempts._date(day)}", self.sentence(later))
        under_way = self.prepared().row_ids.move_id
        self.assertIn(f"since {self.attempts._date(self.settings._today())}",
                      self.sentence(under_way))
        self.settings.sudo().write({"cap_per_charge": 90, "cap_per_run": 90})
        self.assertRegex(self.sentence(self.make_due()), r"100[.,]00.+ is above .+90[.,]00")
        self.settings.sudo().go_live = fields.Date.add(fields.Date.today(), days=1)
        self.assertIn("before the go-live day", self.sentence(self.make_due()))

    def test_another_currency_is_left_to_a_person(self):
        dollar = self.env.ref("base.USD")
        dollar.active = True
        move = self.make_invoice(post=False)
        move.write({"currency_id": dollar.id, "invoice_payment_term_id": self.env.ref(
            "account.account_payment_term_immediate").id})
        move.action_post()
        today = self.company._quittance_today()
        look, = self.attempts._look_at(move, today)
        self.assertEqual((look.code, look.amount), ("other_currency", 0))
        self.assertIn("EUR", self.sentence(move))
        self.assertEqual(
            self.prepare(self.order(move))[0]["error_code"], "other_currency")
        by_hand, = self.attempts._look_at(move, today, overrides=preflight.BY_HAND)
        self.assertEqual(by_hand.code, "collect")

    def test_a_hold_is_told_in_its_own_words(self):
        move = self.make_due()
        self.env["quittance.hold"]._hold_client(self.client_contact, "Talk first", self.company)
        self.assertEqual(self.sentence(move), "Talk first")
        self.settings.sudo().write({"collection_on": False, "collection_reason": "Audit week"})
        self.assertIn("Audit week", self.sentence(move))
