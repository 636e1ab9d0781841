"""A refund whose outcome is open, and one that a person made at the provider in its stead."""

from unittest.mock import patch

from odoo.tests import tagged

from .collect_common import LOST
from .refund_common import NOTHING, RefundCase, made


@tagged("post_install", "-at_install")
class TestRefundInstead(RefundCase):

    def resolved_beside(self, refund, *shown):
        """What is sent when the provider shows these refunds of the charge."""
        def body(call):
            one = [row for row in shown if call["url"].endswith(row["id"])]
            listed = {"data": list(shown), "has_more": False}
            return made(call) if call["method"] == "POST" else one[0] if one else listed
        stripe = self.resolved(refund, (200, body))
        return [call for call in stripe.calls if call["method"] == "POST"]

    def lost(self, amount="30"):
        return self.ordered(LOST, amount=amount)[0]

    def test_what_a_person_refunded_meanwhile_is_not_refunded_again(self):
        refund = self.lost()
        attempt = refund.attempt_id
        for _again in range(2):
            self.assertEqual(
                self.resolved_beside(refund, self.seen(attempt, minor=3000)), [])
        self.assertEqual([(one.state, one.amount) for one in attempt.refund_ids.sorted("no")],
                         [("unknown", 30), ("done", 30)])
        self.assertIn("re_9", refund.activity_ids[:1].note)
        self.assertTrue(any("re_9" in why for why in attempt.event_ids.mapped("why")
                            if "Not sent again" in why))
        refund.with_user(self.supervisor)._decide("canceled", "re_9 was made in its stead")
        self.assertEqual((refund.state, attempt.refunding), ("canceled", 30))

    def test_what_was_told_of_is_enough_where_nothing_can_be_listed(self):
        refund = self.lost()
        self.tell(refund.attempt_id, self.seen(refund.attempt_id, minor=1000))
        adapter = type(self.env["quittance.provider.stripe"])
        with patch.object(adapter, "_list_refunds_of", lambda one, attempt: []):
            self.assertEqual(self.resolved_beside(refund), [])
        self.assertEqual(refund.state, "unknown")

    def test_one_that_leaves_no_room_for_it_is_enough_too(self):
        refund = self.lost("60")
        self.assertEqual(
            self.resolved_beside(refund, self.seen(refund.attempt_id, minor=6000)), [])
        self.assertEqual(refund.state, "unknown")

    def test_silence_on_the_list_is_not_answered_by_sending(self):
        refund = self.lost()
        stripe = self.resolved(refund, NOTHING, LOST)
        self.assertEqual([call["method"] for call in stripe.calls], ["GET", "GET"])

    def test_one_that_failed_or_was_there_before_is_none(self):
        attempt = self.collected()
        self.tell(attempt, self.seen(attempt, "re_8", minor=1000))
        before = self.seen(attempt, "re_8", minor=1000)
        refund = self.ordered_beside(attempt, before)
        failed = self.seen(attempt, minor=3000, status="failed")
        self.assertEqual(len(self.resolved_beside(refund, before, failed)), 1)
        self.assertEqual(refund.send_no, 2)

    def ordered_beside(self, attempt, shown):
        """Ordered while the provider shows one that is known; the request is lost."""
        with self.stripe_answers((200, {"data": [shown], "has_more": False}), LOST):
            return self.env["quittance.refund"]._order_once(
                attempt, 30, attempt.refund_no + 1, "too much")
