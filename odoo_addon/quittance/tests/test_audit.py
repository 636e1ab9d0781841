"""The audit's questions: what the provider lists, what this database claims, what differs."""

from odoo import fields
from odoo.tests import tagged

from .collect_common import GOOD, LOST, PENDING, declined, found
from .refund_common import RefundCase, made

LONG_AGO = "2020-01-01T00:00:00Z"


def listed(*intents):
    return (200, {"object": "list", "data": list(intents), "has_more": False})


@tagged("post_install", "-at_install")
class TestAudit(RefundCase):

    def charge_of(self, *intents):
        """The first charge that the audit sees when Stripe lists these intents."""
        with self.stripe_answers(listed(*intents)):
            answer = self.rpc("provider_charges", company_id=self.company.id, since=LONG_AGO,
                              limit=10, cursor=f"{self.stripe.id}:")
        return answer["charges"][0]

    def listed_as(self, attempt, **changes):
        return self.charge_of({**found(attempt), "created": 1_700_000_000, **changes})

    def claims(self, since=LONG_AGO):
        """{reference: claim}"""
        claims, after = {}, 0
        while True:
            page = self.rpc("audit_claims", company_id=self.company.id, since=since, limit=2,
                            after_id=after)
            claims.update((one["key"], one) for one in page["claims"])
            after = page["next"]
            if not after:
                return claims

    def test_a_payment_that_is_taken_out_later_is_found_by_the_next_night(self):
        attempt = self.executed(GOOD)
        attempt._book()
        self.assertNotIn(attempt.key, self.claims(since="2100-01-01T00:00:00Z"))
        attempt.payment_id.action_draft()
        claim = self.claims(since="2100-01-01T00:00:00Z")[attempt.key]
        self.assertEqual(claim["finding"], "payment_undone")

    def asked(self, attempt, *answers):
        with self.stripe_answers(*answers):
            return self.rpc("audit_ask", company_id=self.company.id,
                            ids=attempt.transaction_id.ids)["answers"][0]

    # ------------------------------------------------------------------ what is listed

    def page(self, *answers):
        with self.stripe_answers(*answers):
            return self.rpc("provider_charges", company_id=self.company.id, since=LONG_AGO,
                            limit=10, cursor=f"{self.stripe.id}:")

    def test_a_list_that_cannot_be_had_is_no_empty_one(self):
        self._patch(type(self.env["quittance.policy"]), "_wait_seconds", lambda *_args: 0)
        down = (500, {"error": {"type": "api_error"}})
        page = self.page(down, down)
        [told] = [one for one in page["providers"] if one["id"] == self.stripe.id]
        self.assertEqual((told["can_list"], told["failed"], page["charges"]), (True, True, []))
        self.assertIn("500", told["message"])
        again = self.page(down, listed({**found(self.executed(GOOD)), "created": 1_700_000_000}))
        self.assertEqual([one["failed"] for one in again["providers"]
                          if one["id"] == self.stripe.id], [False])
        self.assertEqual(len(again["charges"]), 1, "asked once more")
        refused = self.page((403, {"error": {"type": "invalid_request_error"}}))
        [told] = [one for one in refused["providers"] if one["id"] == self.stripe.id]
        self.assertEqual((told["can_list"], told["failed"]), (False, False), "for good")

    def test_a_success_under_what_is_prepared_here_is_asked_about(self):
        for status in ("succeeded", "processing"):
            attempt = self.prepared()
            charge = self.listed_as(attempt, status=status)
            self.assertEqual((charge["known"], attempt.state), (True, "unknown"), status)

    def test_a_charge_that_both_have_is_no_finding(self):
        charge = self.listed_as(self.executed(GOOD))
        self.assertEqual((charge["known"], charge["finding"], charge["sentence"]), (True, "", ""))

    def test_another_amount_is_found_and_says_what_to_do(self):
        attempt = self.executed(GOOD)
        charge = self.listed_as(attempt, amount=attempt._minor() + 1)
        self.assertEqual(charge["finding"], "amount_differs")
        self.assertIn(attempt.invoice_names, charge["sentence"])
        self.assertIn("correct the payment", charge["sentence"])

    def test_a_success_that_the_provider_calls_failed_is_found(self):
        attempt = self.executed(GOOD)
        charge = self.listed_as(attempt, status="requires_payment_method", last_payment_error={
            "code": "card_declined", "type": "card_error"})
        self.assertEqual(charge["finding"], "state_differs")
        self.assertEqual(attempt.state, "done")

    def test_a_refund_that_odoo_does_not_know_is_found(self):
        attempt = self.collected()
        charges = {"charges": {"data": [{"amount_refunded": 500}]}}
        self.assertEqual(self.listed_as(attempt, **charges)["finding"], "refund_differs")
        self.heard(self.seen(attempt, minor=500))
        self.assertEqual(self.listed_as(attempt, **charges)["finding"], "")

    def test_a_refund_that_the_provider_does_not_have_is_found(self):
        refund, _stripe = self.ordered((200, made), amount="5")
        none = {"charges": {"data": [{"amount_refunded": 0}]}}
        self.assertEqual(self.listed_as(refund.attempt_id, **none)["finding"], "refund_differs")

    def test_what_settled_meanwhile_waits_for_the_next_question(self):
        charge = self.listed_as(self.executed(PENDING))
        self.assertEqual(charge["finding"], "under_way")

    # ------------------------------------------------------------------ what is claimed

    def test_what_came_or_is_coming_is_claimed_and_nothing_else(self):
        done, pending = self.executed(GOOD), self.executed(PENDING)
        failed, unknown = self.executed(declined()), self.executed(LOST)
        refund, _stripe = self.ordered((200, made), attempt=done, amount="5")
        claims = self.claims()
        self.assertLessEqual({done.key, pending.key}, set(claims))
        self.assertFalse({failed.key, unknown.key, refund.key} & set(claims))
        claim = claims[done.key]
        self.assertEqual((claim["provider_reference"], claim["amount"], claim["can_list"]),
                         (done.provider_reference, "100.00", True))

    def test_only_what_changed_since_is_claimed(self):
        done = self.executed(GOOD)
        done.transaction_id.last_state_change = fields.Datetime.subtract(
            fields.Datetime.now(), days=3)
        yesterday = fields.Datetime.subtract(fields.Datetime.now(), days=1)
        self.assertNotIn(done.key, self.claims(yesterday.strftime("%Y-%m-%dT%H:%M:%SZ")))

    def test_a_payment_that_a_person_took_out_of_the_books_is_named(self):
        attempt = self.executed(GOOD)
        attempt._book()
        attempt.payment_id.action_draft()
        attempt.payment_id.action_cancel()
        claim = self.claims()[attempt.key]
        self.assertEqual(claim["finding"], "payment_undone")
        self.assertIn("refund the charge", claim["sentence"])

    # ------------------------------------------------------------------ asked one by one

    def test_a_claim_that_the_provider_confirms_agrees(self):
        attempt = self.executed(GOOD)
        self.assertEqual(self.asked(attempt, (200, found(attempt)))["outcome"], "agrees")

    def test_a_claim_that_the_provider_does_not_know_is_a_payment_without_charge(self):
        attempt = self.executed(GOOD)
        missing = {"error": {"type": "invalid_request_error", "code": "resource_missing"}}
        answer = self.asked(attempt, (404, missing))
        self.assertEqual((answer["outcome"], answer["finding"]), ("finding", "no_charge"))
        self.assertIn("undo the payment", answer["sentence"])
        self.assertEqual(attempt.state, "done")

    def test_a_provider_that_does_not_answer_has_said_nothing(self):
        attempt = self.executed(GOOD)
        self.assertEqual(self.asked(attempt, LOST)["outcome"], "not_told")
        self.assertEqual(self.asked(attempt, (500, {}))["outcome"], "not_told")

    def test_a_done_transaction_without_attempt_that_no_list_shows_has_no_charge(self):
        transaction = self.env["payment.transaction"].create({
            "provider_id": self.stripe.id, "payment_method_id": self.card.id, "amount": 10,
            "currency_id": self.company.currency_id.id, "reference": "by-hand",
            "partner_id": self.client_contact.id, "operation": "online_direct"})
        transaction._set_done()
        self.assertIn("by-hand", self.claims())
        answer = self.rpc("audit_ask", company_id=self.company.id, ids=transaction.ids)
        self.assertEqual(answer["answers"][0]["finding"], "no_charge")

    # ------------------------------------------------------------------ the alarm

    def told(self):
        return self.settings.activity_ids.filtered(
            lambda one: one.user_id == self.supervisor).mapped("summary")

    def tell(self, *ids):
        self.rpc("audit_orphans", company_id=self.company.id, charges=[
            {"provider_reference": one, "sentence": f"Refund {one}."} for one in ids])

    def test_the_supervisors_are_told_of_each_orphan_once(self):
        self.tell("pi_1", "pi_2")
        self.tell("pi_2", "pi_1")
        self.assertEqual(len(self.told()), 2)
        self.assertIn("pi_1", " ".join(self.told()))

    def test_many_orphans_are_told_of_in_one_word(self):
        self.tell(*(f"pi_{number}" for number in range(30)))
        self.assertEqual(len(self.told()), 21)

    # ------------------------------------------------------------------ what counts as one

    def test_a_nights_audit_does_not_count_before_a_restore_is_accepted(self):
        runs, mark = self.env["quittance.run"], self.ledger._mark()
        night, _status = runs._open(
            self.company, {"kind": "night", "run_key": "night-a", "host": "h"}, 60)
        of_night, _status = runs._open(
            self.company, {"kind": "audit", "run_key": "night-a/audit", "host": "h"}, 60)
        self.assertEqual(of_night.night_key, night.run_key)
        of_night._close(0, "", "{}")
        self.assertFalse(runs._audited(self.company, mark, False))
        by_hand, _status = runs._open(
            self.company, {"kind": "audit", "run_key": "by-hand", "host": "h"}, 60)
        by_hand._close(4, "", "{}")
        self.assertTrue(runs._audited(self.company, mark, False))
