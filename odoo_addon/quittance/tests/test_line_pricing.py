"""What the client pays, to the cent, and never a change to what the file says."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .billing_common import BillingCase


@tagged("post_install", "-at_install")
class TestLinePricing(BillingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile = cls.env["quittance.profile"].create(
            {"name": "monthly", "supplier_id": cls.supplier.id})

    def rule(self, rule, **values):
        self.profile.write({"price_rule": rule, **values})

    def contract(self, price, client=None, **values):
        return self.env["quittance.contract.price"].with_user(self.accountant).create(
            {"client_id": client and client.id, "product_id": self.washing.id, "price": price,
             **values})

    def figures(self, ticket):
        """(the file's price and amount, what is billed), as PostgreSQL has them."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT trim_scale(price)::text, amount::text, trim_scale(bill_price)::text,"
            " bill_amount::text FROM quittance_line WHERE ticket = %s ORDER BY id DESC LIMIT 1",
            [ticket])
        return self.env.cr.fetchone()

    def sent(self, ticket):
        """What `draft_lines` answers for the line."""
        return next(((one["quantity"], one["price"], one["amount"])
                     for one in self.pages()["lines"] if one["ticket"] == ticket), None)

    # ------------------------------------------------------------------ the rules

    def test_the_files_price_is_billed_as_it_is(self):
        self.import_file([self.line(1, "A1", price="0.125", quantity="37", amount="4.63")])
        self.assertEqual(self.figures("A1"), ("0.125", "4.63", None, None))
        self.assertEqual(self.sent("A1"), ("37", "0.125", "4.63"))

    def test_the_contracts_price_is_billed_and_the_files_kept(self):
        self.rule("contract")
        self.contract("0.125", self.villa)
        file, _answer = self.import_file([self.line(1, "A1", price="10.00", quantity="37")])
        self.assertEqual(self.figures("A1"), ("10", "370.00", "0.125", "4.63"))
        self.assertEqual(self.sent("A1"), ("37", "0.125", "4.63"))
        self.assertEqual(file.amount, 370)

    def test_half_a_cent_goes_up_and_for_a_credit_down(self):
        self.rule("contract")
        self.contract("0.125")
        self.import_file([self.line(1, "A1", quantity="1"), self.line(2, "A2", quantity="-1"),
                          self.line(3, "A3", quantity="3"), self.line(4, "A4", quantity="-37")])
        self.assertEqual([self.figures(f"A{n}")[3] for n in range(1, 5)],
                         ["0.13", "-0.13", "0.38", "-4.63"])

    def test_six_decimals_are_carried(self):
        self.rule("contract")
        self.contract("0.333333")
        self.import_file([self.line(1, "A1", quantity="300000")])
        self.assertEqual(self.figures("A1")[2:], ("0.333333", "99999.90"))

    def test_the_clients_own_price_goes_before_every_clients(self):
        self.rule("contract")
        self.contract(5)
        self.contract(7, self.villa)
        self.import_file([self.line(1, "A1"), self.line(2, "A2", client=self.chalet)])
        self.assertEqual((self.figures("A1")[3], self.figures("A2")[3]), ("7.00", "5.00"))

    def test_the_price_of_the_day_counts(self):
        self.rule("contract")
        self.contract(5, valid_to="2026-10-04")
        self.contract(7, valid_from="2026-10-05", valid_to="2026-10-31")
        self.import_file([
            self.line(1, "A1", date="2026-10-04"), self.line(2, "A2", date="2026-10-05"),
            self.line(3, "A3", date="2026-10-31"), self.line(4, "A4", date=""),
            self.line(5, "A5", date="2026-11-01", period="2026-11")])
        self.assertEqual([self.figures(f"A{n}")[3] for n in range(1, 6)],
                         ["5.00", "7.00", "7.00", "5.00", None])
        line = self.stored("A5")
        self.assertEqual((line.state, line.reason_code), ("quarantine", "contract_missing"))
        self.assertIn("2026-11-01", line.reason)

    def test_an_archived_price_and_another_currencys_are_none(self):
        self.rule("contract")
        self.contract(5).active = False
        self.contract(6, currency_id=self.env.ref("base.USD").id)
        self.import_file([self.line(1, "A1")])
        self.assertEqual(self.stored("A1").reason_code, "contract_missing")

    def test_a_price_within_the_tolerance_goes_through(self):
        self.rule("checked", tolerance="5")
        self.contract("10.00")
        self.import_file([
            self.line(1, "A1", price="10.50"), self.line(2, "A2", price="9.50"),
            self.line(3, "A3", price="10.51"), self.line(4, "A4", price="9.49")])
        self.assertEqual([self.stored(f"A{n}").state for n in range(1, 5)],
                         ["billable", "billable", "quarantine", "quarantine"])
        self.assertEqual(self.figures("A1"), ("10.5", "10.50", None, None))
        line = self.stored("A3")
        self.assertEqual(line.reason_code, "price_off_contract")
        self.assertEqual(line.reason, "The file's price is 10.51, the contract's 10; the tolerance "
                                      "is 5 percent.")

    def test_an_amount_alone_is_checked_by_its_quantity(self):
        self.rule("checked")
        self.contract("10.00")
        self.import_file([self.line(1, "A1", price="10.00", quantity="3", amount="30.00"),
                          {**self.line(2, "A2", quantity="3", amount="31.00"), "price": ""}])
        self.assertEqual(self.stored("A1").state, "billable")
        self.assertIn("10.3333", self.stored("A2").reason)

    def test_a_price_off_the_contract_is_billed_when_a_person_says_so(self):
        self.rule("checked")
        self.contract("10.00")
        self.import_file([self.line(1, "A1", price="15.00")])
        self.stored("A1").with_user(self.accountant).action_accept()
        self.assertEqual(self.sent("A1"), ("1", "15.00", "15.00"))

    def test_a_mark_up_is_rounded_at_the_line(self):
        self.rule("markup", markup="12.5")
        self.import_file([
            self.line(1, "A1", price="0.11", quantity="37"),  # 0.12375 × 37 = 4.57875
            self.line(2, "A2", price="0.11", quantity="-37"),
            {**self.line(3, "A3", amount="9.99"), "price": "", "quantity": ""}])
        self.assertEqual(self.figures("A1"), ("0.11", "4.07", "0.12375", "4.58"))
        self.assertEqual(self.figures("A2")[3], "-4.58")
        self.assertEqual(self.figures("A3")[2:], (None, "11.24"))
        self.assertEqual(self.sent("A3"), ("", "", "11.24"))

    def test_cost_and_resale_are_both_kept_and_summed(self):
        self.rule("cost")
        self.contract("25.00")
        self.import_file([self.line(1, "A1", price="10.00", quantity="2"),
                          self.line(2, "A2", price="7.00"),
                          self.unknown_client(3, "A3", "X9")])
        self.assertEqual(self.figures("A1"), ("10", "20.00", "25", "50.00"))
        self.draft()
        self.assertEqual(self.month_of().move_id.amount_untaxed, 75)
        cost = self.env["quittance.supplier.cost"].search(
            [("supplier_id", "=", self.supplier.id), ("period", "=", "2026-10")])
        self.assertEqual((cost.line_count, cost.cost, cost.waiting, cost.resale),
                         (3, 37, 10, 75))
        self.assertEqual(
            len(self.env["quittance.line"].search(cost.action_lines()["domain"])), 3)

    # ------------------------------------------------------------------ what cannot be priced

    def test_a_cost_is_never_billed_for_want_of_a_contract(self):
        self.rule("cost")
        self.import_file([self.line(1, "A1")])
        line = self.stored("A1")
        self.assertEqual(line.reason_code, "contract_missing")
        line.with_user(self.accountant).action_accept()
        self.assertEqual((line.state, line.reason_code), ("quarantine", "contract_missing"))

    def test_accepting_a_quantity_does_not_bill_the_files_price(self):
        self.rule("contract")
        self.contract(10)
        self.import_file([self.line(row, f"S{row}", price="3.00", date="2026-09-05",
                                    period="2026-09") for row in (1, 2, 3)], period="2026-09")
        self.import_file([self.line(1, "A1", price="3.00", quantity="10")])
        line = self.stored("A1")
        self.assertEqual(line.reason_code, "quantity_unusual")
        line.with_user(self.accountant).action_accept()
        self.assertEqual((line.state, self.figures("A1")),
                         ("billable", ("3", "30.00", "10", "100.00")))

    def test_a_quantity_that_was_accepted_is_no_leave_for_a_later_price(self):
        self.rule("checked")
        price = self.contract(3)
        self.import_file([self.line(row, f"S{row}", price="3.00", date="2026-09-05",
                                    period="2026-09") for row in (1, 2, 3)], period="2026-09")
        self.import_file([self.line(1, "A1", price="3.00", quantity="10")])
        line = self.stored("A1")
        line.with_user(self.accountant).action_accept()
        self.assertEqual(line.state, "billable")
        price.price = 2
        line.with_user(self.accountant).action_price_again()
        self.assertEqual((line.state, line.reason_code), ("quarantine", "price_off_contract"))
        line.with_user(self.accountant).action_accept()
        self.assertEqual((line.state, self.figures("A1")[3]), ("billable", None))

    def test_what_was_billed_without_contract_takes_the_contract_when_priced_again(self):
        self.rule("contract")
        self.import_file([self.line(1, "A1")])
        line = self.stored("A1")
        line.with_user(self.accountant).action_accept()
        self.assertEqual((line.state, self.figures("A1")[3]), ("billable", None))
        self.contract(8)
        line.with_user(self.accountant).action_price_again()
        self.assertEqual((line.state, self.figures("A1")[3]), ("billable", "8.00"))

    def test_a_new_contract_price_frees_what_waits_for_it(self):
        self.rule("contract")
        self.import_file([self.line(1, "A1"), self.line(2, "A2", client=self.chalet)])
        self.contract(8, self.villa)
        self.assertEqual([self.stored(one).state for one in ("A1", "A2")],
                         ["billable", "quarantine"])
        self.assertEqual(self.figures("A1")[3], "8.00")

    def test_a_line_is_priced_when_its_client_becomes_known(self):
        self.rule("contract")
        self.contract(5)
        self.contract(7, self.villa)
        self.import_file([self.unknown_client(1, "A1", "TST-l")])
        self.env["quittance.client.alias"].with_user(self.accountant).create(
            {"supplier_id": self.supplier.id, "code": "TST-l", "client_id": self.villa.id})
        self.assertEqual((self.stored("A1").state, self.figures("A1")[3]), ("billable", "7.00"))

    def test_a_contract_prices_rows_without_a_price(self):
        self.rule("contract")
        self.contract("4.00")
        bare = {**self.line(1, "A1", quantity="3", state="quarantine",
                            reason_code="price_missing"), "price": "", "amount": ""}
        _file, answer = self.import_file([bare])
        self.assertEqual(answer["counts"], {"billable": 1})
        self.assertEqual(self.figures("A1"), (None, None, "4", "12.00"))
        self.draft()
        self.assertEqual(self.month_of().move_id.amount_untaxed, 12)

    def test_without_a_contract_such_a_row_waits_for_its_price(self):
        self.rule("markup", markup="10")
        bare = {**self.line(1, "A1", state="quarantine", reason_code="price_missing"),
                "price": "", "amount": ""}
        self.import_file([bare])
        self.assertEqual(self.stored("A1").reason_code, "price_missing")

    def test_goodwill_is_not_charged_at_the_contracts_price(self):
        self.rule("contract")
        self.contract("4.00")
        self.import_file([self.line(1, "A1", price="-5.00")])
        line = self.stored("A1")
        self.assertEqual((line.state, line.reason_code), ("quarantine", "price_off_contract"))
        line.with_user(self.accountant).action_accept()
        self.assertEqual(self.sent("A1")[2], "-5.00")

    def test_a_free_service_stays_free(self):
        for rule in ("contract", "checked", "cost", "markup"):
            self.rule(rule, markup="50")
            self.import_file([self.line(1, f"F{rule}", price="0.00")])
            self.assertEqual(self.sent(f"F{rule}")[2], "0.00", rule)

    def test_a_row_without_quantity_is_not_priced_by_guess(self):
        self.rule("contract")
        self.contract("4.00")
        self.import_file([{**self.line(1, "A1", amount="9.00"), "price": "", "quantity": ""}])
        self.assertIn("no quantity", self.stored("A1").reason)

    # ------------------------------------------------------------------ later

    def test_a_correction_takes_back_what_the_client_was_billed(self):
        self.rule("contract")
        self.contract("0.125")
        first, _answer = self.import_file([self.line(1, "A1", quantity="37")])
        self.draft()
        move = self.month_of().move_id
        self.assertEqual(move.amount_untaxed, 4.63)
        move.invoice_date = "2026-10-31"
        move.action_post()
        second, _answer = self.import_file([self.line(1, "A2", quantity="1", client=self.chalet)],
                                           replaces_sha256=first.sha256)
        second.with_user(self.accountant).action_apply_correction()
        answers = self.draft("2026-11")
        self.assertIn("-4.63", [one["untaxed"] for one in answers])

    def test_waiting_lines_are_priced_again_on_request(self):
        self.rule("contract")
        price = self.contract("4.00")
        self.import_file([self.line(1, "A1")])
        price.price = 5
        self.assertEqual(self.figures("A1")[3], "4.00")
        self.stored("A1").with_user(self.accountant).action_price_again()
        self.assertEqual(self.figures("A1")[3], "5.00")
        self.draft()
        with self.assertRaises(UserError):
            self.stored("A1").with_user(self.accountant).action_price_again()

    # ------------------------------------------------------------------ tax included

    def taxes(self, percent):
        """A sale tax of that percentage, on services."""
        found = self.env["account.tax"].search(
            [("company_id", "=", self.company.id), ("type_tax_use", "=", "sale"),
             ("amount", "=", percent), ("amount_type", "=", "percent"),
             ("price_include_override", "!=", "tax_included")], limit=1)
        if not found:
            found = self.env["account.tax"].create(
                {"name": f"{percent} %", "amount": percent, "type_tax_use": "sale"})
        return found

    def check_gross(self, percent, grosses, quantity="1"):
        """Each service is invoiced at exactly its gross amount, and the draft says so."""
        self.washing.taxes_id = [Command.set(self.taxes(percent).ids)]
        self.rule("file", tax_included=True)
        lines = [self.line(row, f"{percent}-{quantity}-{row}", price=gross, quantity=quantity)
                 for row, gross in enumerate(grosses, start=1)]
        self.import_file(lines)
        answer, = self.draft()
        self.assertIn(answer["status"], ("created", "extended"), answer["message"])
        move = self.month_of().move_id
        sign = -1 if move.move_type == "out_refund" else 1
        for line in lines:
            item = self.stored(line["ticket"]).invoice_line_id
            self.assertEqual(f"{sign * item.price_total:.2f}", line["amount"])
        total = sum(move.invoice_line_ids.mapped("price_total"))
        self.assertEqual(f"{move.amount_total:.2f}", f"{total:.2f}")
        self.assertEqual(f"{move.amount_total:.2f}",
                         f"{move.amount_untaxed + move.amount_tax:.2f}")
        self.assertEqual(answer["total"], f"{sign * total:.2f}")
        return move

    def test_gross_amounts_come_out_to_the_cent_at_20_percent(self):
        # 0.03, 0.09 and 0.15 are no net in cents with 20 % on top.
        self.check_gross(20, ["12.00", "0.03", "0.09", "0.15", "12.99", "99.99", "0.01"])

    def test_gross_amounts_come_out_to_the_cent_at_8_5_percent(self):
        self.check_gross(8.5, ["10.85", "12.99", "0.07", "33.33", "0.13"])

    def test_and_where_the_company_rounds_over_the_invoice(self):
        self.company.tax_calculation_rounding_method = "round_globally"
        self.check_gross(20, ["0.03"] * 9 + ["12.99"])

    def test_gross_credits_come_out_to_the_cent(self):
        move = self.check_gross(20, ["-0.03", "-12.99", "5.00"])
        self.assertEqual((move.move_type, move.amount_total), ("out_refund", 8.02))

    def test_a_gross_draft_that_falls_below_zero_keeps_its_cents(self):
        self.check_gross(20, ["0.15", "1.00"])
        move = self.check_gross(20, ["-12.99"], quantity="2")
        self.assertEqual((move.move_type, move.amount_total), ("out_refund", 24.83))

    def test_the_posted_invoice_has_the_same_total(self):
        move = self.check_gross(20, ["0.03", "12.99"])
        move.invoice_date = "2026-10-31"
        move.action_post()
        self.assertEqual(move.amount_total, 13.02)
        self.assertEqual(sum(move.line_ids.mapped("balance")), 0)

    def test_a_quantity_that_divides_the_net_stays(self):
        self.washing.taxes_id = [Command.set(self.taxes(20).ids)]
        self.rule("file", tax_included=True)
        self.import_file([self.line(1, "A1", price="12.00", quantity="2"),
                          self.line(2, "A2", price="0.125", quantity="37", amount="4.63")])
        self.assertEqual(self.sent("A1"), ("2", "10.00", "20.00"))
        self.assertEqual(self.sent("A2"), ("1", "3.86", "3.86"))
        name = next(one["name"] for one in self.pages()["lines"] if one["ticket"] == "A2")
        self.assertIn("37 × 0.125, tax included", name)
        self.draft()
        self.assertEqual(self.stored("A2").invoice_line_id.price_total, 4.63)

    def test_a_client_whose_position_takes_the_tax_off_pays_the_gross_as_net(self):
        tax = self.taxes(20)
        self.washing.taxes_id = [Command.set(tax.ids)]
        position = self.env["account.fiscal.position"].create({"name": "Export"})
        none = self.env["account.tax"].create(
            {"name": "0 export", "amount": 0, "type_tax_use": "sale",
             "fiscal_position_ids": [Command.link(position.id)],
             "original_tax_ids": [Command.link(tax.id)]})
        self.villa.property_account_position_id = position
        self.rule("file", tax_included=True)
        self.import_file([self.line(1, "A1", price="12.99")])
        self.assertEqual(self.sent("A1"), ("1", "12.99", "12.99"))
        self.draft()
        item = self.stored("A1").invoice_line_id
        self.assertEqual((item.tax_ids, item.price_total), (none, 12.99))

    def test_a_gross_correction_gives_back_the_same_cents(self):
        self.washing.taxes_id = [Command.set(self.taxes(20).ids)]
        self.rule("file", tax_included=True)
        first, _answer = self.import_file([self.line(1, "A1", price="0.15"),
                                           self.line(2, "A2", price="7.77")])
        self.draft()
        move = self.month_of().move_id
        move.invoice_date = "2026-10-31"
        move.action_post()
        second, _answer = self.import_file([self.line(2, "A2", price="7.77")],
                                           replaces_sha256=first.sha256)
        second.with_user(self.accountant).action_apply_correction()
        answer, = self.draft("2026-11")
        self.assertEqual((answer["status"], answer["total"]), ("created", "-0.15"))

    def test_a_contract_without_tax_is_not_compared_with_a_price_that_includes_it(self):
        self.rule("checked", tax_included=True)
        price = self.contract("12.00")
        self.import_file([self.line(1, "A1", price="12.00")])
        self.assertIn("one includes tax", self.stored("A1").reason)
        price.tax_included = True
        self.assertEqual(self.stored("A1").state, "billable")

    def test_a_contract_with_tax_prices_a_file_without(self):
        self.washing.taxes_id = [Command.set(self.taxes(20).ids)]
        self.rule("contract")
        self.contract("12.00", tax_included=True)
        self.import_file([self.line(1, "A1", price="3.00")])
        self.assertEqual(self.sent("A1"), ("1", "10.00", "10.00"))
