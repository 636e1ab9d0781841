"""Drafts: one per client and month, each service on one invoice line, to the cent."""

from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..services import rpc_draft
from .billing_common import BillingCase


@tagged("post_install", "-at_install")
class TestDraft(BillingCase):
    def test_one_draft_per_client(self):
        self.import_file([self.line(1, "A1"), self.line(2, "A2", price="3.33", quantity="3"),
                          self.line(3, "A3", client=self.chalet)])
        answers = self.draft()
        self.assertEqual([one["status"] for one in answers], ["created", "created"])
        self.assertEqual([one["untaxed"] for one in answers], ["19.99", "10.00"])
        move = self.month_of().move_id
        self.assertEqual((move.state, move.partner_id), ("draft", self.villa))
        self.assertFalse(move.invoice_date)
        self.assertTrue(move.invoice_payment_term_id)
        self.assertIn("2026", move.ref)
        self.assertEqual(self.stored("A2").invoice_line_id.quantity, 3)
        self.assertEqual(self.stored("A2").state, "billed")
        self.assertEqual(self.stored("A2").invoice_line_id.quittance_line_id, self.stored("A2"))

    def test_the_totals_are_those_of_an_invoice_made_by_hand(self):
        self.import_file([self.line(n, f"A{n}", price=f"{n}.07", quantity="3") for n in range(1, 8)])
        self.draft()
        move = self.month_of().move_id
        by_hand = self.env["account.move"].create({
            "move_type": "out_invoice", "partner_id": self.villa.id, "invoice_line_ids": [
                (0, 0, {"product_id": self.washing.id, "quantity": 3, "price_unit": n + 0.07})
                for n in range(1, 8)],
        })
        self.assertEqual(move.amount_total, by_hand.amount_total)
        self.assertEqual(move.amount_tax, by_hand.amount_tax)
        for ours, theirs in zip(move.invoice_line_ids, by_hand.invoice_line_ids, strict=True):
            self.assertEqual((ours.account_id, ours.tax_ids, ours.tax_tag_ids, ours.balance),
                             (theirs.account_id, theirs.tax_ids, theirs.tax_tag_ids,
                              theirs.balance))

    def test_the_second_call_is_unchanged(self):
        self.import_file([self.line(1, "A1")])
        months = self.plan()
        first = self.apply(months)[0]
        again = self.apply(months)[0]
        self.assertEqual((again["status"], again["written"]), ("unchanged", 0))
        self.assertEqual(again["move_id"], first["move_id"])
        self.assertEqual(again["untaxed"], first["untaxed"])

    def test_later_lines_extend_the_same_draft(self):
        self.import_file([self.line(1, "A1")])
        first = self.draft()[0]
        self.import_file([self.line(1, "A2", price="5.00")])
        second = self.draft()[0]
        self.assertEqual((second["status"], second["move_id"]), ("extended", first["move_id"]))
        self.assertEqual((second["written"], second["untaxed"]), (1, "15.00"))

    def test_a_negative_month_is_a_credit_note(self):
        self.import_file([self.line(1, "A1", quantity="-2"), self.line(2, "A2", price="5.00")])
        answer = self.draft()[0]
        self.assertEqual((answer["status"], answer["untaxed"]), ("created", "-15.00"))
        move = self.month_of().move_id
        self.assertEqual((move.move_type, move.amount_untaxed), ("out_refund", 15))
        self.assertFalse(self.stored("A1").edited)

    def test_a_credit_note_has_the_tags_of_credit_notes(self):
        tags = {
            document: self.env["account.account.tag"].create(
                {"name": f"+{document}", "applicability": "taxes"})
            for document in ("invoice", "refund")
        }
        self.washing.taxes_id = self.env["account.tax"].create({
            "name": "20 on invoice", "amount": 20, "tax_exigibility": "on_invoice",
            "company_id": self.company.id,
            **{f"{document}_repartition_line_ids": [
                Command.create({"repartition_type": "base", "tag_ids": tags[document].ids}),
                Command.create({"repartition_type": "tax"}),
            ] for document in tags},
        })
        self.import_file([self.line(1, "A1", quantity="-2")])
        months = self.plan()
        months[0]["lines"][0]["tax_tag_ids"] = tags["invoice"].ids
        self.assertEqual(self.apply(months)[0]["untaxed"], "-20.00")
        line = self.stored("A1").invoice_line_id
        self.assertEqual((line.move_id.move_type, line.tax_tag_ids), ("out_refund", tags["refund"]))

    def test_a_draft_that_falls_below_zero_becomes_a_credit_note(self):
        self.import_file([self.line(1, "A1")])
        self.draft()
        self.import_file([self.line(1, "A2", quantity="-3")])
        self.assertEqual(self.draft()[0]["untaxed"], "-20.00")
        self.assertEqual(self.month_of().move_id.move_type, "out_refund")
        self.assertFalse(self.stored("A1").edited)
        self.pages()
        self.stored("A1")._refresh_edited()
        self.assertFalse(self.stored("A1").edited)

    def test_wrong_hints_are_corrected_by_odoo(self):
        self.import_file([self.line(1, "A1")])
        months = self.plan()
        months[0]["lines"][0].update(balance="-99.00", amount_currency="-99.00", tax_tag_ids=[])
        self.assertEqual(self.apply(months)[0]["untaxed"], "10.00")
        move = self.month_of().move_id
        self.assertEqual(move.invoice_line_ids.balance, -10)

    def test_without_hints_odoo_finds_the_balances_itself(self):
        self.import_file([self.line(1, "A1"), self.line(2, "A2", price="0.07")])
        months = self.plan()
        for line in months[0]["lines"]:
            line.update(balance="", amount_currency="", tax_tag_ids=[])
        self.assertEqual(self.apply(months)[0]["untaxed"], "10.07")
        self.assertEqual(sorted(self.month_of().move_id.invoice_line_ids.mapped("balance")),
                         [-10, -0.07])

    def test_an_account_of_another_company_is_refused_on_any_line(self):
        other = self.env["res.company"].create({"name": "Another"})
        account = self.env["account.account"].with_company(other).create(
            {"name": "Its sales", "code": "707999", "account_type": "income",
             "company_ids": [Command.set(other.ids)]})
        self.import_file([self.line(row, f"A{row}") for row in (1, 2, 3)])
        months = self.plan()
        months[0]["lines"][1]["account_id"] = account.id
        with self.assertRaisesRegex(UserError, "compan"), self.env.cr.savepoint():
            self.apply(months)

    def test_what_odoo_makes_differently_is_for_a_person(self):
        self.import_file([self.line(1, "A1", price="1.005", quantity="3", amount="3.02")])
        answer = self.draft()[0]
        self.assertEqual(answer["status"], "difference" if answer["untaxed"] != "3.02" else "created")

    def test_a_line_is_worth_what_it_says(self):
        self.import_file([self.line(1, "A1")])
        months = self.plan()
        months[0]["lines"][0]["untaxed"] = months[0]["untaxed"] = "11.00"
        self.assertEqual(self.apply(months)[0]["status"], "refused")
        self.assertFalse(self.month_of().move_id)
        months[0]["untaxed"] = "10.00"
        with self.assertRaises(UserError):
            self.apply(months)

    def test_another_clients_line_is_refused(self):
        self.import_file([self.line(1, "A1")])
        months = self.plan()
        months[0]["client_id"] = self.chalet.id
        self.assertEqual(self.apply(months)[0]["status"], "refused")

    def test_the_invoice_address_and_its_terms(self):
        terms = self.env["account.payment.term"].create({"name": "t"})
        address = self.env["res.partner"].create(
            {"name": "Books", "type": "invoice", "parent_id": self.villa.id})
        self.villa.property_payment_term_id = terms
        self.import_file([self.line(1, "A1")])
        self.draft()
        move = self.month_of().move_id
        self.assertEqual((move.partner_id, move.commercial_partner_id), (address, self.villa))
        self.assertEqual(move.invoice_payment_term_id, terms)

    def test_the_context_is_shared_by_clients_of_one_fiscal_position(self):
        context = self.rpc("draft_context", company_id=self.company.id, pairs=[
            {"client_id": client.id, "product_id": self.washing.id}
            for client in (self.villa, self.chalet)])
        self.assertEqual(len(context["classes"]), 1)
        self.assertEqual(context["classes"][0]["tax_ids"], self.washing.taxes_id.ids)
        self.assertIs(context["classes"][0]["exact"], True)

    def test_an_included_tax_is_not_exact(self):
        tax = self.env["account.tax"].create(
            {"name": "incl", "amount": 20, "price_include_override": "tax_included"})
        self.washing.taxes_id = tax
        context = self.rpc("draft_context", company_id=self.company.id, pairs=[
            {"client_id": self.villa.id, "product_id": self.washing.id}])
        self.assertIs(context["classes"][0]["exact"], False)

    def test_analytic_distribution_models_apply(self):
        plan = self.env["account.analytic.plan"].create({"name": "plan"})
        account = self.env["account.analytic.account"].create({"name": "a", "plan_id": plan.id})
        self.env["account.analytic.distribution.model"].create(
            {"product_id": self.washing.id, "analytic_distribution": {str(account.id): 100}})
        self.import_file([self.line(1, "A1")])
        self.draft()
        self.assertEqual(self.stored("A1").invoice_line_id.analytic_distribution,
                         {str(account.id): 100})

    def test_the_connector_learns_odoos_precision(self):
        context = self.rpc("draft_context", company_id=self.company.id, pairs=[])
        self.assertEqual((context["price_decimals"], context["quantity_decimals"]), (2, 2))

    # ------------------------------------------------------------------ page by page

    def test_what_is_taken_back_comes_page_by_page_whatever_lies_before_it(self):
        """Before it lie services of an invoice that a person credited in full: nothing takes them
        back."""
        dead, _answer = self.import_file(
            [self.line(row, f"D{row}", client=self.chalet) for row in (1, 2, 3)])
        file, _answer = self.import_file([self.line(row, f"A{row}") for row in range(1, 6)])
        self.draft()
        invoice = self.month_of(self.chalet).move_id
        invoice.action_post()
        invoice._reverse_moves().action_post()
        dead.sudo()._withdraw("wrong month")
        self.assertEqual(set(dead.line_ids.mapped("withdraw")), {True})
        self.import_file([self.line(1, "A1"), self.line(2, "B1", price="5.00")],
                         replaces_sha256=file.sha256)
        with patch.object(rpc_draft, "PAGE", 2):
            page = self.pages()
            self.assertEqual([one["id"] for one in page["withdraw"]],
                             file.line_ids.filtered("withdraw").sorted("id").ids)
            self.draft()
        self.assertEqual(self.month_of().move_id.amount_untaxed, 15)
        self.assertEqual(self.pages()["withdraw"], [])

    def test_what_is_taken_back_is_drafted_beside_more_lines_than_a_page_has(self):
        file, _answer = self.import_file([self.line(row, f"A{row}") for row in range(1, 4)])
        self.draft()
        self.month_of().move_id.action_post()
        file.sudo()._withdraw("wrong month")
        self.import_file([self.line(row, f"B{row}", price="2.00") for row in range(1, 6)])
        with patch.object(rpc_draft, "PAGE", 2):
            self.draft("2026-11")
        self.assertEqual(self.month_of(period="2026-11").move_id.amount_untaxed_signed, 10 - 30)
