"""What a person decides, and what is put back after a restore."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .collect_common import LOST, PENDING, CollectCase, found


@tagged("post_install", "-at_install")
class TestDecide(CollectCase):

    def decide(self, attempt, outcome, user=None, **more):
        wizard = self.env["quittance.decide.wizard"].with_user(user or self.supervisor).create(
            {"attempt_id": attempt.id, "outcome": outcome, "reason": "asked the provider", **more})
        wizard.action_confirm()

    def test_a_supervisor_decides_an_unknown_with_a_reason(self):
        attempt = self.executed(LOST)
        self.decide(attempt, "canceled")
        self.assertEqual((attempt.state, attempt.row_ids.live), ("canceled", False))
        last = attempt.event_ids[-1]
        self.assertEqual(last.by, self.supervisor)
        self.assertIn("asked the provider", last.why)

    def test_a_decided_success_is_booked(self):
        attempt = self.executed(LOST)
        self.decide(attempt, "done")
        self.assertEqual((attempt.state, attempt.booked), ("done", True))
        self.assertEqual(attempt.row_ids.move_id.payment_state, "paid")

    def test_the_id_of_anothers_charge_does_not_shut_it_out(self):
        lost, mine = self.executed(LOST), self.executed(LOST)
        self.decide(lost, "canceled", provider_reference=f"pi_{mine.key}")
        self.long_ago(mine, hours=1)
        with self.stripe_answers((200, {"data": [found(mine)], "has_more": False})):
            mine._resolve()
        self.assertEqual((mine.state, mine.provider_reference), ("done", f"pi_{mine.key}"))

    def test_an_accountant_decides_nothing(self):
        attempt = self.executed(LOST)
        with self.assertRaises(AccessError):
            self.decide(attempt, "canceled", self.accountant)

    def test_a_pending_debit_is_decided_only_past_its_limit(self):
        attempt = self.executed(PENDING)
        with self.assertRaises(UserError):
            self.decide(attempt, "failed")
        self.long_ago(attempt, days=22)
        self.assertIn(attempt, self.attempts.search([("past_limit", "=", True)]))
        self.decide(attempt, "failed")
        self.assertEqual(attempt.state, "failed")


@tagged("post_install", "-at_install")
class TestAdopt(CollectCase):

    def adopt(self, **row):
        return self.rpc("adopt", company_id=self.company.id, attempts=[row])["attempts"][0]

    def journal(self, move, state="done", **more):
        """The journal's row of an attempt that this database has lost."""
        order = self.order(move)
        return {"key": order["key"], "no": order["no"], "move_name": move.name,
                "client_id": move.commercial_partner_id.id, "amount": order["amount"],
                "currency": "EUR", "rail": "odoo", "state": state, "provider_reference": "",
                **more}

    def test_a_lost_attempt_comes_back_as_unknown_and_blocks(self):
        move = self.make_due()
        row = self.journal(move)
        self.assertEqual(self.adopt(**row)["outcome"], "adopted")
        attempt = self.attempts.search([("key", "=", row["key"])])
        self.assertEqual((attempt.state, attempt.token_id, attempt.row_ids.live),
                         ("unknown", self.token, True))
        self.assertEqual(self.prepare(self.order(move))[0]["error_code"], "unknown_attempt")
        self.assertEqual(self.adopt(**row)["outcome"], "known")

    def test_an_attempt_known_as_it_was_before_is_asked_about_again(self):
        attempt = self.prepared()
        move = attempt.row_ids.move_id
        row = {**self.journal(move), "key": attempt.key, "no": 1}
        self.assertEqual(self.adopt(**row)["outcome"], "adopted")
        self.assertEqual(attempt.state, "unknown")

    def test_one_that_matches_no_invoice_holds_its_client(self):
        move = self.make_due()
        row = self.journal(move, move_name="FAC/1999/0001")
        self.assertEqual(self.adopt(**row)["outcome"], "held")
        self.assertEqual(self.env["quittance.hold"]._reason_for(move)[0], "held_client")

    def test_a_clients_payment_of_more_than_one_invoice_holds_its_client(self):
        move, other = self.make_due(), self.make_due()
        row = self.journal(move, rail="portal", key="S00001", amount="200.00")
        self.assertEqual(self.adopt(**row)["outcome"], "held")
        self.assertEqual(self.prepare(self.order(other))[0]["error_code"], "held_client")

    def test_a_key_that_does_not_prove_itself_holds_its_client(self):
        move = self.make_due()
        row = self.journal(move, key="q1" + "b" * 26)
        self.assertEqual(self.adopt(**row)["outcome"], "held")
