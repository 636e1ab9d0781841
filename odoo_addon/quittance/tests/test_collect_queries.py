"""A night's thousands: what an invoice costs does not grow with how many there are."""

from odoo.fields import Command
from odoo.tests import tagged

from .collect_common import GOOD, CollectCase

FEW, MANY = 5, 20
# A query for every so many invoices is no growth: pages and batches end where they end.
SLACK = 1.0
# Of an invoice in a night of MANY: about half more than was counted when this was written.
MOST = {"candidates": 2, "prepare": 8, "unfinished": 2, "execute": 90, "status": 2, "book": 40}


@tagged("post_install", "-at_install")
class TestCollectQueries(CollectCase):
    def _invoices(self, count):
        today = self.company._quittance_today()
        moves = self.env["account.move"].create([
            {"move_type": "out_invoice", "partner_id": self.client_contact.id,
             "invoice_date": today, "invoice_date_due": today,
             "invoice_payment_term_id": False, "invoice_line_ids": [Command.create(
                 {"name": "Service", "quantity": 1, "price_unit": 100 + number,
                  "tax_ids": False})]}
            for number in range(count)])
        moves.action_post()
        return moves

    def _per_invoice(self, count, work):
        """(queries for each of `count`, what `work` answered), from an empty cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        answer = work()
        self.env.flush_all()
        return (self.env.cr.sql_log_count - before) / count, answer

    def _a_night(self, count):
        """{step: queries per invoice} of collecting so many."""
        moves, company = self._invoices(count), self.company.id
        spent = {}
        spent["candidates"], page = self._per_invoice(count, lambda: self.rpc(
            "candidates", company_id=company, as_of="", after_id=moves[0].id - 1, limit=count))
        self.assertEqual([one["move_id"] for one in page["invoices"]], moves.ids)
        orders = [self.order(move, amount=f"{move.amount_residual:.2f}") for move in moves]
        spent["prepare"], statuses = self._per_invoice(count, lambda: self.prepare(*orders))
        keys = [one["key"] for one in statuses if one["state"] == "prepared"]
        self.assertEqual(len(keys), count, statuses)
        asked = {"company_id": company, "keys": keys}
        spent["unfinished"], _page = self._per_invoice(count, lambda: self.rpc(
            "unfinished", company_id=company, after_event=2_000_000_000, limit=1000))
        with self.stripe_answers(GOOD):
            spent["execute"], _statuses = self._per_invoice(
                count, lambda: self.rpc("execute", **asked))
        spent["status"], _statuses = self._per_invoice(count, lambda: self.rpc("status", **asked))
        spent["book"], booked = self._per_invoice(count, lambda: self.rpc("book", **asked))
        self.assertTrue(all(one["booked"] for one in booked["attempts"]), booked)
        return spent

    def test_queries_per_invoice_do_not_grow_with_the_night(self):
        self._a_night(1)  # what is read once in a process
        few, many = self._a_night(FEW), self._a_night(MANY)
        for step, spent in many.items():
            self.assertLessEqual(spent, few[step] + SLACK, (step, few, many))
            self.assertLessEqual(spent, MOST[step], (step, many))

    def test_unfinished_comes_in_pages_until_the_last(self):
        moves = self._invoices(5)
        self.prepare(*[self.order(move, amount=f"{move.amount_residual:.2f}") for move in moves])
        seen, after, pages = [], 0, 0
        while pages == 0 or after:
            page = self.rpc("unfinished", company_id=self.company.id, after_event=2_000_000_000,
                            after_attempt=after, limit=2)
            self.assertLessEqual(len(page["attempts"]), 2)
            seen += [move for one in page["attempts"] for move in one["move_ids"]]
            after, pages = page["next_attempt"], pages + 1
        self.assertEqual([move for move in seen if move in moves.ids], moves.ids)
        self.assertGreaterEqual(pages, 3)
