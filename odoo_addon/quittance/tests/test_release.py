"""The second pair of eyes: nothing is sent above the threshold until a list is released."""

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .collect_common import GOOD, CollectCase


@tagged("post_install", "-at_install")
class TestRelease(CollectCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second_supervisor = cls._make_user("q-supervisor-2", "quittance.group_supervisor")
        # What the sandbox's own company has open is not these tests' matter.
        cls.env["account.move"].search(cls.attempts._open_invoices(cls.company)).payment_state = (
            "blocked")

    def setUp(self):
        super().setUp()
        self.settings.sudo().release_above = 150
        self.moves = [self.make_due().with_env(self.env) for _one in range(2)]

    def ask(self, run_key="run-1", **more):
        return self.rpc("release", company_id=self.company.id, run_key=run_key, as_of="", **more)

    def requested(self):
        answer = self.ask()
        self.assertEqual(answer["status"], "waiting", answer)
        return self.env["quittance.release"].browse(answer["release_id"])

    def release(self, release, user=None, reason="Looked through"):
        action = release.with_user(user or self.supervisor).action_release()
        return self.confirm(action, user or self.supervisor, reason=reason)

    def prepared_states(self, run_key="run-1"):
        statuses = self.prepare(*(self.order(move) for move in self.moves), run_key=run_key)
        return [status["state"] or status["error_code"] for status in statuses]

    def test_without_a_threshold_nobody_is_asked(self):
        self.settings.sudo().release_above = 0
        self.assertEqual(self.ask()["status"], "free")
        self.assertEqual(self.prepared_states(), ["prepared"] * 2)

    def test_a_run_below_the_threshold_goes_on(self):
        self.settings.sudo().release_above = 200
        self.assertEqual(self.ask()["status"], "free")
        self.assertEqual(self.prepared_states(), ["prepared"] * 2)

    def test_a_run_above_the_threshold_sends_nothing(self):
        answer = self.ask()
        self.assertEqual(answer["status"], "waiting")
        self.assertIn("supervisor who posted none of it", answer["message"])
        self.assertEqual(self.prepared_states(), ["not_released"] * 2)

    def test_a_run_that_did_not_ask_sends_nothing(self):
        self.settings.sudo().release_above = 1000
        self.assertEqual(self.prepared_states(), ["not_released"] * 2)

    def test_the_supervisors_are_told_once_and_the_log_has_each_step(self):
        release = self.requested()
        self.assertEqual(self.ask("run-2")["release_id"], release.id)
        self.assertIn(self.supervisor, release.activity_ids.user_id)
        told = len(release.activity_ids)
        self.ask("run-3")
        self.assertEqual(len(release.activity_ids), told)
        self.release(release)
        self.assertFalse(release.activity_ids)
        entry = self.log_of("run_released")[0]
        self.assertEqual((entry.by, entry.why), (self.supervisor, "Looked through"))
        self.assertEqual(len(self.log_of("release_requested")), 1)

    def test_who_posted_one_of_the_invoices_does_not_release(self):
        posted = self.make_invoice(post=False)
        posted.invoice_payment_term_id = self.env.ref("account.account_payment_term_immediate")
        posted.with_user(self.supervisor).action_post()
        release = self.requested()
        with self.assertRaisesRegex(UserError, "Another supervisor"):
            self.release(release)
        self.release(release, self.second_supervisor)
        self.assertEqual(release.released_by, self.second_supervisor)

    def test_an_accountant_does_not_release_and_may_withdraw(self):
        release = self.requested()
        with self.assertRaises(AccessError):
            release.with_user(self.accountant).action_release()
        with self.assertRaises(AccessError):
            release.with_user(self.accountant)._release("I say so")
        self.release(release)
        self.confirm(release.with_user(self.accountant).action_withdraw(), self.accountant,
                     reason="A mistake")
        self.assertEqual(release.state, "withdrawn")
        self.assertEqual(self.prepared_states("run-2"), ["not_released"] * 2)

    def test_after_the_release_the_next_run_charges_what_was_released(self):
        self.release(self.requested())
        self.assertEqual(self.ask("run-2")["status"], "released")
        self.assertEqual(self.prepared_states("run-2"), ["prepared"] * 2)
        with self.stripe_answers(GOOD) as stripe:
            self.attempts._execute_all(self.attempts.search([("run_key", "=", "run-2")]), 10**12)
        self.assertEqual(len(stripe.sent()), 2)

    def test_what_changed_or_came_since_is_left_out_with_its_reason(self):
        self.release(self.requested())
        self.moves[0].with_context(check_move_validity=False)
        self.pay(self.moves[0], 40)
        self.moves.append(self.make_due())
        rows = self.rpc("candidates", company_id=self.company.id, as_of="", limit=50,
                        after_id=self.moves[0].id - 1, release="released")["invoices"]
        self.assertEqual([row["reason_code"] for row in rows],
                         ["not_released", "collect", "not_released"])
        order = self.order(self.moves[0], amount="60.00")
        statuses = self.prepare(order, *map(self.order, self.moves[1:]), run_key="run-2")
        self.assertEqual([one["state"] or one["error_code"] for one in statuses],
                         ["not_released", "prepared", "not_released"])

    def pay(self, move, amount):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids).create(
                {"amount": amount, "payment_date": fields.Date.today()})._create_payments()

    def test_a_release_taken_back_stops_what_was_prepared(self):
        release = self.requested()
        self.release(release)
        self.prepared_states("run-2")
        attempts = self.attempts.search([("run_key", "=", "run-2")])
        release.with_user(self.accountant)._withdraw("A mistake")
        self.env.flush_all()
        with self.stripe_answers(GOOD) as stripe:
            self.attempts._execute_all(attempts, 10**12)
        self.assertEqual(len(stripe.sent()), 0)
        self.assertEqual(set(attempts.mapped("code")), {"not_released"})

    def test_a_release_that_is_over_covers_nothing(self):
        release = self.requested()
        self.release(release)
        release.valid_until = fields.Datetime.subtract(fields.Datetime.now(), minutes=1)
        self.assertEqual(self.prepared_states("run-2"), ["not_released"] * 2)
        self.assertEqual(self.ask("run-2")["status"], "waiting")

    def test_another_list_takes_the_place_of_one_that_waits(self):
        first = self.requested()
        self.make_due()
        second = self.env["quittance.release"].browse(self.ask("run-2")["release_id"])
        self.assertEqual((first.state, second.state, second.count), ("replaced", "requested", 3))
        with self.assertRaisesRegex(UserError, "newest"):
            self.release(first)

    def test_many_small_runs_do_not_go_round_the_threshold(self):
        self.settings.sudo().release_above = 100
        rest = self.moves.pop()
        rest.payment_state = "blocked"
        self.assertEqual(self.ask()["status"], "free")
        self.assertEqual(self.prepared_states(), ["prepared"])
        with self.stripe_answers(GOOD):
            self.attempts._execute_all(self.attempts.search([("run_key", "=", "run-1")]), 10**12)
        rest.payment_state = "not_paid"
        self.assertEqual(self.ask("run-2")["status"], "waiting")

    def test_a_dry_run_says_it_and_keeps_nothing(self):
        before = self.env["quittance.release"].search_count([])
        answer = self.ask(dry_run=True)
        self.assertEqual((answer["status"], answer["release_id"]), ("waiting", 0))
        self.assertIn("2 invoices", answer["message"])
        self.assertEqual(self.env["quittance.release"].search_count([]), before)
