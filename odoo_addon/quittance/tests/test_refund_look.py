"""Before a refund leaves, the provider is asked what it has given back of the charge already."""

from decimal import Decimal

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..protocol import refunds
from .collect_common import LOST
from .refund_common import RefundCase, made


@tagged("post_install", "-at_install")
class TestRefundLook(RefundCase):

    def rows(self, attempt):
        return [(one.state, one.amount, one.booked) for one in attempt.refund_ids.sorted("no")]

    def pressed(self, attempt, *shown, amount="30"):
        """Press *Refund* while Stripe shows these; (what it said, Stripe). Not by assertRaises,
        which undoes what was committed."""
        def body(call):
            one = [row for row in shown if call["url"].endswith(row["id"])]
            listed = {"data": list(shown), "has_more": False}
            return made(call, id="re_2") if call["method"] == "POST" else one[0] if one else listed
        with self.stripe_answers((200, body)) as stripe:
            try:
                self.env["quittance.refund"]._order_once(
                    attempt, Decimal(amount), attempt.refund_no + 1, "too much")
            except UserError as error:
                return str(error), stripe
        return "", stripe

    def posts(self, stripe):
        return [call for call in stripe.calls if call["method"] == "POST"]

    def key(self, attempt, no=1, minor=3000):
        return refunds.derive(attempt.key, no, minor, "EUR")

    def test_what_a_restore_lost_is_taken_over_and_not_refunded_again(self):
        attempt = self.collected()
        shown = self.seen(attempt, "re_1", minor=3000,
                          metadata={"quittance_refund": self.key(attempt)})
        said, stripe = self.pressed(attempt, shown)
        self.assertIn("re_1", said)
        self.assertEqual(self.posts(stripe), [])
        self.assertEqual(self.rows(attempt), [("done", 30, True)])
        said, stripe = self.pressed(attempt, shown, amount="20")
        self.assertEqual((said, len(self.posts(stripe))), ("", 1))
        self.assertEqual(self.rows(attempt), [("done", 30, True), ("done", 20, True)])

    def test_one_that_failed_at_the_provider_is_no_news(self):
        attempt = self.collected()
        said, stripe = self.pressed(attempt, self.seen(attempt, "re_1", status="failed"))
        self.assertEqual((said, len(self.posts(stripe))), ("", 1))

    def test_silence_is_not_answered_by_sending(self):
        attempt = self.collected()
        with self.stripe_answers(LOST) as stripe, self.assertRaisesRegex(UserError, "not say"):
            self.env["quittance.refund"]._order_once(attempt, Decimal(30), 1, "too much")
        self.assertEqual((self.posts(stripe), self.rows(attempt)), ([], []))

    def test_two_under_one_key_are_two(self):
        """Before this look was there, the same key may have refunded twice after a day."""
        attempt = self.collected()
        self.pressed(attempt)
        self.assertEqual(attempt.refund_ids.key, self.key(attempt))
        for _again in range(2):
            self.heard(self.seen(attempt, "re_1", minor=3000,
                                 metadata={"quittance_refund": self.key(attempt)}))
        self.assertEqual(self.rows(attempt), [("done", 30, True), ("done", 30, True)])
        self.assertEqual(attempt.refund_ids.sorted("no").mapped("key"),
                         [self.key(attempt), "re_1"])
