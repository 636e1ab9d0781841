"""What a person reads of an attempt in each state."""

from odoo import fields
from odoo.tests import tagged

from .collect_common import GOOD, LOST, PENDING, declined
from .refund_common import RefundCase, made


@tagged("post_install", "-at_install")
class TestAttemptWords(RefundCase):

    def test_each_state_has_its_sentence(self):
        for answer, words in (
                (LOST, "no clear answer came: perhaps the client was charged, perhaps not"),
                (PENDING, "Accepted by the provider on"),
                (GOOD, "booked in a moment"),
                (declined("insufficient_funds"), "insufficient funds. Will be tried again on")):
            attempt = self.executed(answer, move=self.make_due())
            self.assertIn(words, attempt.sentence)
        self.assertEqual(self.prepared(self.make_due()).sentence,
                         "About to be sent to the provider.")

    def test_every_state_is_spoken_of(self):
        attempt = self.prepared()
        for state, _label in self.attempts._fields["state"]._description_selection(self.env):
            attempt.state = state
            self.assertTrue(attempt.sentence, state)

    def test_what_came_back_says_when_why_and_what_next(self):
        attempt = self.executed(GOOD)
        attempt._book()
        self.assertIn("and in the books", attempt.sentence)
        attempt._return(fields.Date.to_date("2026-01-15"), "debit_not_authorized", "")
        self.assertRegex(attempt.sentence, r"^Collected, but the money came back on [\d/]+2026: no "
                                           r"valid mandate\. Held until a person releases it\.$")

    def test_what_was_given_back_is_said_in_part_and_whole(self):
        attempt = self.collected()
        self.ordered((200, made), attempt=attempt, amount="30")
        self.assertRegex(attempt.sentence,
                         r"in the books\. .*30[.,]00.* of .*100[.,]00.* was given back\.$")
        lost, _stripe = self.ordered(LOST, attempt=attempt, amount="20")
        self.assertRegex(attempt.sentence, r"given back\. A refund of .*20[.,]00.* is under way\.$")
        self.resolved(lost, (200, {"data": [self.seen(
            attempt, reference="re_2", minor=2000, metadata={"quittance_refund": lost.key})]}))
        self.assertRegex(attempt.sentence, r"50[.,]00.* of .*100[.,]00.* was given back\.$")
        self.ordered((200, lambda call: made(call, id="re_3")), attempt=attempt, amount="50")
        self.assertRegex(attempt.sentence, r"in the books\. All of it was given back\.$")

    def test_a_part_that_is_disputed_is_said(self):
        attempt = self.collected()
        self.env["quittance.refund"]._take_part(attempt, {
            "id": "dp_1", "won": False, "minor": 4000, "day": fields.Date.today(),
            "code": "fraudulent", "message": ""})
        self.assertRegex(attempt.sentence,
                         r"40[.,]00.* of .*100[.,]00.* was disputed by the client\.$")
